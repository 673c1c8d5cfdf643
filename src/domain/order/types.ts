/**
 * What flows on the order path: signal → intent → command → report → order event. Plain readonly values;
 * the ring records of `contract/records` carry exactly these fields.
 */
import type { InstrumentIndex } from '../instrument/instrument.ts';

/** +1 buys, −1 sells. */
export type Side = 1 | -1;

export function opposite(side: Side): Side {
  return side === 1 ? -1 : 1;
}

/**
 * `entry` opens a bracket. `exit` closes what its strategy holds in the instrument. `oco` puts a stop and targets, each the other's
 * sibling, around a position its strategy holds without protection.
 */
export const SIGNAL_KINDS = ['entry', 'exit', 'oco'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** Who asks. Every origin goes through the same risk gate (GT-02). */
export const SIGNAL_ORIGINS = ['strategy', 'operator', 'gtt', 'recovery'] as const;
export type SignalOrigin = (typeof SIGNAL_ORIGINS)[number];

/** How a group protects itself and takes its profit. Offsets are distances from the average fill price, paise; 0 means none. */
export interface GroupPlan {
  /** To the stop; > 0 for an entry and an oco. */
  readonly stopOffsetPaise: number;
  /** To the (first) target; > 0 for an entry. */
  readonly targetOffsetPaise: number;
  /** To a second target, further than the first; 0 for a single target. */
  readonly secondTargetOffsetPaise: number;
  /** Part of the quantity that leaves at the first target, 1 to 9,999; 0 with a single target. */
  readonly firstTargetShareBps: number;
  /** The stop follows the best price seen since the first fill at this distance; 0: the stop stays. */
  readonly trailOffsetPaise: number;
}

/** A strategy's view. `side` is that of the order it leads to: −1 exits a long; for an `oco` that of the position's entry. */
export interface Signal extends GroupPlan {
  readonly strategyIndex: number;
  /** 1-based and contiguous per strategy. */
  readonly sequence: number;
  readonly kind: SignalKind;
  readonly origin: SignalOrigin;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Units asked for; 0 leaves the size to risk. Strategies always leave it. */
  readonly quantity: number;
  /** LIMIT price asked for, paise; 0 lets risk price a marketable limit. */
  readonly limitPaise: number;
  /** Group whose entry must have filled before this one is sent (one triggers the other); 0 for none. */
  readonly parentGroupId: number;
  /** Price the origin saw, paise. */
  readonly referencePaise: number;
  /** 0 to 1. */
  readonly strength: number;
  /** Exchange time of the tick that caused it, epoch milliseconds. */
  readonly timeMs: number;
  /** Receive stamp of that tick, ns since engine start; tick-to-order latency is measured from here. */
  readonly originReceiveNs: number;
  /** Sequence of that tick in the tick ring. */
  readonly originTickSequence: number;
}

/** A sized request that passed the risk gate. Only `domain/risk` makes one. */
export interface OrderIntent extends GroupPlan {
  /** Derived: `strategyIndex * 2^32 + signal sequence`. Also the bracket group's id. */
  readonly intentId: number;
  readonly strategyIndex: number;
  readonly kind: SignalKind;
  readonly origin: SignalOrigin;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Units, whole lots, > 0. For an exit: the most that may be closed. For an oco: the units to protect. */
  readonly quantity: number;
  /** LIMIT price of the entry, paise, on the price increment. For an oco: average price of the position it protects. */
  readonly limitPaise: number;
  readonly parentGroupId: number;
  readonly timeMs: number;
  readonly originReceiveNs: number;
}

declare const approved: unique symbol;
/** An intent that went through the risk gate; the venue port and the order core accept nothing else. */
export type Approved<Intent> = Intent & { readonly [approved]: true };

/** LIMIT rests at its limit. STOP_LIMIT rests at the venue's trigger book and becomes a LIMIT order when its trigger trades. */
export const ORDER_TYPES = ['limit', 'stop_limit'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/** The queries are reads: they may be repeated freely. `query_order` asks for one order by its tag. */
export const COMMAND_KINDS = [
  'place',
  'modify',
  'cancel',
  'query_order',
  'query_orders',
  'query_positions',
] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** What the order core asks of the venue. Validity is DAY. A query has a `queryId` and zeros where it names no order. */
export interface VenueCommand {
  readonly kind: CommandKind;
  /** Derived: `intentId * 64 + leg`; 0 for `query_orders` and `query_positions`. */
  readonly orderId: number;
  /** Prefix of the order's tag, see `order-tag.ts`. */
  readonly tagPrefix: number;
  /** 1-based, names a query and its answers; 0 for place, modify and cancel. */
  readonly queryId: number;
  readonly orderType: OrderType;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Total quantity of the order in units (not the remainder). */
  readonly quantity: number;
  readonly limitPaise: number;
  /** Trigger of a STOP_LIMIT order; 0 for LIMIT. */
  readonly triggerPaise: number;
  /** The order can only reduce a position; what passes the kill latch (KS-01) and may use the reserved part of the rate budget. */
  readonly isReducing: boolean;
  readonly timeMs: number;
  /** Receive stamp of the tick that caused the command; 0 when a report caused it. */
  readonly originReceiveNs: number;
}

/**
 * What a venue says. `unknown` is the port's own word: the request left, its outcome did not come back (timeout, 5xx, reset).
 * `not_found` answers a `query_order` and proves nothing (OL-06), unlike `rejected` with `never_received`, which only a venue that
 * can prove it says. A `query_orders` is answered by `book_order` rows and `book_end`, a `query_positions` by `book_position` rows and
 * `book_end`; `book_failed` answers either when the query failed, and says nothing about orders or positions (PP-07).
 */
export const REPORT_KINDS = [
  'accepted',
  'rejected',
  'fill',
  'modified',
  'cancelled',
  'cancel_rejected',
  'modify_rejected',
  'unknown',
  'expired',
  'triggered',
  'not_found',
  'book_order',
  'book_position',
  'book_end',
  'book_failed',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** State of an order in the venue's book. `trigger_pending`: a STOP_LIMIT order that has not triggered. */
export const BOOK_STATUSES = [
  'open',
  'trigger_pending',
  'filled',
  'cancelled',
  'rejected',
  'expired',
] as const;
export type BookStatus = (typeof BOOK_STATUSES)[number];

/** Fills are monotone cumulative quantities, so duplicates and reordering do no harm. */
export interface VenueReport {
  readonly kind: ReportKind;
  /** 0 for an order that carries no tag of ours, and for `book_position`, `book_end` and `book_failed`. */
  readonly orderId: number;
  readonly tagPrefix: number;
  /** Of the query this answers; 0 for a report the venue pushed. */
  readonly queryId: number;
  /** The venue's own number of the order; 0 when it gave none. */
  readonly venueOrderId: number;
  readonly bookStatus: BookStatus | '';
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /**
   * The order as the venue has it: total quantity in units and limit; 0 when it knows no such order. Of a `book_position`: the signed
   * net quantity. Of a `book_end`: the rows before it.
   */
  readonly quantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
  /** Filled so far in units, including this report. */
  readonly cumulativeQuantity: number;
  /** Σ quantity × price of all fills so far, paise; 0 when the venue does not say. Of a `book_position`: its signed cost. */
  readonly cumulativeValuePaise: number;
  /** Units and price of the latest fill; 0 when the report is no fill. */
  readonly fillQuantity: number;
  readonly fillPaise: number;
  readonly reason: RejectReason | '';
  readonly timeMs: number;
}

/** Why a venue, or the port in front of it, refused. New reasons are appended. */
export const REJECT_REASONS = [
  'kill_latch',
  'unknown_order',
  'price_off_increment',
  'price_outside_circuit',
  'quantity_not_whole_lots',
  'quantity_above_freeze',
  'not_tradable',
  'out_of_session',
  'already_terminal',
  'quantity_below_filled',
  'rate_limited',
  'never_received',
  'duplicate_order',
  'insufficient_margin',
  'price_protection',
  'trigger_already_crossed',
  'order_type_not_allowed',
  'self_trade',
  'session_over',
  'parent_not_filled',
  'restarted',
  'venue_error',
  'withdrawn',
  'paused',
  'halted',
  'not_durable',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * Part an order plays in its group. `exit` orders replace a stop that has triggered, or close on request. An `adjustment` is never
 * sent: it is a correction of the position with evidence from the venue (PP-06), filled the moment it is opened, so that books take it in
 * like any other fill.
 */
export const ORDER_ROLES = ['entry', 'target', 'stop', 'exit', 'adjustment'] as const;
export type OrderRole = (typeof ORDER_ROLES)[number];

/**
 * Life cycle of one order. `intent` is decided and durable but not sent; `denied` never left us. `unknown`: it may or may not be at the
 * venue, and counts in full until the venue's own word resolves it (OL-06, OL-08). `held` is an order whose trigger the order core
 * watches itself on the tick ring (nothing rests at the venue); `triggered` says its price was crossed and an `exit` order takes over.
 */
export const ORDER_STATUSES = [
  'sending',
  'working',
  'partially_filled',
  'pending_cancel',
  'held',
  'triggered',
  'filled',
  'cancelled',
  'rejected',
  'intent',
  'denied',
  'unknown',
  'pending_update',
  'expired',
] as const;
/** `denied`, `triggered`, `filled`, `cancelled`, `rejected` and `expired` are terminal. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** One transition of one order, for positions and fan-out. */
export interface OrderEvent {
  /** 1-based and contiguous over the session. */
  readonly sequence: number;
  readonly orderId: number;
  readonly groupId: number;
  readonly strategyIndex: number;
  readonly role: OrderRole;
  readonly status: OrderStatus;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  readonly quantity: number;
  /** Cumulative. */
  readonly filledQuantity: number;
  readonly limitPaise: number;
  /** Trigger of a stop; 0 for every other role. */
  readonly triggerPaise: number;
  /** The fill that caused the event; 0 when none did. */
  readonly fillQuantity: number;
  /** Its price, paise; where the venue gave a cumulative value only, the rounded average of what was new. */
  readonly fillPaise: number;
  /**
   * Exact value of that fill, paise: Σ quantity × price. With a `fillQuantity` of 0 it corrects the value of earlier fills, and may be
   * below 0.
   */
  readonly fillValuePaise: number;
  readonly reason: RejectReason | '';
  readonly timeMs: number;
}

/** The event changes a position, or the value of one. */
export function isBooked(event: Pick<OrderEvent, 'fillQuantity' | 'fillValuePaise'>): boolean {
  return event.fillQuantity > 0 || event.fillValuePaise !== 0;
}

/** Ids are derived, so that a replay makes the same ones. All stay below 2^53. */
export const MAX_STRATEGIES = 4096;
/** The last indices are no strategy's: positions nobody's orders explain, and the requests of other origins. */
export const UNATTRIBUTED_STRATEGY = 4095;
export const OPERATOR_STRATEGY = 4094;
export const GTT_STRATEGY = 4093;
export const RECOVERY_STRATEGY = 4092;
/** Strategies a user can configure: 0 to this, exclusive. */
export const MAX_CONFIGURED_STRATEGIES = 4092;
export const LEGS_PER_GROUP = 64;

export function intentIdOf(strategyIndex: number, signalSequence: number): number {
  return strategyIndex * 4_294_967_296 + signalSequence;
}

export function orderIdOf(groupId: number, leg: number): number {
  return groupId * LEGS_PER_GROUP + leg;
}

export function groupIdOf(orderId: number): number {
  return Math.floor(orderId / LEGS_PER_GROUP);
}

/** The entry of a bracket; every other leg reduces the position. */
export const ENTRY_LEG = 0;

export function legOf(orderId: number): number {
  return orderId % LEGS_PER_GROUP;
}

export function strategyIndexOf(intentId: number): number {
  return Math.floor(intentId / 4_294_967_296);
}
