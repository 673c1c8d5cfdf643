import { describe, expect, it } from 'vitest';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import { ENTRY, GROUP, intentOf, OrderRig } from '../../../support/order-rig.ts';

describe('the groups of an instrument', () => {
  it('live beside one another, of several strategies and sides', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.openFilled({ intentId: GROUP + 1, strategyIndex: 2, quantity: 40 });
    rig.openFilled({
      intentId: GROUP + 2,
      strategyIndex: 3,
      quantity: 60,
      side: -1,
      limitPaise: 10_150,
    });
    expect(rig.core.stats.openGroups).toBe(3);
    expect(rig.core.netQuantity(0)).toBe(80);
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 9, strategyIndex: 2, side: -1 }));
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: orderIdOf(GROUP + 1, 2) }]);
  });

  it('are exited oldest first until as much is on its way as was asked for', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.openFilled({ intentId: GROUP + 1 });
    rig.openFilled({ intentId: GROUP + 2 });
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 9, side: -1, quantity: 200 }));
    expect([...rig.core.groups()].map(({ isExiting }) => isExiting)).toEqual([true, true, false]);
  });

  it('OC-01 keep what an exit leaves protected: the target gives way first, then the part goes', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 9, side: -1, quantity: 30 }));
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: target, quantity: 70 }]);
    rig.confirmModify(target);
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 30, limitPaise: 9_990, isReducing: true },
    ]);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 30, 9_995);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 70 });
    rig.fill(target, 70, 10_200);
    expect(rig.core.stats.openGroups).toBe(0);
    expect(rig.netQuantity).toBe(0);
  });

  it('OC-04 keep a stop while a part leaves, and rest it at the venue again afterwards', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.openFilled();
    const stop = rig.id('stop');
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 9, side: -1, quantity: 30 }));
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: stop }]);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
    rig.cancelled(stop);
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 30 }]);
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 30, 9_995);
    expect(rig.taken()).toMatchObject([{ kind: 'place', orderType: 'stop_limit', quantity: 70 }]);
  });

  it('OL-05 are opened again by a late fill, and closed again', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.onIntent(intentOf());
    rig.cancelled(ENTRY);
    expect([...rig.core.groups()]).toMatchObject([{ isClosed: true }]);
    rig.fill(ENTRY, 10, 10_000);
    expect([...rig.core.groups()]).toMatchObject([{ isClosed: false, openSequence: 2 }]);
    rig.accept(rig.id('target'));
    rig.fill(rig.id('target'), 10, 10_200);
    expect([...rig.core.groups()]).toMatchObject([{ isClosed: true }]);
  });

  it('an oco that comes under a kill is closed at once', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.kill(rig.timeMs);
    rig.taken();
    rig.core.onIntent(intentOf({ kind: 'oco', quantity: 20 }));
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 20 }]);
    expect(rig.id('exit')).toBe(orderIdOf(GROUP, 0));
  });
});
