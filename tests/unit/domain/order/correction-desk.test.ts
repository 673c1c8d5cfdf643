import { describe, expect, it } from 'vitest';
import { UNATTRIBUTED_STRATEGY } from '../../../../src/domain/order/types.ts';
import { OrderRig } from '../../../support/order-rig.ts';

describe('a position nothing explains', () => {
  it('PP-06 is booked as an adjustment and closed by a reduce-only group of its own', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.closeUnattributed(0, 30, { venueQuantity: 30, averagePaise: 9_980 });
    rig.timer(1);
    expect(rig.events[0]).toMatchObject({
      ...{ role: 'adjustment', strategyIndex: UNATTRIBUTED_STRATEGY, status: 'filled', side: 1 },
      ...{ fillQuantity: 30, fillPaise: 9_980, fillValuePaise: 299_400 },
    });
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 30, isReducing: true },
    ]);
    expect(rig.core.netQuantity(0)).toBe(30);
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 30, 9_990);
    expect(rig.core.stats).toMatchObject({ openGroups: 0, adjustments: 1 });
    expect(rig.netQuantity).toBe(0);
  });

  it('counts at once, and is booked at the first quote when its price is not known', () => {
    const rig = new OrderRig();
    rig.core.closePosition(0, -1, 30);
    expect(rig.events).toEqual([]);
    expect(rig.core.netQuantity(0)).toBe(-30);
    expect(rig.core.instrumentsWithPosition()).toEqual([0]);
    rig.restart();
    expect(rig.core.netQuantity(0)).toBe(-30);
    rig.tick();
    expect(rig.events[0]).toMatchObject({ role: 'adjustment', side: -1, fillPaise: 9_995 });
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: 1, quantity: 30 }]);
    expect(rig.core.netQuantity(0)).toBe(-30);
  });

  it('F57 that is against an open group is what somebody else closed of it: nothing is sold twice', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.core.closePosition(0, -1, 60);
    expect(rig.events.find(({ role }) => role === 'adjustment')).toMatchObject({
      ...{ strategyIndex: 1, side: -1, fillQuantity: 60 },
    });
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 40 });
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: target, quantity: 40 }]);
    rig.confirmModify(target);
    rig.core.closePosition(0, -1, 40);
    rig.cancelled(target);
    expect(rig.core.stats.openGroups).toBe(0);
    expect(rig.core.netQuantity(0)).toBe(0);
  });

  it('beyond what is open is closed by a group of its own', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.core.closePosition(0, -1, 130);
    rig.cancelled(rig.id('target'));
    rig.timer(1);
    const adjusted = rig.events.filter(({ role }) => role === 'adjustment');
    expect(adjusted.map(({ fillQuantity }) => fillQuantity)).toEqual([100, 30]);
    expect(rig.last(rig.id('exit'))).toMatchObject({ side: 1, quantity: 30 });
  });

  it('OC-03 is never closed beyond what the venue holds, where no group can take it', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.closeUnattributed(0, -100, { venueQuantity: 0 });
    rig.timer(1);
    expect(rig.taken()).toEqual([]);
    expect(rig.alarms).toEqual(['difference_not_closed']);
    rig.core.closeUnattributed(0, -130, { venueQuantity: -30 });
    rig.timer(1);
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: 1, quantity: 30 }]);
    expect(rig.alarms).toEqual(['difference_not_closed', 'difference_not_closed']);
  });

  it('of nothing changes nothing', () => {
    const rig = new OrderRig();
    rig.core.closePosition(0, 1, 0);
    expect(rig.image.log).toEqual([]);
  });
});
