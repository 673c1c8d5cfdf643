import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { Group, groupRowOf } from '../../../../src/domain/order/group.ts';
import { newOrder, type Order, transition } from '../../../../src/domain/order/order.ts';
import type { OrderIntent, OrderRole, Side } from '../../../../src/domain/order/types.ts';
import { intentOf } from '../../../support/order-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

const TWO_TARGETS = { secondTargetOffsetPaise: 400, firstTargetShareBps: 5_000 };

function groupOf(intent: Partial<OrderIntent> = {}, instrument = stock(0)): Group {
  return new Group(groupRowOf(intentOf(intent), { kind: 'bracket', timeMs: 1 }), instrument);
}

function add(group: Group, role: OrderRole, filled: number, side: Side = group.side): Order {
  const order = newOrder({
    ...{ role, side, slot: 0, tagPrefix: 1, orderType: 'limit', instrumentIndex: 0 },
    orderId: group.groupId * 64 + group.orders.length,
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
  order.filledQuantity = filled;
  order.filledValuePaise = filled * 10_000;
  group.orders.push(order);
  return order;
}

describe('a group', () => {
  it('nets its fills in the direction of the entry', () => {
    for (const side of [1, -1] as const) {
      const group = groupOf({ side });
      add(group, 'entry', 60);
      add(group, 'entry', 40);
      expect([group.openQuantity, group.entryQuantity, group.entryPaise]).toEqual([
        100, 100, 10_000,
      ]);
      add(group, 'target', 70, side === 1 ? -1 : 1);
      expect(group.openQuantity).toBe(30);
      add(group, 'exit', 50, side === 1 ? -1 : 1);
      expect(group.openQuantity).toBe(-20);
    }
  });

  it('an oco begins with the position it adopts', () => {
    const intent = intentOf({ kind: 'oco', quantity: 30, limitPaise: 9_950 });
    const group = new Group(groupRowOf(intent, { kind: 'oco', timeMs: 7 }), stock(0));
    expect([group.openQuantity, group.entryPaise, group.row.armedFromMs]).toEqual([30, 9_950, 7]);
    expect(group.isFinished).toBe(false);
    expect(group.isEntrySettled).toBe(true);
  });

  it('OC-05 is finished when nothing is open and nothing can come any more', () => {
    const group = groupOf();
    const entry = add(group, 'entry', 0);
    expect(group.isFinished).toBe(false);
    transition(entry, 'denied');
    expect(group.isFinished).toBe(true);
    group.row.isWaiting = true;
    expect(group.isFinished).toBe(false);
  });

  it('splits what is open among two targets in whole lots', () => {
    const group = groupOf({ quantity: 375, ...TWO_TARGETS }, future(0));
    const entry = add(group, 'entry', 75);
    const split = (open: number) => [group.targetLeaves(0, open), group.targetLeaves(1, open)];
    // Half of one lot is none; half of five lots is two.
    expect(split(75)).toEqual([0, 75]);
    entry.filledQuantity = 375;
    expect(split(375)).toEqual([150, 225]);
    add(group, 'target', 150, -1);
    expect(split(225)).toEqual([0, 225]);
    expect(split(100)).toEqual([0, 100]);
  });

  it('has one target for one lot, and for a share that comes to no lot', () => {
    const group = groupOf({ quantity: 75, ...TWO_TARGETS }, future(0));
    add(group, 'entry', 75);
    expect(group.targetLeaves(0, 75)).toBe(75);
    expect(group.targetLeaves(1, 75)).toBe(0);
    const thin = groupOf({ quantity: 150, ...TWO_TARGETS, firstTargetShareBps: 100 }, future(0));
    add(thin, 'entry', 150);
    expect(thin.targetLeaves(1, 150)).toBe(0);
  });

  it('is asked for something', () => {
    expect(() => groupOf({ quantity: 0 })).toThrow(InvariantError);
  });
});
