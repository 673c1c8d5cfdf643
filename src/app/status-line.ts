/** What a user sees while the engine runs: the banner once, then one line that keeps itself up to date. */
import type { Settings } from '../contract/settings.ts';
import { IST_OFFSET_MS } from '../domain/instrument/ist-date.ts';
import { DROP_REASONS } from '../domain/tick/drop-reason.ts';
import type { Session } from '../threads/session.ts';
import { StateReader } from '../threads/state-reader.ts';

const TTY_INTERVAL_MS = 500;
const PLAIN_INTERVAL_MS = 5000;

export interface BannerFacts {
  readonly version: string;
  readonly settings: Settings;
  readonly configSha: string;
  readonly url: string;
  readonly webSocketEngine: string;
  readonly instruments: number;
  readonly strategies: number;
  readonly feedUrl: string;
  /** What the simulator plays; '' for another stream. */
  readonly simulation: string;
}

export function bannerText(facts: BannerFacts): string {
  const { settings } = facts;
  const clients = facts.url.replace(/^http/, 'ws');
  const feed = facts.simulation
    ? `${facts.feedUrl} (market simulator: ${facts.simulation})`
    : facts.feedUrl;
  return [
    '',
    `  tickring ${facts.version}   mode ${settings.engine.mode.toUpperCase()} (no order leaves this machine)`,
    '',
    `  terminal   ${facts.url}/`,
    `  stream     ${clients}/ws/stream   (${facts.webSocketEngine})`,
    `  health     ${facts.url}/health      metrics ${facts.url}/metrics`,
    `  feed       ${feed}`,
    `  trading    ${facts.instruments} instruments, ${facts.strategies} strategies`,
    `  config     ${facts.configSha.slice(0, 12)}   data in ${settings.data.dir}`,
    '',
    '  Watch it: npx tickring watch        End it: Ctrl-C',
    '',
    '',
  ].join('\n');
}

/** What is read of a session. */
export type StatusSource = Pick<Session, 'control' | 'metrics' | 'positionState' | 'riskState'>;

/** Reads shared memory; call `text` about once a second. */
export class StatusLine {
  private readonly cells;
  private readonly state: StateReader;
  private readonly control: StatusSource['control'];
  private readonly dropped;
  private lastReceived = 0;
  private lastMs = performance.now();

  constructor(source: StatusSource) {
    const { metrics } = source;
    this.state = new StateReader(source);
    this.control = source.control;
    this.cells = {
      received: metrics.cell('ticksReceived'),
      conflated: metrics.cell('ticksConflated'),
      sessionTime: metrics.cell('sessionTime'),
      signals: metrics.cell('signals'),
      approved: metrics.cell('decisionsApproved'),
      orders: metrics.cell('ordersSent'),
      fills: metrics.cell('orderFills'),
      isFresh: metrics.cell('feedDataFresh'),
      clients: metrics.cell('fanoutClients'),
    };
    this.dropped = DROP_REASONS.map((reason) => metrics.cell('ticksDropped', { reason }));
  }

  text(): string {
    const { cells } = this;
    const nowMs = performance.now();
    const received = cells.received.value;
    const rate = ((received - this.lastReceived) * 1000) / Math.max(1, nowMs - this.lastMs);
    this.lastReceived = received;
    this.lastMs = nowMs;
    const dropped = this.dropped.reduce((total, cell) => total + cell.value, 0);
    const { tradingState, netPnlPaise, chargesPaise } = this.state.account();
    const { open, covered } = this.state.protection();
    return [
      `${clockText(cells.sessionTime.value)} IST`,
      cells.isFresh.value ? 'live' : 'NO DATA',
      `${Math.round(rate).toLocaleString('en-IN')} ticks/s`,
      `dropped ${dropped}`,
      `conflated ${cells.conflated.value}`,
      `signals ${cells.signals.value} (${cells.approved.value} approved)`,
      `orders ${cells.orders.value}`,
      `fills ${cells.fills.value}`,
      `protected ${covered}/${open}`,
      `P&L net Rs ${rupees(netPnlPaise)}`,
      `charges Rs ${rupees(chargesPaise)}`,
      this.control.isKilled() ? 'KILLED' : tradingState,
      `clients ${cells.clients.value}`,
    ].join('  ');
  }
}

/** Prints the line in place on a terminal, as plain lines elsewhere; returns how to stop. */
export function showStatus(source: StatusSource, output: NodeJS.WriteStream): () => void {
  const line = new StatusLine(source);
  const print = () => {
    const text = line.text();
    if (output.isTTY) output.write(`\r\x1b[2K${text.slice(0, (output.columns ?? 200) - 1)}`);
    else output.write(`${text}\n`);
  };
  const timer = setInterval(print, output.isTTY ? TTY_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    if (output.isTTY) output.write('\n');
  };
}

function clockText(epochSeconds: number): string {
  if (epochSeconds <= 0) return '--:--:--';
  return new Date(epochSeconds * 1000 + IST_OFFSET_MS).toISOString().slice(11, 19);
}

function rupees(paise: number): string {
  const decimals = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return (paise / 100).toLocaleString('en-IN', decimals);
}
