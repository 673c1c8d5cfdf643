/** From a scrip master and a list of names to the instruments of a session, densely numbered. Runs once, before the feed opens. */
import { MAX_SUBSCRIPTIONS } from '../../contract/wire/smartapi-stream.ts';
import { assert } from '../../domain/assert.ts';
import { type Instrument, instrumentName } from '../../domain/instrument/instrument.ts';
import { INSTRUMENT_DOUBTS } from '../../domain/instrument/trading-terms.ts';
import { parseScripMaster } from './scrip-master.ts';
import { type DownloadTerms, downloadScripMaster } from './scrip-master-download.ts';
import { ScripMasterError } from './scrip-master-error.ts';
import { readScripMasterFile } from './scrip-master-file.ts';
import type { InstrumentMaster } from './scrip-master-table.ts';

export interface InstrumentLoad {
  /** URL or file path of a scrip master, plain or gzipped; which URLs, see `downloadScripMaster`. */
  readonly source: string;
  /** Every instrument of the source, or names such as `NSE:SBIN-EQ` and `NSE:Nifty 50`. */
  readonly subscribe: 'all' | readonly string[];
  /** Most instruments of a session; by default what one stream connection carries. */
  readonly instrumentsMax?: number;
  /** Time for the whole download. */
  readonly timeoutMs?: number;
  /** Largest download, and largest text after decompression. */
  readonly bytesMax?: number;
}

/** Names an error sentence lists before it only counts. */
const NAMES_SHOWN = 20;

/** Loads the source and picks from it. Throws `ScripMasterError`. */
export async function loadInstruments(load: InstrumentLoad): Promise<Instrument[]> {
  const { source, subscribe, instrumentsMax, timeoutMs, bytesMax } = load;
  const bytes = /^https?:\/\//i.test(source)
    ? await wholeDownload({ url: source, timeoutMs, bytesMax })
    : readScripMasterFile(source, bytesMax);
  return selectInstruments(parseScripMaster(bytes), subscribe, instrumentsMax);
}

async function wholeDownload(terms: DownloadTerms): Promise<Uint8Array> {
  const download = await downloadScripMaster(terms);
  assert(download.status === 'fetched', 'a download without conditions is fetched');
  return download.bytes;
}

/**
 * The named instruments in the order given, repeats left out, or all that are served in the order of the file. Throws
 * `ScripMasterError` when a name is unknown, cannot be served, or there are more than `instrumentsMax`.
 */
export function selectInstruments(
  master: InstrumentMaster,
  subscribe: 'all' | readonly string[],
  instrumentsMax: number = MAX_SUBSCRIPTIONS,
): Instrument[] {
  const rows = subscribe === 'all' ? servedRows(master) : namedRows(master, subscribe);
  if (rows.length > instrumentsMax) {
    throw new ScripMasterError(
      'instrument_limit_exceeded',
      `${rows.length} instruments are to be subscribed and a session carries ${instrumentsMax}; name fewer.`,
    );
  }
  return rows.map((row, index) => master.instrumentAt(row, index));
}

/** One sentence for each reason for which nothing may be opened in some of `instruments`. */
export function doubtWarnings(instruments: readonly Instrument[]): readonly string[] {
  return INSTRUMENT_DOUBTS.flatMap((doubt) => {
    const names = instruments.filter((one) => one.doubt === doubt).map(instrumentName);
    if (names.length === 0) return [];
    return [`${names.length} instruments are not tradable (${doubt}): ${listed(names)}.`];
  });
}

function servedRows(master: InstrumentMaster): number[] {
  const rows: number[] = [];
  for (let row = 0; row < master.count; row += 1) if (master.isServed(row)) rows.push(row);
  return rows;
}

function namedRows(master: InstrumentMaster, names: readonly string[]): number[] {
  const rows = new Set<number>();
  const unknown: string[] = [];
  const notServed: string[] = [];
  for (const name of names) {
    const row = master.rowOfName(name);
    if (row < 0) unknown.push(name);
    else if (!master.isServed(row)) notServed.push(name);
    else rows.add(row);
  }
  if (unknown.length > 0) {
    throw new ScripMasterError(
      'instrument_unknown',
      `The scrip master does not have ${listed(unknown)}; write <exchange>:<symbol> as in the file.`,
    );
  }
  if (notServed.length > 0) {
    throw new ScripMasterError(
      'instrument_not_served',
      `${listed(notServed)} cannot be followed: only NSE, BSE, NFO and BFO have session hours here; remove them.`,
    );
  }
  return [...rows];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  const rest = names.length - NAMES_SHOWN;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
