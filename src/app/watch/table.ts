/** The live table of `tickring watch`: instruments, account, decisions and orders on one screen. Main thread of `tickring watch`. */
import type { RiskView } from '../../contract/wire/client-stream.ts';
import type { SessionView, WatchedInstrument } from './session-view.ts';
import {
  decisionLine,
  istTime,
  orderLine,
  positionLine,
  price,
  printable,
  rupees,
  signedRupees,
} from './text.ts';

export interface TableOptions {
  readonly columns: number;
  readonly rows: number;
  readonly hasColor: boolean;
  readonly ticksPerSecond: number;
  /** '' when connected. */
  readonly trouble: string;
}

const RECENT_MAX = 8;
const SHOWN_POSITIONS = 5;
const COLUMNS = ['INSTRUMENT', 'LAST', 'CHANGE', 'BID', 'ASK', 'VOLUME', 'TIME IST'] as const;
const WIDTHS = [26, 12, 11, 12, 12, 14, 10] as const;

/** The whole screen, at most `rows` lines of at most `columns` visible characters. */
export function tableLines(view: SessionView, options: TableOptions): readonly string[] {
  const paint = painter(options.hasColor);
  const recent = Math.max(2, Math.min(RECENT_MAX, Math.floor(options.rows / 6)));
  const plain = (lines: readonly string[]) => lines.map((line) => clip(line, options.columns));
  const heading = (text: string) => paint.faint(clip(text, options.columns));
  const footer = [
    '',
    ...plain(accountLines(view)),
    '',
    heading('DECISIONS, latest first'),
    ...plain(view.decisions.slice(-recent).reverse().map(decisionLine)),
    '',
    heading('ORDERS, latest first'),
    ...plain([...view.orders.values()].slice(-recent).reverse().map(orderLine)),
  ];
  const room = Math.max(3, options.rows - footer.length - 4);
  const names = [...view.instruments.keys()].sort();
  const shown = names.slice(0, room);
  const market = shown.map((name) => {
    const watched = view.instruments.get(name);
    return watched === undefined ? '' : marketRow(name, watched, paint);
  });
  const hidden = names.length - shown.length;
  return [
    clip(headline(view, options), options.columns),
    '',
    heading(COLUMNS.map(cell).join('')),
    ...market,
    hidden > 0 ? paint.faint(`${hidden} more; make the window taller`) : '',
    ...footer,
  ].slice(0, options.rows);
}

function headline(view: SessionView, options: TableOptions): string {
  const { health } = view;
  const state = health === undefined ? 'waiting' : `health ${health.status}`;
  const session = health?.sessionTime.slice(0, 19).replace('T', ' ') ?? '';
  const parts = [health?.mode ?? 'PAPER', state, session, `${options.ticksPerSecond} ticks/s`];
  const text = `tickring  ${parts.filter((part) => part !== '').join('  ·  ')}`;
  return options.trouble === '' ? text : `${text}  ·  ${options.trouble}`;
}

function accountLines(view: SessionView): readonly string[] {
  const { risk } = view;
  const open = [...view.positions.values()].filter(({ netQuantity }) => netQuantity !== 0);
  const covered = open.filter(({ isProtected }) => isProtected).length;
  // What lacks a stop is never among those left out.
  const shown = [...open]
    .sort((a, b) => Number(a.isProtected) - Number(b.isProtected))
    .slice(0, SHOWN_POSITIONS);
  return [
    risk === undefined ? 'P&L net -' : profitText(risk),
    `${risk === undefined ? '' : `${exposureText(risk)}  `}positions ${open.length}, protected ${covered}`,
    ...shown.map((position) => `  ${positionLine(position)}`),
  ];
}

function profitText(risk: RiskView): string {
  return [
    `P&L net ${signedRupees(risk.netPnlPaise)}`,
    `realised ${signedRupees(risk.realisedPnlPaise)}`,
    `unrealised ${signedRupees(risk.unrealisedPnlPaise)}`,
    `charges ${rupees(risk.chargesPaise)}`,
    `day ${signedRupees(risk.dayPnlPaise)}`,
    `drawdown ${(risk.drawdownBps / 100).toFixed(2)} %`,
  ].join('  ');
}

function exposureText(risk: RiskView): string {
  const { tradingState, tradingCause } = risk;
  const cause = tradingCause && ` (${tradingCause.replaceAll('_', ' ')})`;
  const state = risk.isKilled ? 'KILLED' : `${tradingState}${cause}`;
  return [
    `trading ${state}`,
    `exposure ${rupees(risk.grossExposurePaise)}`,
    `signals ${risk.signals}, ${risk.approved} approved, ${risk.denied} denied`,
  ].join('  ');
}

function marketRow(name: string, watched: WatchedInstrument, paint: Painter): string {
  const { tick, openedAtPaise } = watched;
  const change = tick.lastPaise - openedAtPaise;
  const cells = [
    printable(name),
    rupees(tick.lastPaise),
    signedRupees(change),
    price(tick.bidPaise),
    price(tick.askPaise),
    String(tick.volume),
    istTime(tick.exchangeTimeMs),
  ].map(cell);
  cells[2] = paint.signed(cells[2] ?? '', change);
  return cells.join('');
}

function cell(text: string, column: number): string {
  const width = WIDTHS[column] ?? 10;
  return column === 0 ? text.slice(0, width).padEnd(width) : text.padStart(width);
}

function clip(text: string, columns: number): string {
  return printable(text).slice(0, columns);
}

interface Painter {
  faint(text: string): string;
  signed(text: string, value: number): string;
}

function painter(hasColor: boolean): Painter {
  const wrap = (code: number, text: string): string =>
    hasColor ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    faint: (text) => wrap(2, text),
    signed: (text, value) => (value === 0 ? text : wrap(value > 0 ? 32 : 31, text)),
  };
}
