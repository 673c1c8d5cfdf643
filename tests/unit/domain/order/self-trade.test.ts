import { describe, expect, it } from 'vitest';
import { Group, groupRowOf } from '../../../../src/domain/order/group.ts';
import { GroupRegistry } from '../../../../src/domain/order/group-registry.ts';
import { newOrder, type Order } from '../../../../src/domain/order/order.ts';
import { crossedOrder, isExitAcross } from '../../../../src/domain/order/self-trade.ts';
import type { OrderIntent } from '../../../../src/domain/order/types.ts';
import { GROUP, intentOf } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

function open(registry: GroupRegistry, intent: Partial<OrderIntent>): Group {
  const row = groupRowOf(intentOf(intent), { kind: 'bracket', timeMs: 1 });
  const group = new Group(row, stock(0));
  registry.add(group);
  registry.attach(group);
  return group;
}

/** A live sell of `group` at 102.00; `changes` win. */
function sellOf(group: Group, changes: Partial<Order> = {}): Order {
  const order = newOrder({
    ...{ role: 'target', slot: 0, tagPrefix: 1, orderType: 'limit', instrumentIndex: 0, side: -1 },
    orderId: group.groupId * 64 + group.orders.length,
    quantity: 10,
    limitPaise: 10_200,
    triggerPaise: 0,
  });
  Object.assign(order, { status: 'working', sentAtMs: 1 }, changes);
  group.orders.push(order);
  return order;
}

describe('a self-trade', () => {
  it('RG-08 is an order that reaches a live one of another group', () => {
    const registry = new GroupRegistry([stock(0)]);
    const own = open(registry, {});
    const other = open(registry, { intentId: GROUP + 1 });
    const sell = sellOf(other);
    expect(crossedOrder(registry, own, { side: 1, limitPaise: 10_200 })).toBe(sell);
    expect(crossedOrder(registry, own, { side: 1, limitPaise: 10_195 })).toBeUndefined();
    expect(crossedOrder(registry, own, { side: -1, limitPaise: 10_000 })).toBeUndefined();
    expect(crossedOrder(registry, other, { side: 1, limitPaise: 10_300 })).toBeUndefined();
  });

  it('RG-08 counts orders of unknown outcome and prices still asked for, not stops that wait', () => {
    const registry = new GroupRegistry([stock(0)]);
    const own = open(registry, {});
    const other = open(registry, { intentId: GROUP + 1 });
    const wanted = { side: 1, limitPaise: 10_100 } as const;
    const stop = sellOf(other, { orderType: 'stop_limit', limitPaise: 9_900 });
    expect(crossedOrder(registry, own, wanted)).toBeUndefined();
    stop.isTriggered = true;
    expect(crossedOrder(registry, own, wanted)).toBe(stop);
    stop.status = 'cancelled';
    const moving = sellOf(other, { requestedLimitPaise: 10_050, status: 'pending_update' });
    expect(crossedOrder(registry, own, wanted)).toBe(moving);
    moving.requestedLimitPaise = 0;
    const lost = sellOf(other, { status: 'unknown', limitPaise: 10_050 });
    expect(crossedOrder(registry, own, wanted)).toBe(lost);
  });

  it('is near while a group of the other side is on its way out', () => {
    const registry = new GroupRegistry([stock(0)]);
    const own = open(registry, {});
    const other = open(registry, { intentId: GROUP + 1, side: -1 });
    expect(isExitAcross(registry, own)).toBe(false);
    other.row.isExiting = true;
    expect(isExitAcross(registry, own)).toBe(true);
    expect(isExitAcross(registry, other)).toBe(false);
  });
});
