/** Good-till-triggered orders as values: what may be asked for, the state that lasts, and what is wrong with a request. Order core. */
import { type Instrument, type InstrumentIndex, isTradable } from '../../instrument/instrument.ts';
import { dayOfDateKey } from '../../instrument/ist-date.ts';
import { QUANTITY_MAX } from '../../limits.ts';
import type { GroupPlan, Side } from '../types.ts';

export const GTT_CONDITIONS = ['at_or_above', 'at_or_below'] as const;
export type GttCondition = (typeof GTT_CONDITIONS)[number];

/** An `oco` is not among them: a GTT protects or opens by itself, and its entry brings its own bracket. */
export const GTT_KINDS = ['entry', 'exit'] as const;
export type GttKind = (typeof GTT_KINDS)[number];

/**
 * `active` is watched. `suspended` waits for an operator's word and never triggers. `triggered` has asked the risk gate; `done` was
 * approved, `rejected` denied. `unresolved`: the engine stopped between the trigger and the answer, and whether it was asked is for
 * the operator to find out; it is never asked again. `done`, `rejected`, `cancelled` and `expired` are final.
 */
export const GTT_STATUSES = [
  'active',
  'suspended',
  'triggered',
  'unresolved',
  'done',
  'rejected',
  'cancelled',
  'expired',
] as const;
export type GttStatus = (typeof GTT_STATUSES)[number];

/** A request. With `otherTriggerPaise` it has two triggers, the other with the opposite condition; the first to be reached ends both. */
export interface GttRequest extends GroupPlan {
  readonly kind: GttKind;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Units, whole lots; 0 leaves the size to risk. */
  readonly quantity: number;
  readonly condition: GttCondition;
  readonly triggerPaise: number;
  /** 0 lets risk price a marketable limit. */
  readonly limitPaise: number;
  /** 0 for a single trigger. */
  readonly otherTriggerPaise: number;
  readonly otherLimitPaise: number;
  /** Last Indian day on which it may trigger, days since 1970-01-01; 0 for the longest allowed. */
  readonly lastDay: number;
}

/** All that is known of one GTT and the row that is journaled. Instruments are named, because indices differ from day to day. */
export interface Gtt extends Omit<GttRequest, 'instrumentIndex'> {
  /** 1-based and contiguous over the life of the account. */
  readonly gttId: number;
  readonly exchange: string;
  readonly token: string;
  readonly symbol: string;
  readonly status: GttStatus;
  /** Why it is suspended, unresolved, rejected, cancelled or expired; '' otherwise. */
  readonly reason: string;
  readonly createdMs: number;
  readonly changedMs: number;
  /** Sequence of its signal, and the trigger and price that fired; 0 until it triggers. */
  readonly signalSequence: number;
  readonly firedTriggerPaise: number;
  readonly firedPaise: number;
}

export const GTT_PROBLEMS = [
  'unknown_instrument',
  'not_tradable',
  'instrument_expired',
  'quantity_not_whole_lots',
  'trigger_off_increment',
  'triggers_out_of_order',
  'limit_off_increment',
  'plan_incomplete',
  'date_out_of_range',
  'too_many',
  'unknown_gtt',
  'not_waiting',
] as const;
/** Why a request for or about a GTT is refused. */
export type GttProblem = (typeof GTT_PROBLEMS)[number];

/** Days since 1970-01-01 of the instrument's last day; Infinity when it does not expire. */
export function instrumentLastDay(instrument: Instrument): number {
  return instrument.expiry === '' ? Number.POSITIVE_INFINITY : dayOfDateKey(instrument.expiry);
}

/** What is wrong with `request` on the Indian day `today`, or ''. `longestDays`: how far ahead its last day may be. */
export function gttProblem(
  request: GttRequest,
  instrument: Instrument | undefined,
  days: { readonly today: number; readonly longestDays: number },
): GttProblem | '' {
  if (instrument === undefined) return 'unknown_instrument';
  if (!isTradable(instrument)) return 'not_tradable';
  if (instrumentLastDay(instrument) < days.today) return 'instrument_expired';
  const { quantity, lastDay, limitPaise, otherLimitPaise } = request;
  if (quantity !== 0 && !isWhole(quantity, instrument.lotSize, QUANTITY_MAX)) {
    return 'quantity_not_whole_lots';
  }
  const isPrice = (paise: number) => isWhole(paise, instrument.priceIncrementPaise, QUANTITY_MAX);
  if (!isPrice(request.triggerPaise)) return 'trigger_off_increment';
  if (limitPaise !== 0 && !isPrice(limitPaise)) return 'limit_off_increment';
  if (otherLimitPaise !== 0 && !isPrice(otherLimitPaise)) return 'limit_off_increment';
  if (request.otherTriggerPaise !== 0) {
    if (!isPrice(request.otherTriggerPaise)) return 'trigger_off_increment';
    const gapPaise = request.triggerPaise - request.otherTriggerPaise;
    const isOrdered = request.condition === 'at_or_above' ? gapPaise > 0 : gapPaise < 0;
    if (!isOrdered) return 'triggers_out_of_order';
  } else if (otherLimitPaise !== 0) return 'limit_off_increment';
  if (!isPlanWhole(request)) return 'plan_incomplete';
  const isDated = Number.isInteger(lastDay) && lastDay <= days.today + days.longestDays;
  return lastDay === 0 || (isDated && lastDay >= days.today) ? '' : 'date_out_of_range';
}

/** An entry needs a stop and a target; an exit needs no plan. */
function isPlanWhole(request: GttRequest): boolean {
  const offsets = [
    request.stopOffsetPaise,
    request.targetOffsetPaise,
    request.secondTargetOffsetPaise,
    request.firstTargetShareBps,
    request.trailOffsetPaise,
  ];
  if (!offsets.every((offset) => Number.isInteger(offset) && offset >= 0)) return false;
  if (request.kind === 'exit') return offsets.every((offset) => offset === 0);
  if (request.stopOffsetPaise === 0 || request.targetOffsetPaise === 0) return false;
  const { secondTargetOffsetPaise, firstTargetShareBps } = request;
  if (secondTargetOffsetPaise === 0) return firstTargetShareBps === 0;
  return (
    secondTargetOffsetPaise > request.targetOffsetPaise &&
    firstTargetShareBps > 0 &&
    firstTargetShareBps < 10_000
  );
}

function isWhole(value: number, step: number, max: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= max && value % step === 0;
}
