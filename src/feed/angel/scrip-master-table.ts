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
import {
  INSTRUMENT_DOUBTS,
  type InstrumentDoubt,
  isLotChangeImplausible,
} from '../../domain/instrument/trading-terms.ts';
import { type ContractKey, InstrumentChains, type UnderlyingKey } from './instrument-chains.ts';
import {
  type CarriedTerms,
  type MasterFacts,
  type MasterRow,
  ROW_PROBLEMS,
  type RowProblem,
} from './scrip-master-row.ts';

const EXCHANGES = Object.keys(EXCHANGE_TYPES) as Exchange[];
const OPTION_TYPES = ['', 'CE', 'PE'] as const;
const CLOSING_AUCTION = { unknown: 0, no: 1, yes: 2 } as const;
const DOUBTS = ['', ...INSTRUMENT_DOUBTS] as const;

/** Exchanges whose hours the session calendar knows and whose prices are whole paise. */
const SERVED: ReadonlySet<string> = new Set<Exchange>(['NSE', 'BSE', 'NFO', 'BFO']);

/** A row number is 0 … `count` − 1; -1 means there is no such instrument. */
export class InstrumentMaster {
  /** Rows of the file, those not taken included. */
  readonly rowsRead: number;
  /** Rows not taken, by reason. `rowsRead` = `count` + the sum of these. */
  readonly rejected: Record<RowProblem, number>;
  /** Rows in which nothing may be opened, by reason; each under one. */
  readonly doubted: Record<InstrumentDoubt, number>;
  /** Rows taken, by exchange. */
  readonly rowsByExchange: Record<Exchange, number>;
  /** Rows whose (exchange, symbol) an earlier row has: found by token only. */
  duplicateSymbols = 0;
  #count = 0;
  readonly #byToken: Record<Exchange, Map<string, number>>;
  readonly #bySymbol: Record<Exchange, Map<string, number>>;
  readonly #chains = new InstrumentChains();
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
  readonly #doubts: Uint8Array;
  readonly #lotSizes: Int32Array;
  readonly #freezeQuantities: Int32Array;
  readonly #priceIncrementsPaise: Float64Array;
  readonly #strikesPaise: Float64Array;

  /** An empty table with room for `rowsRead` rows. */
  constructor(rowsRead: number) {
    this.rowsRead = rowsRead;
    this.rejected = eachOf(ROW_PROBLEMS, () => 0);
    this.doubted = eachOf(INSTRUMENT_DOUBTS, () => 0);
    this.rowsByExchange = eachOf(EXCHANGES, () => 0);
    this.#byToken = eachOf(EXCHANGES, () => new Map());
    this.#bySymbol = eachOf(EXCHANGES, () => new Map());
    this.#exchanges = new Uint8Array(rowsRead);
    this.#kinds = new Uint8Array(rowsRead);
    this.#optionTypes = new Uint8Array(rowsRead);
    this.#closingAuction = new Uint8Array(rowsRead);
    this.#doubts = new Uint8Array(rowsRead);
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
    const byToken = this.#byToken[row.exchange];
    if (byToken.has(row.token)) {
      this.rejected.duplicate_token += 1;
      return;
    }
    byToken.set(row.token, at);
    const bySymbol = this.#bySymbol[row.exchange];
    if (bySymbol.has(row.symbol)) this.duplicateSymbols += 1;
    else bySymbol.set(row.symbol, at);
    if (row.exchange === 'NFO' || row.exchange === 'BFO') this.#underlyings.add(row.name);
    if (row.expiry !== '') this.#chains.add(row, at);
    if (row.doubt !== '') this.doubted[row.doubt] += 1;
    this.rowsByExchange[row.exchange] += 1;
    this.#write(row, at);
    this.#count = at + 1;
  }

  /**
   * Puts values of the version before in the place of unbelievable ones: a lot that changed by more than ten times is a doubt, and the old
   * one stays; what is unknown gets its old value and stays a doubt. A row the table lacks is passed over.
   */
  carry(terms: readonly CarriedTerms[]): void {
    for (const { exchange, token, lotSize, priceIncrementPaise } of terms) {
      const row = this.rowOfToken(exchange, token);
      if (row < 0) continue;
      const current = i32At(this.#lotSizes, row);
      if (current > 0 && isLotChangeImplausible(lotSize, current)) {
        this.#doubt(row, 'lot_size_changed');
      }
      const doubt = this.#doubtAt(row);
      if (doubt === 'lot_size_changed' || doubt === 'lot_size_unknown') {
        this.#lotSizes[row] = lotSize;
      }
      if (f64At(this.#priceIncrementsPaise, row) === 0) {
        this.#priceIncrementsPaise[row] = priceIncrementPaise;
      }
    }
  }

  /** Row of a venue token. Tokens are unique within an exchange only. */
  rowOfToken(exchange: Exchange, token: string): number {
    return this.#byToken[exchange].get(token) ?? -1;
  }

  /** Row of a trading symbol such as `SBIN-EQ`; indices have display names. Case matters. */
  rowOfSymbol(exchange: Exchange, symbol: string): number {
    return this.#bySymbol[exchange].get(symbol) ?? -1;
  }

  /** Row of a public name, `<exchange>:<symbol>`. */
  rowOfName(name: string): number {
    const colon = name.indexOf(':');
    const exchange = name.slice(0, Math.max(0, colon));
    if (!Object.hasOwn(EXCHANGE_TYPES, exchange)) return -1;
    return this.rowOfSymbol(exchange as Exchange, name.slice(colon + 1));
  }

  /** Row of a future or option. */
  rowOfContract(key: ContractKey): number {
    return this.#chains.rowOf(key);
  }

  /** Expiries `YYYY-MM-DD` of the futures and options of an underlying, ascending; empty when it has none. */
  expiriesOf(key: UnderlyingKey): readonly string[] {
    return this.#chains.expiriesOf(key);
  }

  /** Strikes in paise of one expiry, ascending. */
  strikesOf(key: UnderlyingKey & Pick<ContractKey, 'expiry'>): readonly number[] {
    return this.#chains.strikesOf(key);
  }

  /** Can the engine follow the instrument: are its hours in the session calendar and its prices whole paise? */
  isServed(row: number): boolean {
    return SERVED.has(this.#exchangeAt(row));
  }

  /** What the file says of any row. */
  factsAt(row: number): MasterFacts {
    assert(row >= 0 && row < this.#count, 'a row number is within the scrip master');
    return {
      exchange: this.#exchangeAt(row),
      token: textAt(this.#tokens, row),
      symbol: textAt(this.#symbols, row),
      name: textAt(this.#names, row),
      kind: this.#kindAt(row),
      lotSize: i32At(this.#lotSizes, row),
      priceIncrementPaise: f64At(this.#priceIncrementsPaise, row),
      freezeQuantity: i32At(this.#freezeQuantities, row),
      expiry: textAt(this.#expiries, row),
      strikePaise: f64At(this.#strikesPaise, row),
      optionType: OPTION_TYPES[u8At(this.#optionTypes, row)] ?? '',
      doubt: this.#doubtAt(row),
    };
  }

  /**
   * The instrument of a served row, under the engine's own `index`. Where lot or price step are unknown it has the smallest there is, and a
   * doubt, so that nothing is opened.
   */
  instrumentAt(row: number, index: InstrumentIndex): Instrument {
    const { doubt, ...facts } = this.factsAt(row);
    assert(this.isServed(row), 'an instrument is made of a served row only');
    const smallestPaise = facts.kind === 'index' ? 0 : 1;
    return {
      ...facts,
      index,
      segment: this.#segmentAt(row),
      lotSize: Math.max(1, facts.lotSize),
      priceIncrementPaise: Math.max(smallestPaise, facts.priceIncrementPaise),
      lowerCircuitPaise: 0,
      upperCircuitPaise: 0,
      ...(doubt !== '' && { doubt }),
    };
  }

  /** Negative when row `a` comes first in a list for people: by kind, underlying, expiry, strike, type, exchange, place in the file. */
  compareRows(a: number, b: number): number {
    return (
      u8At(this.#kinds, a) - u8At(this.#kinds, b) ||
      compareTexts(textAt(this.#names, a), textAt(this.#names, b)) ||
      compareTexts(textAt(this.#expiries, a), textAt(this.#expiries, b)) ||
      f64At(this.#strikesPaise, a) - f64At(this.#strikesPaise, b) ||
      u8At(this.#optionTypes, a) - u8At(this.#optionTypes, b) ||
      u8At(this.#exchanges, a) - u8At(this.#exchanges, b) ||
      a - b
    );
  }

  #write(row: MasterRow, at: number): void {
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
    this.#doubts[at] = DOUBTS.indexOf(row.doubt);
    this.#lotSizes[at] = row.lotSize;
    this.#freezeQuantities[at] = row.freezeQuantity;
    this.#priceIncrementsPaise[at] = row.priceIncrementPaise;
    this.#strikesPaise[at] = row.strikePaise;
  }

  #doubt(row: number, doubt: InstrumentDoubt): void {
    const before = this.#doubtAt(row);
    if (before !== '') this.doubted[before] -= 1;
    this.doubted[doubt] += 1;
    this.#doubts[row] = DOUBTS.indexOf(doubt);
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

  #doubtAt(row: number): InstrumentDoubt | '' {
    return DOUBTS[u8At(this.#doubts, row)] ?? '';
  }
}

function eachOf<Key extends string, Value>(
  keys: readonly Key[],
  make: () => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, make()])) as Record<Key, Value>;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textAt(column: readonly string[], row: number): string {
  return column[row] as string;
}
