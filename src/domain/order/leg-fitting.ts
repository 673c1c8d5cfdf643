/**
 * Makes the live orders of one part of a group add up to what is wanted: reduces the newest, raises the oldest, opens more where the
 * freeze quantity of one order is not enough. Run by the order core.
 */
import type { Instrument } from '../instrument/instrument.ts';
import { MODIFY_ATTEMPTS_MAX, QUANTITY_MAX } from '../limits.ts';
import type { Group } from './group.ts';
import { isAtVenue, isResting, leavesOf, type Order, type TargetSlot } from './order.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderRole, OrderType, Side } from './types.ts';

export interface LegWish {
  readonly role: OrderRole;
  readonly slot: TargetSlot;
  readonly orderType: OrderType;
  readonly side: Side;
  /** Units that should still be open at the venue in this part. */
  readonly leaves: number;
  /** 0: live orders keep theirs, and none may be opened. */
  readonly limitPaise: number;
  readonly triggerPaise: number;
  /** False: live orders are adapted, none is opened. */
  readonly mayPlace: boolean;
  /** Legs of the group that must stay free. */
  readonly reservedLegs: number;
}

/** Largest quantity of one order: the freeze quantity in whole lots. */
export function sliceQuantity(instrument: Instrument): number {
  const { freezeQuantity, lotSize } = instrument;
  if (freezeQuantity === 0) return QUANTITY_MAX;
  return Math.max(lotSize, Math.floor(freezeQuantity / lotSize) * lotSize);
}

/** Sends what is missing between `live`, the orders of the part that are at the venue, in leg order, and the wish. */
export function fitLegs(
  desk: OrderDesk,
  group: Group,
  live: readonly Order[],
  wish: LegWish,
): void {
  const cap = sliceQuantity(group.instrument);
  let missing = wish.leaves;
  for (const order of live) missing -= intendedLeaves(order);
  for (let at = live.length - 1; at >= 0 && missing < 0; at -= 1) {
    const order = live[at] as Order;
    const leaves = intendedLeaves(order);
    const removed = Math.min(-missing, leaves);
    missing += removed;
    if (removed === leaves) desk.cancel(order);
    else reshape(desk, order, order.filledQuantity + leaves - removed, wish);
  }
  for (const order of live) {
    const leaves = intendedLeaves(order);
    const room = Math.max(0, cap - order.filledQuantity - leaves);
    const mayGrow = mayBeRaised(order) && missing > 0;
    const added = mayGrow ? Math.min(missing, room) : 0;
    missing -= added;
    // What is unanswered is raised when its answer comes.
    if (isResting(order)) reshape(desk, order, order.filledQuantity + leaves + added, wish);
  }
  while (missing > 0 && wish.mayPlace && desk.hasLegFor(group, wish.reservedLegs)) {
    const quantity = Math.min(missing, cap);
    const { role, slot, orderType, side, limitPaise, triggerPaise } = wish;
    const request = { role, slot, orderType, side, quantity, limitPaise, triggerPaise };
    if (desk.placeReducing(group, request) === undefined) return;
    missing -= quantity;
  }
}

/** Live orders of `group` at the venue that `belongs` picks, in leg order. */
export function legsAtVenue(group: Group, belongs: (order: Order) => boolean): Order[] {
  return group.orders.filter((order) => isAtVenue(order) && belongs(order));
}

/** Units the order will still have open once what is in flight is answered as asked. */
function intendedLeaves(order: Order): number {
  if (order.status !== 'pending_update') return leavesOf(order);
  return Math.max(0, order.requestedQuantity - order.filledQuantity);
}

/** Not one that is leaving, of unknown outcome, or that the venue keeps refusing to change. */
function mayBeRaised(order: Order): boolean {
  if (order.status === 'unknown' || order.status === 'pending_cancel') return false;
  return order.modifyAttempts < MODIFY_ATTEMPTS_MAX;
}

/** A triggered STOP_LIMIT order keeps its trigger: only its limit can still change. */
function reshape(desk: OrderDesk, order: Order, quantity: number, wish: LegWish): void {
  const triggerPaise = order.isTriggered ? order.triggerPaise : wish.triggerPaise;
  desk.amend(order, { quantity, limitPaise: wish.limitPaise || order.limitPaise, triggerPaise });
}
