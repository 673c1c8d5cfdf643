/** One group as the risk gate follows it: what was approved, what its orders still can do. Pure functions over it; risk core. */
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { isTerminal } from '../order/transitions.ts';
import type { OrderEvent, OrderIntent, Side } from '../order/types.ts';

/** What the gate needs to know of an order, from its events or, after a restart, from its row. */
export type OrderFact = Pick<
  OrderEvent,
  | 'orderId'
  | 'groupId'
  | 'strategyIndex'
  | 'role'
  | 'status'
  | 'instrumentIndex'
  | 'side'
  | 'quantity'
  | 'filledQuantity'
  | 'limitPaise'
  | 'triggerPaise'
>;

/** An event of an order: also what it filled, units. */
export type OrderChange = OrderFact & Pick<OrderEvent, 'fillQuantity'>;

export interface ExposureGroup {
  readonly groupId: number;
  readonly strategyIndex: number;
  readonly instrumentIndex: InstrumentIndex;
  /** Of the entry. */
  readonly side: Side;
  /** Units approved; 0 when the approval is not known. */
  approvedQuantity: number;
  /** Limit of the entry; 0 when there was none. */
  limitPaise: number;
  stopOffsetPaise: number;
  /** Approved, and the order core has said nothing yet. */
  isUnanswered: boolean;
  /** Entry orders the order core has announced, and their units. */
  readonly entryIds: number[];
  announcedQuantity: number;
  /** Signed units its fills add up to; 0 once all that came in went out. */
  netQuantity: number;
  /** Orders that are not over, by id. */
  readonly live: Map<number, OrderFact>;
  /** As last computed by the ledger. */
  reservedQuantity: number;
}

export function newGroup(
  entry: Pick<OrderIntent, 'strategyIndex' | 'instrumentIndex' | 'side'>,
  groupId: number,
): ExposureGroup {
  return {
    groupId,
    strategyIndex: entry.strategyIndex,
    instrumentIndex: entry.instrumentIndex,
    side: entry.side,
    approvedQuantity: 0,
    limitPaise: 0,
    stopOffsetPaise: 0,
    isUnanswered: false,
    entryIds: [],
    announcedQuantity: 0,
    netQuantity: 0,
    live: new Map(),
    reservedQuantity: 0,
  };
}

/** Takes the newest word on one order of the group. */
export function applyOrder(group: ExposureGroup, order: OrderFact): void {
  if (order.role === 'entry') {
    if (!group.entryIds.includes(order.orderId)) {
      group.entryIds.push(order.orderId);
      group.announcedQuantity += order.quantity;
    }
    if (order.limitPaise > 0) group.limitPaise = order.limitPaise;
  }
  if (isTerminal(order.status)) group.live.delete(order.orderId);
  else group.live.set(order.orderId, order);
}

/** Nothing of it can trade any more, and what it brought in went out. One that closes what others brought has nothing of its own. */
export function isForgettable(group: ExposureGroup): boolean {
  const { netQuantity, side, entryIds } = group;
  const isCloser = entryIds.length === 0 && side * netQuantity < 0;
  return isOver(group) && (netQuantity === 0 || isCloser);
}

/** Nothing of it can trade any more. */
export function isOver(group: ExposureGroup): boolean {
  return !group.isUnanswered && group.live.size === 0;
}

/**
 * Units that can still be bought (or sold short): leaves of live entry orders, and what was approved and is not announced as orders yet
 * (the later slices of a quantity above the freeze).
 */
export function entryLeaves(group: ExposureGroup): number {
  let leaves = Math.max(0, group.approvedQuantity - group.announcedQuantity);
  for (const order of group.live.values()) {
    if (order.role === 'entry') leaves += order.quantity - order.filledQuantity;
  }
  return leaves;
}

/** Units that live stops of the group cover. */
export function stopLeaves(group: ExposureGroup): number {
  let leaves = 0;
  for (const order of group.live.values()) {
    if (order.role === 'stop') leaves += order.quantity - order.filledQuantity;
  }
  return leaves;
}

/** Loss at the stops, from the entry limit (or `averagePaise` where the group has no entry of its own), paise. */
export function openRiskPaise(group: ExposureGroup, averagePaise: number): number {
  const fromPaise = group.limitPaise > 0 ? group.limitPaise : averagePaise;
  let riskPaise = group.reservedQuantity * group.stopOffsetPaise;
  for (const order of group.live.values()) {
    if (order.role !== 'stop') continue;
    const distancePaise = Math.max(0, group.side * (fromPaise - order.triggerPaise));
    riskPaise += (order.quantity - order.filledQuantity) * distancePaise;
  }
  return riskPaise;
}

/** Limit of an order of the group that rests, or may rest, on the other side within reach of `limitPaise`; 0 for none. */
export function restingConflictPaise(group: ExposureGroup, side: Side, limitPaise: number): number {
  if (group.isUnanswered && group.side === -side && reaches(side, limitPaise, group.limitPaise)) {
    return group.limitPaise;
  }
  for (const order of group.live.values()) {
    if (order.side !== -side || !mayRest(order)) continue;
    if (reaches(side, limitPaise, order.limitPaise)) return order.limitPaise;
  }
  return 0;
}

/** An order we hold ourselves, and a stop whose trigger has not been reached, are not in the book. */
function mayRest(order: OrderFact): boolean {
  return order.status !== 'held' && order.role !== 'stop' && order.limitPaise > 0;
}

function reaches(side: Side, limitPaise: number, restingPaise: number): boolean {
  return side === 1 ? limitPaise >= restingPaise : limitPaise <= restingPaise;
}
