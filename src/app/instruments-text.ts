/** What `tickring instruments` says, as lines for people. Figures as the file has them; prices in rupees. CLI. */
import { IST_OFFSET_MS } from '../domain/instrument/ist-date.ts';
import type { VersionState } from '../feed/angel/instrument-store.ts';
import type { SyncOutcome } from '../feed/angel/instrument-sync.ts';
import type { MasterFacts } from '../feed/angel/scrip-master-row.ts';
import type { InstrumentMaster } from '../feed/angel/scrip-master-table.ts';

/** Expiries of a chain that are listed before they are only counted. */
const EXPIRIES_SHOWN = 12;

export interface ChainFacts {
  readonly exchange: string;
  readonly expiries: readonly { readonly expiry: string; readonly strikes: number }[];
}

export function syncText(outcome: SyncOutcome, master: InstrumentMaster): string {
  const { facts } = outcome.version;
  const exchanges = Object.entries(facts.rowsByExchange)
    .filter(([, rows]) => rows > 0)
    .map(([exchange, rows]) => `${exchange} ${rows}`);
  return [
    `${outcome.status}: version ${facts.date}, ${facts.rows} instruments (${exchanges.join(', ')})`,
    `  sha256 ${facts.sha256}`,
    ...countLines('left out', master.rejected),
    ...countLines('not tradable', master.doubted),
    '',
  ].join('\n');
}

/** One line of a search or a look-up. */
export function factsLine(facts: MasterFacts): string {
  const terms = [
    facts.kind,
    facts.expiry,
    facts.strikePaise > 0 ? `${facts.strikePaise / 100} ${facts.optionType}` : '',
    facts.kind === 'index' ? '' : `lot ${facts.lotSize}`,
    facts.kind === 'index' ? '' : `step ${facts.priceIncrementPaise / 100}`,
    facts.freezeQuantity > 0 ? `freeze ${facts.freezeQuantity}` : '',
    `token ${facts.token}`,
    facts.doubt === '' ? '' : `not tradable: ${facts.doubt}`,
  ].filter((term) => term !== '');
  return `${facts.exchange}:${facts.symbol}  ${facts.name}  ${terms.join(', ')}`;
}

export function chainText({ exchange, expiries }: ChainFacts): string {
  const shown = expiries.slice(0, EXPIRIES_SHOWN);
  const rest = expiries.length - shown.length;
  return [
    `  ${exchange}: ${expiries.length} expiries`,
    ...shown.map(({ expiry, strikes }) => `    ${expiry}  ${strikes} strikes`),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ].join('\n');
}

export function versionLine(state: VersionState): string {
  if (state.status === 'damaged') return `${state.damage.date}  damaged: ${state.damage.problem}`;
  const { facts } = state.version;
  return [
    facts.date,
    `${facts.rows} instruments`,
    `downloaded ${istText(facts.downloadedAtMs)}`,
    `checked ${istText(facts.checkedAtMs)}`,
    facts.sha256.slice(0, 16),
    facts.source,
  ].join('  ');
}

function countLines(what: string, counts: Readonly<Record<string, number>>): readonly string[] {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  if (found.length === 0) return [];
  return [`  ${what}: ${found.map(([reason, count]) => `${reason} ${count}`).join(', ')}`];
}

function istText(timeMs: number): string {
  return `${new Date(timeMs + IST_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')} IST`;
}
