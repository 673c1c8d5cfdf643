/**
 * What flows on the order path: signal → intent → command → report → order event. Plain readonly values;
 * the ring records of `contract/records` carry exactly these fields.
 */
import type { InstrumentIndex } from '../instrument/instrument.ts';

/** +1 buys, −1 sells. */
export type Side = 1 | -1;

export const SIGNAL_KINDS = ['entry', 'exit'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** A strategy's view; carries no quantity, sizing is risk's. `side` is that of the order it leads to: −1 exits a long. */
export interface Signal {
  readonly strategyIndex: number;
  /** 1-based and contiguous per strategy. */
  readonly sequence: number;
  readonly kind: SignalKind;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Price the strategy saw, paise. */
  readonly referencePaise: number;
  /** Distance from the fill price to the stop, paise, > 0; 0 for an exit. */
  readonly stopOffsetPaise: number;
  /** Distance from the fill price to the target, paise, > 0; 0 for an exit. */
  readonly targetOffsetPaise: number;
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
export interface OrderIntent {
  /** Derived: `strategyIndex * 2^32 + signal sequence`. Also the bracket group's id. */
  readonly intentId: number;
  readonly strategyIndex: number;
  readonly kind: SignalKind;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Units, whole lots, > 0. For an exit: the most that may be closed. */
  readonly quantity: number;
  /** LIMIT price of the entry, paise, on the price increment. */
  readonly limitPaise: number;
  readonly stopOffsetPaise: number;
  readonly targetOffsetPaise: number;
  readonly timeMs: number;
  readonly originReceiveNs: number;
}

declare const approved: unique symbol;
/** An intent that went through the risk gate; the venue port and the order core accept nothing else. */
export type Approved<Intent> = Intent & { readonly [approved]: true };

export const COMMAND_KINDS = ['place', 'modify', 'cancel'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** What the order core asks of the venue. All orders are LIMIT, DAY. */
export interface VenueCommand {
  readonly kind: CommandKind;
  /** Derived: `intentId * 64 + leg`. */
  readonly orderId: number;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Total quantity of the order in units (not the remainder). */
  readonly quantity: number;
  readonly limitPaise: number;
  readonly timeMs: number;
  /** Receive stamp of the tick that caused the command; 0 when a report caused it. */
  readonly originReceiveNs: number;
}

export const REPORT_KINDS = [
  'accepted',
  'rejected',
  'fill',
  'modified',
  'cancelled',
  'cancel_rejected',
  'modify_rejected',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What the venue says. Fills are monotone cumulative quantities, so duplicates and reordering do no harm. */
export interface VenueReport {
  readonly kind: ReportKind;
  readonly orderId: number;
  readonly instrumentIndex: InstrumentIndex;
  /** The order as the venue has it: total quantity in units and limit; 0 when it knows no such order. */
  readonly quantity: number;
  readonly limitPaise: number;
  /** Filled so far in units, including this report. */
  readonly cumulativeQuantity: number;
  /** Units and price of the latest fill; 0 when the report is no fill. */
  readonly fillQuantity: number;
  readonly fillPaise: number;
  readonly reason: RejectReason | '';
  readonly timeMs: number;
}

/** Why a venue refused. */
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
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Part an order plays in its bracket. `exit` orders replace a stop that has triggered, or close on request. */
export const ORDER_ROLES = ['entry', 'target', 'stop', 'exit'] as const;
export type OrderRole = (typeof ORDER_ROLES)[number];

/**
 * Life cycle of one order. `held` is a stop the order core watches itself on the tick ring (nothing rests at the venue);
 * `triggered` says its price was crossed and an `exit` order takes over.
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
] as const;
/** `triggered`, `filled`, `cancelled` and `rejected` are terminal. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** One transition of one order, for positions, fan-out and (later) the journal. */
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
  readonly fillPaise: number;
  readonly reason: RejectReason | '';
  readonly timeMs: number;
}

/** Ids are derived, so that a replay makes the same ones. All stay below 2^53. */
export const MAX_STRATEGIES = 4096;
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
