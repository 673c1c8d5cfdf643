/**
 * Reads the SmartAPI scrip master: a JSON array of 130k to 250k rows, every value a string. Source: Angel One's public documentation
 * of the instruments file, and files of 2025 and 2026. Runs once at start, in whichever thread loads the instruments.
 */
import { EXCHANGE_TYPES, type Exchange } from '../../domain/instrument/instrument.ts';
import { ScripMasterError } from './scrip-master-error.ts';
import { decimalOf, expiryOf, kindOf, unitsPerPaise } from './scrip-master-fields.ts';
import { readScripMasterFile } from './scrip-master-file.ts';
import { InstrumentMaster, type MasterRow, type RowProblem } from './scrip-master-table.ts';

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

/**
 * The table of a scrip master text or its UTF-8 bytes. A bad row is counted by reason and left out; only a text that is not an array
 * throws, a `ScripMasterError`.
 */
export function parseScripMaster(json: string | Uint8Array): InstrumentMaster {
  const rows = parseRows(json);
  const master = new InstrumentMaster(rows.length);
  const row = emptyRow();
  for (const raw of rows) {
    const problem = readRow(raw, row);
    if (problem === null) master.add(row);
    else master.rejected[problem] += 1;
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
    isInClosingAuction: null,
  };
}

/** Fills `row` from `raw`; answers what is wrong with it instead when something is. */
function readRow(raw: unknown, row: MasterRow): RowProblem | null {
  if (typeof raw !== 'object' || raw === null) return 'not_an_object';
  const source: RawRow = raw;
  return readIdentity(source, row) ?? readTradingRules(source, row) ?? readContract(source, row);
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

function readTradingRules(source: RawRow, row: MasterRow): RowProblem | null {
  const lotSize = decimalOf(source.lotsize);
  if (!isQuantity(lotSize) || lotSize === 0) return 'bad_lot_size';
  const increment = decimalOf(source.tick_size) / unitsPerPaise(row.exchange);
  // The currency segment has steps of a fraction of a paisa.
  const isIncrement = row.exchange === 'CDS' ? increment >= 0 : isQuantity(increment);
  if (!isIncrement) return 'bad_price_increment';
  const freezeQuantity = source.freeze_qty === undefined ? 0 : decimalOf(source.freeze_qty);
  if (!isQuantity(freezeQuantity)) return 'bad_freeze_quantity';
  row.lotSize = lotSize;
  row.priceIncrementPaise = increment;
  row.freezeQuantity = freezeQuantity;
  const flag = source.is_cas_enabled;
  row.isInClosingAuction = typeof flag === 'boolean' ? flag : null;
  // Everything that trades has a price step; older files repeat the large indices as stocks without one.
  if (row.kind === 'equity' && increment === 0) row.kind = 'index';
  return null;
}

function readContract(source: RawRow, row: MasterRow): RowProblem | null {
  row.expiry = '';
  row.strikePaise = 0;
  row.optionType = '';
  if (row.kind === 'index' || row.kind === 'equity') return null;
  const expiry = expiryOf(source.expiry);
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

function isQuantity(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= QUANTITY_MAX;
}
