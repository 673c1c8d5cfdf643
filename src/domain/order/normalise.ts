/**
 * Words of the trade from outside, in any case and with the field's usual synonyms, as our closed unions; what is not among them is a typed
 * problem. Pure; runs where requests enter, before anything is decided. Words that were understood but are not ours are reported, so that
 * the shell counts them.
 *
 * MARKET is a marketable LIMIT within the price protection here, and SL-M its stop: algorithmic orders may be neither MARKET nor IOC.
 */
import { assert } from '../assert.ts';
import { EXCHANGE_TYPES, type Exchange } from '../instrument/instrument.ts';
import type { Product } from '../risk/risk-limits.ts';
import type { OrderType, Side } from './types.ts';

export const VALIDITIES = ['day'] as const;
export type Validity = (typeof VALIDITIES)[number];

export interface OrderTypeTerms {
  readonly orderType: OrderType;
  /** The limit is ours to set: through the touch, within the price protection. */
  readonly isMarketable: boolean;
}

export interface OrderTerms extends OrderTypeTerms {
  readonly side: Side;
  readonly product: Product;
  readonly validity: Validity;
  readonly exchange: Exchange;
}

export const TERM_FIELDS = ['side', 'orderType', 'product', 'validity', 'exchange'] as const;
export type TermField = (typeof TERM_FIELDS)[number];

/** `missing`: nothing there. `not_a_word`: no text. `unknown_word`: text nobody knows. `not_allowed`: understood, and refused. */
export const TERM_PROBLEMS = ['missing', 'not_a_word', 'unknown_word', 'not_allowed'] as const;
export type TermProblemCode = (typeof TERM_PROBLEMS)[number];

export interface TermProblem {
  readonly field: TermField;
  readonly code: TermProblemCode;
  /** What the field takes, in one sentence. */
  readonly sentence: string;
}

/** `isCanonical`: the word is spelled as we spell it. */
export type TermReading<Value> =
  | { readonly isUnderstood: true; readonly value: Value; readonly isCanonical: boolean }
  | { readonly isUnderstood: false; readonly problem: TermProblem };

export type TermsReading =
  | {
      readonly isUnderstood: true;
      readonly terms: OrderTerms;
      /** Fields whose word was not ours. */
      readonly rewritten: readonly TermField[];
    }
  | { readonly isUnderstood: false; readonly problems: readonly TermProblem[] };

/** Values as they came over the boundary. */
export type RawTerms = Readonly<Record<TermField, unknown>>;

interface Vocabulary<Value> {
  readonly field: TermField;
  /** Our word of a value, exactly as it must be written to be canonical. */
  readonly wordOf: (value: Value) => string;
  /** By folded word. */
  readonly values: ReadonlyMap<string, Value>;
  /** Folded words that are understood and refused. */
  readonly refused: ReadonlySet<string>;
  readonly sentence: string;
}

const LIMIT: OrderTypeTerms = { orderType: 'limit', isMarketable: false };
const MARKETABLE: OrderTypeTerms = { orderType: 'limit', isMarketable: true };
const STOP_LIMIT: OrderTypeTerms = { orderType: 'stop_limit', isMarketable: false };
const MARKETABLE_STOP: OrderTypeTerms = { orderType: 'stop_limit', isMarketable: true };

const SIDE: Vocabulary<Side> = {
  field: 'side',
  wordOf: (side) => (side === 1 ? 'buy' : 'sell'),
  values: valuesOf<Side>([
    [1, 'buy b bid long bot bought 1 +1'],
    [-1, 'sell s ask offer short sld sold -1'],
  ]),
  refused: new Set(),
  sentence: 'side is buy or sell',
};

const ORDER_TYPE: Vocabulary<OrderTypeTerms> = {
  field: 'orderType',
  wordOf: ({ orderType, isMarketable }) => {
    if (!isMarketable) return orderType;
    return orderType === 'limit' ? 'market' : 'stop_market';
  },
  values: valuesOf([
    [LIMIT, 'limit lmt l lim'],
    [MARKETABLE, 'market mkt mk m'],
    [STOP_LIMIT, 'stop_limit sl stop_loss stop_loss_limit sl_limit sl_l stp_lmt stop_lmt'],
    [MARKETABLE_STOP, 'stop_market sl_m stop_loss_market sl_mkt stp stop stop_mkt'],
  ]),
  refused: new Set(foldedWords('iceberg twap vwap bracket cover bo co amo moc loc trailing_stop')),
  sentence: 'orderType is limit, stop_limit, market or stop_market',
};

const PRODUCT: Vocabulary<Product> = {
  field: 'product',
  wordOf: (product) => product,
  values: valuesOf<Product>([
    ['intraday', 'intraday mis i intra day_trade'],
    // Carried overnight: shares by delivery, derivatives by carrying them forward.
    ['delivery', 'delivery cnc c del cash_and_carry carry_forward nrml n overnight'],
  ]),
  refused: new Set(foldedWords('margin mtf bo co bracket cover bracket_order cover_order')),
  sentence: 'product is intraday or delivery',
};

const VALIDITY: Vocabulary<Validity> = {
  field: 'validity',
  wordOf: (validity) => validity,
  values: valuesOf<Validity>([['day', 'day d gfd good_for_day rod']]),
  refused: new Set(
    foldedWords('ioc immediate_or_cancel fok fill_or_kill gtc good_till_cancelled gtd gtt ttl eos'),
  ),
  sentence: 'validity is day; algorithmic orders may not be IOC, and nothing rests overnight',
};

const EXCHANGE: Vocabulary<Exchange> = {
  field: 'exchange',
  wordOf: (exchange) => exchange,
  values: valuesOf<Exchange>([
    ['NSE', 'nse nse_cm nse_eq n'],
    ['NFO', 'nfo nse_fo nse_fno'],
    ['BSE', 'bse bse_cm bse_eq b'],
    ['BFO', 'bfo bse_fo bse_fno'],
    ['MCX', 'mcx mcx_fo mcx_comm'],
    ['NCDEX', 'ncdex nco ncx ncx_fo ncdex_fo'],
    ['CDS', 'cds cde cde_fo nse_cd nse_cds'],
  ]),
  refused: new Set(),
  sentence: `exchange is one of ${Object.keys(EXCHANGE_TYPES).join(', ')}`,
};

export function normaliseSide(raw: unknown): TermReading<Side> {
  return read(SIDE, typeof raw === 'number' ? String(raw) : raw);
}

export function normaliseOrderType(raw: unknown): TermReading<OrderTypeTerms> {
  return read(ORDER_TYPE, raw);
}

export function normaliseProduct(raw: unknown): TermReading<Product> {
  return read(PRODUCT, raw);
}

export function normaliseValidity(raw: unknown): TermReading<Validity> {
  return read(VALIDITY, raw);
}

export function normaliseExchange(raw: unknown): TermReading<Exchange> {
  return read(EXCHANGE, raw);
}

/** All five, with every problem at once. */
export function normaliseTerms(raw: RawTerms): TermsReading {
  const side = normaliseSide(raw.side);
  const type = normaliseOrderType(raw.orderType);
  const product = normaliseProduct(raw.product);
  const validity = normaliseValidity(raw.validity);
  const exchange = normaliseExchange(raw.exchange);
  if (
    side.isUnderstood &&
    type.isUnderstood &&
    product.isUnderstood &&
    validity.isUnderstood &&
    exchange.isUnderstood
  ) {
    const readings = [side, type, product, validity, exchange];
    return {
      isUnderstood: true,
      terms: {
        side: side.value,
        ...type.value,
        product: product.value,
        validity: validity.value,
        exchange: exchange.value,
      },
      rewritten: TERM_FIELDS.filter((_, at) => readings[at]?.isCanonical === false),
    };
  }
  const problems = [side, type, product, validity, exchange].flatMap((reading) =>
    reading.isUnderstood ? [] : [reading.problem],
  );
  return { isUnderstood: false, problems };
}

function read<Value>(vocabulary: Vocabulary<Value>, raw: unknown): TermReading<Value> {
  if (raw === undefined || raw === null || raw === '') return refusal(vocabulary, 'missing');
  if (typeof raw !== 'string') return refusal(vocabulary, 'not_a_word');
  const word = folded(raw);
  const value = vocabulary.values.get(word);
  if (value !== undefined) {
    return { isUnderstood: true, value, isCanonical: raw === vocabulary.wordOf(value) };
  }
  return refusal(vocabulary, vocabulary.refused.has(word) ? 'not_allowed' : 'unknown_word');
}

function refusal<Value>(
  { field, sentence }: Vocabulary<Value>,
  code: TermProblemCode,
): TermReading<Value> {
  return { isUnderstood: false, problem: { field, code, sentence } };
}

/** Case, spaces, dashes and underscores do not distinguish words; a sign does. */
function folded(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/(?<=\w)[\s_-]+(?=\w)/g, '');
}

function foldedWords(text: string): string[] {
  return text.split(' ').map(folded);
}

function valuesOf<Value>(words: readonly (readonly [Value, string])[]): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [value, text] of words) {
    for (const word of foldedWords(text)) {
      const known = values.get(word);
      assert(known === undefined || known === value, 'a word means one value');
      values.set(word, value);
    }
  }
  return values;
}
