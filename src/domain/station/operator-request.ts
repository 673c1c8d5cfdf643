/** A request of an operator from outside, read into the terms of a signal: every word and number is checked, and every problem named. Pure. */
import type { Instrument } from '../instrument/instrument.ts';
import { QUANTITY_MAX } from '../limits.ts';
import { normaliseTerms, type RawTerms, type TermField } from '../order/normalise.ts';
import { type GroupPlan, SIGNAL_KINDS, type Signal, type SignalKind } from '../order/types.ts';
import type { Product } from '../risk/risk-limits.ts';

const NUMBER_FIELDS = [
  'quantity',
  'limitPaise',
  'stopOffsetPaise',
  'targetOffsetPaise',
  'secondTargetOffsetPaise',
  'firstTargetShareBps',
  'trailOffsetPaise',
  'parentGroupId',
] as const;
type NumberField = (typeof NUMBER_FIELDS)[number];

/** As it came over the boundary: words in any case and with synonyms. A number that is absent is 0. */
export interface RawOperatorRequest
  extends RawTerms,
    Readonly<Partial<Record<NumberField, unknown>>> {
  readonly kind: unknown;
  readonly symbol: unknown;
}

export interface RequestProblem {
  readonly field: TermField | NumberField | 'kind' | 'symbol';
  /** What the field takes, in one sentence. */
  readonly sentence: string;
}

export type OperatorTerms = GroupPlan &
  Pick<Signal, 'kind' | 'instrumentIndex' | 'side' | 'quantity' | 'limitPaise' | 'parentGroupId'>;

export type OperatorReading =
  | { readonly isUnderstood: true; readonly terms: OperatorTerms }
  | { readonly isUnderstood: false; readonly problems: readonly RequestProblem[] };

/** `product`: the one the account trades. `kind` and `symbol` are taken as they are spelled here. */
export function readOperatorRequest(
  raw: RawOperatorRequest,
  {
    instruments,
    product,
  }: { readonly instruments: readonly Instrument[]; readonly product: Product },
): OperatorReading {
  const problems: RequestProblem[] = [];
  const words = normaliseTerms(raw);
  if (!words.isUnderstood) problems.push(...words.problems);
  const kind = SIGNAL_KINDS.find((known) => known === raw.kind);
  if (kind === undefined) problems.push({ field: 'kind', sentence: 'kind is entry, exit or oco' });
  const numbers = readNumbers(raw, problems);
  if (!words.isUnderstood || kind === undefined) return { isUnderstood: false, problems };
  const { side, exchange, orderType, isMarketable } = words.terms;
  if (orderType !== 'limit') {
    const sentence = 'orderType is limit or market; a price that must be reached first is a GTT';
    problems.push({ field: 'orderType', sentence });
  }
  if (words.terms.product !== product) {
    problems.push({ field: 'product', sentence: `product is ${product} for this account` });
  }
  problems.push(...priceProblems(kind, isMarketable, numbers.limitPaise));
  const instrument = instruments.find(
    (known) => known.exchange === exchange && known.symbol === raw.symbol,
  );
  if (instrument === undefined) {
    problems.push({ field: 'symbol', sentence: 'symbol names an instrument of this session' });
  }
  if (instrument === undefined || problems.length > 0) return { isUnderstood: false, problems };
  return {
    isUnderstood: true,
    terms: { kind, instrumentIndex: instrument.index, side, ...numbers },
  };
}

/** Only an entry has a price of its own: exits are priced where they are sent. */
function priceProblems(
  kind: SignalKind,
  isMarketable: boolean,
  limitPaise: number,
): RequestProblem[] {
  const isPriced = limitPaise > 0;
  const wantsPrice = kind === 'entry' && !isMarketable;
  if (isPriced === wantsPrice) return [];
  const sentence = wantsPrice
    ? 'limitPaise is the price of a limit order, above 0'
    : 'limitPaise is for a limit entry alone';
  return [{ field: 'limitPaise', sentence }];
}

function readNumbers(
  raw: RawOperatorRequest,
  problems: RequestProblem[],
): Record<NumberField, number> {
  const numbers = {} as Record<NumberField, number>;
  for (const field of NUMBER_FIELDS) {
    const value = raw[field] ?? 0;
    const most = field === 'parentGroupId' ? Number.MAX_SAFE_INTEGER : QUANTITY_MAX;
    const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
    if (isWhole && value >= 0 && value <= most) {
      numbers[field] = value;
    } else {
      numbers[field] = 0;
      problems.push({ field, sentence: `${field} is a whole number, 0 to ${most}` });
    }
  }
  return numbers;
}
