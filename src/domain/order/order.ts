/** One order as the order core knows it, and the only function that changes its status. */
import { assert } from '../assert.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { isTerminal, nextStatus, type TransitionCause } from './transitions.ts';
import { groupIdOf, type OrderRole, type OrderStatus, type Side } from './types.ts';

export interface Order {
  readonly orderId: number;
  readonly groupId: number;
  readonly role: OrderRole;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  status: OrderStatus;
  /** Total quantity and limit as the venue confirmed them last (as sent, until it does). */
  quantity: number;
  limitPaise: number;
  /** Trigger of a stop; 0 for every other role. */
  triggerPaise: number;
  /** Cumulative, never falls (OL-03). */
  filledQuantity: number;
  /** Σ fill quantity × fill price. */
  filledValuePaise: number;
  /** Highest cumulative quantity any report named; above `filledQuantity` while a fill report is still on its way. */
  reportedQuantity: number;
  /** The one change the venue has not answered (OL-10). */
  inFlight: 'none' | 'modify' | 'cancel';
  /** What the unanswered or last refused modify asked for; 0 when there is none. */
  requestedQuantity: number;
  requestedLimitPaise: number;
  cancelAttempts: number;
  /** Session time before which a refused cancel is not repeated. */
  retryAtMs: number;
}

export type NewOrder = Pick<
  Order,
  'orderId' | 'role' | 'instrumentIndex' | 'side' | 'quantity' | 'limitPaise' | 'triggerPaise'
>;

/** An order about to be sent, or a stop about to be watched. */
export function newOrder(order: NewOrder): Order {
  assert(order.quantity > 0, 'an order has a quantity above 0');
  assert(order.role === 'stop' || order.limitPaise > 0, 'a LIMIT order has a price above 0');
  return {
    ...order,
    groupId: groupIdOf(order.orderId),
    status: order.role === 'stop' ? 'held' : 'sending',
    filledQuantity: 0,
    filledValuePaise: 0,
    reportedQuantity: 0,
    inFlight: 'none',
    requestedQuantity: 0,
    requestedLimitPaise: 0,
    cancelAttempts: 0,
    retryAtMs: 0,
  };
}

/** Moves the order along the table; true when its status is a different one now. */
export function transition(order: Order, cause: TransitionCause): boolean {
  const previous = order.status;
  order.status = nextStatus(previous, cause);
  if (isTerminal(order.status)) order.inFlight = 'none';
  return order.status !== previous;
}

export function isLive(order: Order): boolean {
  return !isTerminal(order.status);
}

/** Nothing more is expected of it: terminal, with every fill that was reported applied (OC-05). */
export function isSettled(order: Order): boolean {
  return !isLive(order) && order.filledQuantity >= order.reportedQuantity;
}

/** Applies a cumulative fill and returns the units that are new; 0 for a repeated or overtaken report. */
export function applyFill(order: Order, cumulativeQuantity: number, fillPaise: number): number {
  const added = cumulativeQuantity - order.filledQuantity;
  if (added <= 0) return 0;
  assert(fillPaise > 0, 'a fill has a price above 0');
  order.filledQuantity = cumulativeQuantity;
  order.filledValuePaise += added * fillPaise;
  // The venue's word stands, even where it filled more than it was asked.
  if (cumulativeQuantity > order.quantity) order.quantity = cumulativeQuantity;
  const isFull = cumulativeQuantity === order.quantity;
  transition(order, isFull ? 'full_fill_report' : 'partial_fill_report');
  return added;
}
