/** Would an order trade with another of our own (RG-08)? Pure; asked by the order core before it sends or re-prices. */
import type { Group } from './group.ts';
import type { GroupRegistry } from './group-registry.ts';
import { isAtVenue, type Order } from './order.ts';
import type { Side } from './types.ts';

/** The first live order of another group that a LIMIT order of `group` would meet, oldest group first. */
export function crossedOrder(
  registry: GroupRegistry,
  group: Group,
  wanted: { readonly side: Side; readonly limitPaise: number },
): Order | undefined {
  for (const other of registry.openOn(group.instrument.index)) {
    if (other === group) continue;
    for (const order of other.orders) {
      if (order.side === wanted.side || !isAtVenue(order) || !isInBook(order)) continue;
      if (reaches(wanted.side, wanted.limitPaise, order)) return order;
    }
  }
  return undefined;
}

/** Another group is on its way out through the side a target of `group` would rest on. */
export function isExitAcross(registry: GroupRegistry, group: Group): boolean {
  for (const other of registry.openOn(group.instrument.index)) {
    if (other !== group && other.row.isExiting && other.side !== group.side) return true;
  }
  return false;
}

/** A STOP_LIMIT order waits outside the book until its trigger trades. */
function isInBook(order: Order): boolean {
  return order.orderType === 'limit' || order.isTriggered;
}

function reaches(side: Side, limitPaise: number, order: Order): boolean {
  const overlap = (limitPaise - order.limitPaise) * side >= 0;
  if (overlap || order.requestedLimitPaise === 0) return overlap;
  return (limitPaise - order.requestedLimitPaise) * side >= 0;
}
