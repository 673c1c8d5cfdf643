import { describe, expect, it } from 'vitest';
import { Group, groupRowOf } from '../../../../src/domain/order/group.ts';
import { GroupRegistry } from '../../../../src/domain/order/group-registry.ts';
import { newOrder, type Order } from '../../../../src/domain/order/order.ts';
import { GROUP, intentOf } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

function groupOf(intentId: number): Group {
  return new Group(groupRowOf(intentOf({ intentId }), { kind: 'bracket', timeMs: 1 }), stock(0));
}

function orderOf(group: Group): Order {
  const order = newOrder({
    ...{ role: 'entry', slot: 0, tagPrefix: 1, orderType: 'limit', instrumentIndex: 0, side: 1 },
    orderId: group.groupId * 64 + group.orders.length,
    quantity: 10,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
  group.orders.push(order);
  return order;
}

describe('the registry of groups', () => {
  it('finds orders by group and leg, closed groups too', () => {
    const registry = new GroupRegistry([stock(0)]);
    const group = groupOf(GROUP);
    const order = orderOf(group);
    registry.add(group);
    expect(registry.find(order.orderId)).toBe(order);
    expect(registry.find(order.orderId + 1)).toBeUndefined();
    expect(registry.openCount).toBe(0);
    expect(() => registry.add(groupOf(GROUP))).toThrow('ID-07');
  });

  it('looks at open groups in the order in which they were opened, or opened again', () => {
    const registry = new GroupRegistry([stock(0)]);
    const [one, two] = [groupOf(GROUP), groupOf(GROUP + 1)];
    for (const group of [one, two]) {
      registry.add(group);
      registry.attach(group);
    }
    registry.detach(one);
    expect(registry.openOn(0)).toEqual([two]);
    registry.attach(one);
    expect([...registry.open]).toEqual([two, one]);
    expect([two.row.openSequence, one.row.openSequence]).toEqual([2, 3]);
    expect(registry.openOn(5)).toEqual([]);
  });

  it('knows which orders the venue may still fill', () => {
    const registry = new GroupRegistry([stock(0)]);
    const group = groupOf(GROUP);
    const [unsent, sent, over] = [orderOf(group), orderOf(group), orderOf(group)];
    Object.assign(sent, { status: 'unknown', sentAtMs: 1 });
    Object.assign(over, { status: 'cancelled', sentAtMs: 1 });
    registry.add(group);
    registry.attach(group);
    expect(unsent.status).toBe('intent');
    expect([...registry.liveOrders()]).toEqual([sent]);
  });

  it('OL-07 gives a venue number to one order, for good', () => {
    const registry = new GroupRegistry([stock(0)]);
    const group = groupOf(GROUP);
    const [one, two] = [orderOf(group), orderOf(group)];
    expect(registry.bindVenueOrder(one, 5)).toBe(true);
    expect(registry.bindVenueOrder(one, 5)).toBe(true);
    expect(registry.bindVenueOrder(one, 6)).toBe(false);
    expect(registry.bindVenueOrder(two, 5)).toBe(false);
    const later = new GroupRegistry([stock(0)]);
    later.restoreVenueOrder(one);
    expect(later.bindVenueOrder(two, 5)).toBe(false);
  });

  it('adds up positions and remembers the last activity', () => {
    const registry = new GroupRegistry([stock(0)]);
    registry.addToNet(0, 100);
    registry.addToNet(0, -30);
    expect(registry.netQuantity(0)).toBe(70);
    registry.noteActivity(0, 9);
    registry.noteActivity(0, 4);
    expect(registry.lastActivityMs(0)).toBe(9);
  });
});
