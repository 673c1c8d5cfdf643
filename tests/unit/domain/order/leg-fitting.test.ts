import { describe, expect, it } from 'vitest';
import { sliceQuantity } from '../../../../src/domain/order/leg-fitting.ts';
import { ENTRY, intentOf, OrderRig } from '../../../support/order-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

describe('a slice', () => {
  it('is the freeze quantity in whole lots, and at least one', () => {
    expect(sliceQuantity(future(0))).toBe(1_800);
    expect(sliceQuantity(future(0, { freezeQuantity: 1_801 }))).toBe(1_800);
    expect(sliceQuantity(future(0, { freezeQuantity: 50 }))).toBe(75);
    expect(sliceQuantity(stock(0))).toBeGreaterThan(1_000_000_000);
  });
});

describe('legs', () => {
  function exiting(): OrderRig {
    const rig = new OrderRig([stock(0, { freezeQuantity: 40 })]);
    rig.tick();
    rig.core.onIntent(intentOf({ kind: 'oco', quantity: 100, targetOffsetPaise: 0 }));
    rig.core.flatten('operator');
    return rig;
  }

  it('are cut from the oldest, and what shrinks is taken from the newest', () => {
    const rig = exiting();
    const exits = rig.taken();
    expect(exits.map(({ quantity }) => quantity)).toEqual([40, 40, 20]);
    for (const { orderId } of exits) rig.accept(orderId);
    // Somebody else closed 30: the last order goes, the one before it shrinks.
    rig.core.closePosition(0, -1, 30);
    expect(rig.taken().map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual([
      'cancel 20',
      'modify 30',
    ]);
  });

  it('that are unanswered are counted, not doubled', () => {
    const rig = exiting();
    rig.taken();
    for (let times = 0; times < 3; times += 1) rig.tick();
    expect(rig.taken()).toEqual([]);
  });

  it('that cannot be raised any more are added to', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.fill(ENTRY, 60, 10_000);
    rig.taken();
    for (let times = 0; times < 3; times += 1) {
      rig.report({ kind: 'modify_rejected', orderId: target, reason: 'venue_error' });
      rig.timer(1_000);
    }
    expect(rig.taken().map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual([
      'modify 100',
      'modify 100',
      'place 60',
    ]);
  });
});
