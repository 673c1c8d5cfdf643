/** Every instrument of a scrip master as columns with three ways in; read-only after the load, owned by the thread that loaded it. */
import { assert } from '../../domain/assert.ts';
import { f64At, i32At, u8At } from '../../domain/cells.ts';
import {
  EXCHANGE_TYPES,
  type Exchange,
  INSTRUMENT_KINDS,
  type Instrument,
  type InstrumentIndex,
  type InstrumentKind,
  type SessionSegment,
} from '../../domain/instrument/instrument.ts';

/** Why a row of the file is not in the table. */
const ROW_PROBLEMS = [
  'not_an_object',
  'missing_token',
  'missing_symbol',
  'unknown_segment',
  'unknown_kind',
  'bad_lot_size',
  'bad_price_increment',
  'bad_freeze_quantity',
  'bad_strike',
  'bad_expiry',
  'bad_option_type',
  'duplicate_token',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

/** One row as `InstrumentMaster.add` takes it. */
export interface MasterRow {
  exchange: Exchange;
  token: string;
  symbol: string;
  name: string;
  kind: InstrumentKind;
  lotSize: number;
  priceIncrementPaise: number;
  freezeQuantity: number;
  expiry: string;
  strikePaise: number;
  optionType: 'CE' | 'PE' | '';
  /** Is the stock in the closing auction? Null when the file does not say. */
  isInClosingAuction: boolean | null;
}

export interface ContractKey {
  readonly exchange: Exchange;
  /** Underlying: `NIFTY`, `SBIN`. */
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly expiry: string;
  /** 0 for a future. */
  readonly strikePaise: number;
  /** '' for a future. */
  readonly optionType: 'CE' | 'PE' | '';
}

const EXCHANGES = Object.keys(EXCHANGE_TYPES) as Exchange[];
const OPTION_TYPES = ['', 'CE', 'PE'] as const;
const CLOSING_AUCTION = { unknown: 0, no: 1, yes: 2 } as const;

/** Exchanges whose hours the session calendar knows and whose prices are whole paise. */
const SERVED: ReadonlySet<string> = new Set<Exchange>(['NSE', 'BSE', 'NFO', 'BFO']);

/** A row number is 0 … `count` − 1; -1 means there is no such instrument. */
export class InstrumentMaster {
  /** Rows of the file, those not taken included. */
  readonly rowsRead: number;
  /** Rows not taken, by reason. `rowsRead` = `count` + the sum of these. */
  readonly rejected: Record<RowProblem, number>;
  /** Rows whose (exchange, symbol) an earlier row has: found by token only. */
  duplicateSymbols = 0;
  #count = 0;
  readonly #byToken = new Map<Exchange, Map<string, number>>();
  readonly #bySymbol = new Map<Exchange, Map<string, number>>();
  #byContract: Map<string, number> | null = null;
  /** Names with a contract on NFO or BFO: their stocks are in the closing auction. */
  readonly #underlyings = new Set<string>();
  readonly #tokens: string[] = [];
  readonly #symbols: string[] = [];
  readonly #names: string[] = [];
  readonly #expiries: string[] = [];
  readonly #exchanges: Uint8Array;
  readonly #kinds: Uint8Array;
  readonly #optionTypes: Uint8Array;
  readonly #closingAuction: Uint8Array;
  readonly #lotSizes: Int32Array;
  readonly #freezeQuantities: Int32Array;
  readonly #priceIncrementsPaise: Float64Array;
  readonly #strikesPaise: Float64Array;

  /** An empty table with room for `rowsRead` rows. */
  constructor(rowsRead: number) {
    this.rowsRead = rowsRead;
    this.rejected = Object.fromEntries(ROW_PROBLEMS.map((problem) => [problem, 0])) as Record<
      RowProblem,
      number
    >;
    for (const exchange of EXCHANGES) {
      this.#byToken.set(exchange, new Map());
      this.#bySymbol.set(exchange, new Map());
    }
    this.#exchanges = new Uint8Array(rowsRead);
    this.#kinds = new Uint8Array(rowsRead);
    this.#optionTypes = new Uint8Array(rowsRead);
    this.#closingAuction = new Uint8Array(rowsRead);
    this.#lotSizes = new Int32Array(rowsRead);
    this.#freezeQuantities = new Int32Array(rowsRead);
    this.#priceIncrementsPaise = new Float64Array(rowsRead);
    this.#strikesPaise = new Float64Array(rowsRead);
  }

  get count(): number {
    return this.#count;
  }

  /** Copies `row` into the table, or counts it as a duplicate: the first row of an (exchange, token) wins. For the parser. */
  add(row: MasterRow): void {
    const at = this.#count;
    assert(at < this.rowsRead, 'a scrip master table holds at most the rows of its file');
    const byToken = this.#rows(this.#byToken, row.exchange);
    if (byToken.has(row.token)) {
      this.rejected.duplicate_token += 1;
      return;
    }
    byToken.set(row.token, at);
    const bySymbol = this.#rows(this.#bySymbol, row.exchange);
    if (bySymbol.has(row.symbol)) this.duplicateSymbols += 1;
    else bySymbol.set(row.symbol, at);
    if (row.exchange === 'NFO' || row.exchange === 'BFO') this.#underlyings.add(row.name);
    this.#tokens.push(row.token);
    this.#symbols.push(row.symbol);
    this.#names.push(row.name);
    this.#expiries.push(row.expiry);
    this.#exchanges[at] = EXCHANGES.indexOf(row.exchange);
    this.#kinds[at] = INSTRUMENT_KINDS.indexOf(row.kind);
    this.#optionTypes[at] = OPTION_TYPES.indexOf(row.optionType);
    const { unknown, yes, no } = CLOSING_AUCTION;
    const isIn = row.isInClosingAuction;
    this.#closingAuction[at] = isIn === null ? unknown : isIn ? yes : no;
    this.#lotSizes[at] = row.lotSize;
    this.#freezeQuantities[at] = row.freezeQuantity;
    this.#priceIncrementsPaise[at] = row.priceIncrementPaise;
    this.#strikesPaise[at] = row.strikePaise;
    this.#count = at + 1;
  }

  /** Row of a venue token. Tokens are unique within an exchange only. */
  rowOfToken(exchange: Exchange, token: string): number {
    return this.#byToken.get(exchange)?.get(token) ?? -1;
  }

  /** Row of a trading symbol such as `SBIN-EQ`; indices have display names. Case matters. */
  rowOfSymbol(exchange: Exchange, symbol: string): number {
    return this.#bySymbol.get(exchange)?.get(symbol) ?? -1;
  }

  /** Row of a future or option. The index behind it is built by the first call. */
  rowOfContract(key: ContractKey): number {
    this.#byContract ??= this.#indexContracts();
    return this.#byContract.get(contractText(key)) ?? -1;
  }

  /** Can the engine follow the instrument: are its hours in the session calendar and its prices whole paise? */
  isServed(row: number): boolean {
    return SERVED.has(this.#exchangeAt(row));
  }

  /** The instrument of a served row, under the engine's own `index`. */
  instrumentAt(row: number, index: InstrumentIndex): Instrument {
    assert(row >= 0 && row < this.#count, 'a row number is within the scrip master');
    assert(this.isServed(row), 'an instrument is made of a served row only');
    return {
      index,
      exchange: this.#exchangeAt(row),
      symbol: textAt(this.#symbols, row),
      token: textAt(this.#tokens, row),
      name: textAt(this.#names, row),
      kind: this.#kindAt(row),
      segment: this.#segmentAt(row),
      lotSize: i32At(this.#lotSizes, row),
      priceIncrementPaise: f64At(this.#priceIncrementsPaise, row),
      freezeQuantity: i32At(this.#freezeQuantities, row),
      lowerCircuitPaise: 0,
      upperCircuitPaise: 0,
      expiry: textAt(this.#expiries, row),
      strikePaise: f64At(this.#strikesPaise, row),
      optionType: OPTION_TYPES[u8At(this.#optionTypes, row)] ?? '',
    };
  }

  #segmentAt(row: number): SessionSegment {
    const kind = this.#kindAt(row);
    if (kind === 'index') return 'index';
    if (kind !== 'equity') return 'derivatives';
    const flag = u8At(this.#closingAuction, row);
    if (flag !== CLOSING_AUCTION.unknown) return flag === CLOSING_AUCTION.yes ? 'cash_cas' : 'cash';
    // A file without the flag: stocks with derivatives on any exchange are in the auction, in their ordinary series only.
    const isOrdinary =
      this.#exchangeAt(row) === 'BSE' || textAt(this.#symbols, row).endsWith('-EQ');
    return isOrdinary && this.#underlyings.has(textAt(this.#names, row)) ? 'cash_cas' : 'cash';
  }

  #indexContracts(): Map<string, number> {
    const index = new Map<string, number>();
    for (let row = 0; row < this.#count; row += 1) {
      const expiry = textAt(this.#expiries, row);
      if (expiry === '') continue;
      const text = contractText({
        exchange: this.#exchangeAt(row),
        name: textAt(this.#names, row),
        expiry,
        strikePaise: f64At(this.#strikesPaise, row),
        optionType: OPTION_TYPES[u8At(this.#optionTypes, row)] ?? '',
      });
      if (!index.has(text)) index.set(text, row);
    }
    return index;
  }

  #exchangeAt(row: number): Exchange {
    const exchange = EXCHANGES[u8At(this.#exchanges, row)];
    assert(exchange !== undefined, 'every row has an exchange');
    return exchange;
  }

  #kindAt(row: number): InstrumentKind {
    const kind = INSTRUMENT_KINDS[u8At(this.#kinds, row)];
    assert(kind !== undefined, 'every row has a kind');
    return kind;
  }

  #rows(index: Map<Exchange, Map<string, number>>, exchange: Exchange): Map<string, number> {
    const rows = index.get(exchange);
    assert(rows !== undefined, 'every exchange has its index');
    return rows;
  }
}

function contractText(key: ContractKey): string {
  return `${key.exchange}|${key.name}|${key.expiry}|${key.strikePaise}|${key.optionType}`;
}

function textAt(column: readonly string[], row: number): string {
  return column[row] as string;
}
