/** One order as the order core knows it: its fields are its journal row. Also the only functions that change its status and fills. */
import { assert } from '../assert.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { isTerminal, nextStatus, type TransitionCause } from './transitions.ts';
import {
  groupIdOf,
  type OrderRole,
  type OrderStatus,
  type OrderType,
  type RejectReason,
  type Side,
  strategyIndexOf,
} from './types.ts';

/** A first and a second target; every other order is in slot 0. */
export type TargetSlot = 0 | 1;

export interface Order {
  readonly orderId: number;
  readonly groupId: number;
  readonly strategyIndex: number;
  readonly role: OrderRole;
  readonly slot: TargetSlot;
  /** Prefix of the tag it was sent with; it names the start of the engine that sent it. */
  readonly tagPrefix: number;
  readonly orderType: OrderType;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  status: OrderStatus;
  /** Total quantity, limit and trigger as the venue confirmed them last (as sent, until it does). */
  quantity: number;
  /** 0 for an order that is held. */
  limitPaise: number;
  /** Trigger of a stop, or of a target we hold; 0 otherwise. */
  triggerPaise: number;
  /** Cumulative, never falls (OL-03). */
  filledQuantity: number;
  /** Σ fill quantity × fill price; exact while `isValueExact`. */
  filledValuePaise: number;
  /** False while a fill's value was estimated from another fill's price; a later report with a value corrects it. */
  isValueExact: boolean;
  /** Highest cumulative quantity any report named; above `filledQuantity` while a fill report is still on its way. */
  reportedQuantity: number;
  /** What the unanswered or last refused modify asked for; 0 when there is none. */
  requestedQuantity: number;
  requestedLimitPaise: number;
  requestedTriggerPaise: number;
  /** How often the current request was refused or went unanswered. */
  modifyAttempts: number;
  cancelAttempts: number;
  /** Session time before which a refused cancel or modify is not repeated. */
  retryAtMs: number;
  /** The venue's own number, 0 until it gave one (OL-07). */
  venueOrderId: number;
  /** The venue's trigger traded: a STOP_LIMIT order is a LIMIT order now. */
  isTriggered: boolean;
  /** Session time of the place command; 0 while nothing was sent. */
  sentAtMs: number;
  /** Session time of the newest place, modify or cancel command. */
  askedAtMs: number;
  /** Session time since which the outcome is unknown; 0 when it is known. */
  unknownSinceMs: number;
  /** Session time of the last report about it; what reconciliation compares a book's request time with (PP-08). */
  lastReportMs: number;
  /** Why it was refused or denied. */
  reason: RejectReason | '';
  /** Sequence of its newest event. */
  eventSequence: number;
}

export type NewOrder = Pick<
  Order,
  | 'orderId'
  | 'role'
  | 'slot'
  | 'tagPrefix'
  | 'orderType'
  | 'instrumentIndex'
  | 'side'
  | 'quantity'
  | 'limitPaise'
  | 'triggerPaise'
>;

/** An order that was decided; it is sent, held or denied next. */
export function newOrder(order: NewOrder): Order {
  assert(order.quantity > 0, 'an order has a quantity above 0');
  const groupId = groupIdOf(order.orderId);
  return {
    orderId: order.orderId,
    groupId,
    strategyIndex: strategyIndexOf(groupId),
    role: order.role,
    slot: order.slot,
    tagPrefix: order.tagPrefix,
    orderType: order.orderType,
    instrumentIndex: order.instrumentIndex,
    side: order.side,
    status: 'intent',
    quantity: order.quantity,
    limitPaise: order.limitPaise,
    triggerPaise: order.triggerPaise,
    filledQuantity: 0,
    filledValuePaise: 0,
    isValueExact: true,
    reportedQuantity: 0,
    requestedQuantity: 0,
    requestedLimitPaise: 0,
    requestedTriggerPaise: 0,
    modifyAttempts: 0,
    cancelAttempts: 0,
    retryAtMs: 0,
    venueOrderId: 0,
    isTriggered: false,
    sentAtMs: 0,
    askedAtMs: 0,
    unknownSinceMs: 0,
    lastReportMs: 0,
    reason: '',
    eventSequence: 0,
  };
}

/** Moves the order along the table; true when its status is a different one now. */
export function transition(order: Order, cause: TransitionCause): boolean {
  const previous = order.status;
  order.status = nextStatus(previous, cause, order.filledQuantity);
  return order.status !== previous;
}

export function isLive(order: Order): boolean {
  return !isTerminal(order.status);
}

/** The venue has it, or may have it. */
export function isAtVenue(order: Order): boolean {
  return order.sentAtMs > 0 && !isTerminal(order.status);
}

/** Nothing of it has reached the venue, and nothing will until we decide again. */
export function isUnsent(order: Order): boolean {
  return order.status === 'intent';
}

/** The venue has it and no change is in flight. */
export function isResting(order: Order): boolean {
  return order.status === 'working' || order.status === 'partially_filled';
}

/** Nothing more is expected of it: terminal, with every fill that was reported applied (OC-05). */
export function isSettled(order: Order): boolean {
  return isTerminal(order.status) && order.filledQuantity >= order.reportedQuantity;
}

/** Units it can still fill (OL-02, OL-08): all that is not filled, until it is over. */
export function leavesOf(order: Order): number {
  return isTerminal(order.status) ? 0 : order.quantity - order.filledQuantity;
}

/** What a report says of the fills of an order. */
export interface CumulativeFill {
  readonly cumulativeQuantity: number;
  /** 0 when the venue does not say. */
  readonly cumulativeValuePaise: number;
  /** 0 when the report is no fill. */
  readonly fillQuantity: number;
  readonly fillPaise: number;
}

/** Applies a cumulative fill and returns the units that are new; 0 for a repeated or overtaken report. */
export function applyFill(order: Order, fill: CumulativeFill): number {
  const added = fill.cumulativeQuantity - order.filledQuantity;
  if (added <= 0) return 0;
  const valuePaise = fill.cumulativeValuePaise;
  assert(valuePaise > 0 || fill.fillPaise > 0, 'OL-04 a fill has a price above 0');
  order.filledQuantity = fill.cumulativeQuantity;
  if (valuePaise > 0) {
    order.filledValuePaise = valuePaise;
    order.isValueExact = true;
  } else {
    order.filledValuePaise += added * fill.fillPaise;
    if (added !== fill.fillQuantity) order.isValueExact = false;
  }
  if (order.reportedQuantity < order.filledQuantity) order.reportedQuantity = order.filledQuantity;
  // The venue's word stands, even where it filled more than it was asked.
  if (order.filledQuantity > order.quantity) order.quantity = order.filledQuantity;
  assert(order.filledQuantity <= order.quantity, 'OL-02 an order fills no more than its quantity');
  const isFull = order.filledQuantity === order.quantity;
  transition(order, isFull ? 'full_fill_report' : 'partial_fill_report');
  return added;
}

/** Takes the exact value a report names for the quantity already applied; returns the difference in paise, 0 for none. */
export function correctValue(order: Order, fill: CumulativeFill): number {
  if (fill.cumulativeValuePaise <= 0 || order.isValueExact) return 0;
  if (fill.cumulativeQuantity !== order.filledQuantity) return 0;
  const differencePaise = fill.cumulativeValuePaise - order.filledValuePaise;
  order.filledValuePaise = fill.cumulativeValuePaise;
  order.isValueExact = true;
  return differencePaise;
}
