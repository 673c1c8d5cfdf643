/** Rebuilds the groups and orders of the order core from the last row of each. Run once, before any input. */
import { assert } from '../assert.ts';
import type { StateImage } from '../journal-row.ts';
import { Group } from './group.ts';
import type { GroupRegistry } from './group-registry.ts';
import type { Order } from './order.ts';
import { GROUP_ROW, ORDER_ROW } from './rows.ts';
import { legOf } from './types.ts';

export interface RestoredClock {
  /** Sequence of the newest event. */
  readonly eventSequence: number;
  /** Session time of the newest thing that happened to an order or group, epoch milliseconds. */
  readonly timeMs: number;
}

/** Fills `registry`. */
export function restoreRegistry(image: StateImage, registry: GroupRegistry): RestoredClock {
  const groups = new Map<number, Group>();
  for (const row of image.rows(GROUP_ROW)) {
    const instrument = registry.instruments[row.instrumentIndex];
    assert(instrument !== undefined, 'a recorded group is of a known instrument');
    groups.set(row.groupId, new Group({ ...row }, instrument));
  }
  let eventSequence = 0;
  let timeMs = 0;
  for (const row of image.rows(ORDER_ROW)) {
    const group = groups.get(row.groupId);
    assert(group !== undefined, 'every recorded order belongs to a recorded group');
    group.orders[legOf(row.orderId)] = { ...row };
    eventSequence = Math.max(eventSequence, row.eventSequence);
    timeMs = Math.max(timeMs, activityOf(row));
  }
  const open: Group[] = [];
  for (const group of groups.values()) {
    timeMs = Math.max(timeMs, group.row.openedAtMs);
    assert(
      Object.keys(group.orders).length === group.orders.length,
      'OC-08 a group comes back with all its orders',
    );
    addTo(registry, group);
    if (!group.row.isClosed && !group.row.isWaiting) open.push(group);
  }
  open.sort((one, other) => one.row.openSequence - other.row.openSequence);
  for (const group of open) registry.restoreOpen(group);
  return { eventSequence, timeMs };
}

function addTo(registry: GroupRegistry, group: Group): void {
  registry.add(group);
  if (group.row.isWaiting) registry.setWaiting(group, true);
  const at = group.row.instrumentIndex;
  registry.addToNet(at, group.row.side * group.row.adoptedQuantity);
  for (const order of group.orders) {
    registry.addToNet(at, order.side * order.filledQuantity);
    registry.noteActivity(at, activityOf(order));
    if (order.venueOrderId !== 0) registry.restoreVenueOrder(order);
  }
}

function activityOf(order: Order): number {
  return Math.max(order.askedAtMs, order.lastReportMs);
}
