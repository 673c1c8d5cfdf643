/**
 * Reads the SmartAPI scrip master: a JSON array of 130k to 250k rows, every value a string. Source: Angel One's public documentation
 * of the instruments file, and files of 2025 and 2026. Runs once at start, in whichever thread loads the instruments.
 */
import { EXCHANGE_TYPES, type Exchange } from '../../domain/instrument/instrument.ts';
import { doubtOf } from '../../domain/instrument/trading-terms.ts';
import { ScripMasterError } from './scrip-master-error.ts';
import { decimalOf, expiryOf, kindOf, unitsPerPaise } from './scrip-master-fields.ts';
import { readScripMasterFile } from './scrip-master-file.ts';
import type { MasterRow, RowProblem } from './scrip-master-row.ts';
import { InstrumentMaster } from './scrip-master-table.ts';

/** A row as it may arrive. The last two fields exist since 2026. */
interface RawRow {
  readonly token?: unknown;
  readonly symbol?: unknown;
  readonly name?: unknown;
  readonly expiry?: unknown;
  readonly strike?: unknown;
  readonly lotsize?: unknown;
  readonly instrumenttype?: unknown;
  readonly exch_seg?: unknown;
  readonly tick_size?: unknown;
  readonly freeze_qty?: unknown;
  readonly is_cas_enabled?: unknown;
}

const QUANTITY_MAX = 2 ** 31 - 1;

/** Lots allowed for the derivatives of an underlying, as `allowedLotSizes` gives them. */
export type AllowedLots = ReadonlyMap<string, readonly number[]>;
const NO_LOTS: AllowedLots = new Map();

/** Dates already read: a few dozen stand in a hundred thousand rows. */
type Expiries = Map<unknown, string | null>;

/**
 * The table of a scrip master text or its UTF-8 bytes. A row that cannot be told from others is counted by reason and left out; one whose
 * trading terms are unknown or implausible is in the table with its doubt. Only a text that is not an array throws, a `ScripMasterError`.
 */
export function parseScripMaster(
  json: string | Uint8Array,
  allowedLots: AllowedLots = NO_LOTS,
): InstrumentMaster {
  const rows = parseRows(json);
  const master = new InstrumentMaster(rows.length);
  const row = emptyRow();
  const expiries: Expiries = new Map();
  for (const raw of rows) {
    const problem = readRow(raw, row, expiries);
    if (problem === null) {
      judge(row, allowedLots);
      master.add(row);
    } else {
      master.rejected[problem] += 1;
    }
  }
  return master;
}

/** The table of a `.json` or `.json.gz` file. Throws `ScripMasterError`. */
export function loadScripMaster(path: string): InstrumentMaster {
  return parseScripMaster(readScripMasterFile(path));
}

function parseRows(json: string | Uint8Array): unknown[] {
  let rows: unknown;
  try {
    const text =
      typeof json === 'string'
        ? json
        : Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('utf8');
    rows = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    throw new ScripMasterError(
      'scrip_master_corrupt',
      'The scrip master is not JSON; download it again and check that it is complete.',
      { cause },
    );
  }
  if (Array.isArray(rows)) return rows;
  throw new ScripMasterError(
    'scrip_master_not_rows',
    'The scrip master is not a JSON array of instruments; check that the address is that of the instruments file.',
  );
}

function emptyRow(): MasterRow {
  return {
    exchange: 'NSE',
    token: '',
    symbol: '',
    name: '',
    kind: 'equity',
    lotSize: 0,
    priceIncrementPaise: 0,
    freezeQuantity: 0,
    expiry: '',
    strikePaise: 0,
    optionType: '',
    doubt: '',
    isInClosingAuction: null,
  };
}

/** Fills `row` from `raw`; answers what is wrong with it instead when something is. */
function readRow(raw: unknown, row: MasterRow, expiries: Expiries): RowProblem | null {
  if (typeof raw !== 'object' || raw === null) return 'not_an_object';
  const source: RawRow = raw;
  const problem = readIdentity(source, row);
  if (problem !== null) return problem;
  readTradingTerms(source, row);
  return readContract(source, row, expiries);
}

function readIdentity(source: RawRow, row: MasterRow): RowProblem | null {
  const { token, symbol, name, exch_seg: segment } = source;
  if (typeof token !== 'string' || token === '') return 'missing_token';
  if (typeof symbol !== 'string' || symbol === '') return 'missing_symbol';
  if (typeof segment !== 'string' || !Object.hasOwn(EXCHANGE_TYPES, segment)) {
    return 'unknown_segment';
  }
  const kind = kindOf(source.instrumenttype);
  if (kind === null) return 'unknown_kind';
  row.exchange = segment as Exchange;
  row.token = token;
  row.symbol = symbol;
  row.name = typeof name === 'string' ? name : '';
  row.kind = kind;
  return null;
}

/** What is unknown becomes 0. */
function readTradingTerms(source: RawRow, row: MasterRow): void {
  row.lotSize = quantityOf(source.lotsize);
  const increment = decimalOf(source.tick_size) / unitsPerPaise(row.exchange);
  // The currency segment has steps of a fraction of a paisa.
  const isIncrement = row.exchange === 'CDS' ? increment > 0 : isQuantity(increment);
  row.priceIncrementPaise = isIncrement ? increment : 0;
  row.freezeQuantity = quantityOf(source.freeze_qty);
  const flag = source.is_cas_enabled;
  row.isInClosingAuction = typeof flag === 'boolean' ? flag : null;
  // Older files repeat the large indices as stocks: without a price step and, unlike a stock, without a series behind the name.
  const isRepeatedIndex =
    row.kind === 'equity' &&
    row.priceIncrementPaise === 0 &&
    row.exchange === 'NSE' &&
    !row.symbol.includes('-');
  if (isRepeatedIndex) row.kind = 'index';
}

function judge(row: MasterRow, allowedLots: AllowedLots): void {
  const isContract = row.exchange === 'NFO' || row.exchange === 'BFO';
  const lots = isContract ? allowedLots.get(row.name) : undefined;
  row.doubt = row.kind === 'index' ? '' : doubtOf(row, lots);
}

function readContract(source: RawRow, row: MasterRow, expiries: Expiries): RowProblem | null {
  row.expiry = '';
  row.strikePaise = 0;
  row.optionType = '';
  if (row.kind === 'index' || row.kind === 'equity') return null;
  const expiry = knownExpiry(source.expiry, expiries);
  if (expiry === null || expiry === '') return 'bad_expiry';
  row.expiry = expiry;
  if (row.kind === 'future') return null;
  const type = row.symbol.slice(-2);
  if (type !== 'CE' && type !== 'PE') return 'bad_option_type';
  const strikePaise = decimalOf(source.strike) / unitsPerPaise(row.exchange);
  // Currency strikes may end in half a paisa.
  const isWhole = row.exchange === 'CDS' || Number.isSafeInteger(strikePaise);
  if (!(isWhole && strikePaise > 0)) return 'bad_strike';
  row.strikePaise = strikePaise;
  row.optionType = type;
  return null;
}

function knownExpiry(text: unknown, expiries: Expiries): string | null {
  const known = expiries.get(text);
  if (known !== undefined) return known;
  const expiry = expiryOf(text);
  expiries.set(text, expiry);
  return expiry;
}

function quantityOf(text: unknown): number {
  const value = decimalOf(text);
  return isQuantity(value) ? value : 0;
}

function isQuantity(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= QUANTITY_MAX;
}
