import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../../src/domain/instrument/ist-date.ts';
import { noExposure } from '../../../../../src/domain/order/external-exposure.ts';
import { ExternalOrders } from '../../../../../src/domain/order/watch/external-orders.ts';
import { EXTERNAL_ORDER_ROW } from '../../../../../src/domain/order/watch/rows.ts';
import { reportOf } from '../../../../support/order-rig.ts';
import { FakeOrderCore, rowOf } from '../../../../support/watch-rig.ts';

const OPEN = rowOf({ orderId: 0, venueOrderId: 7 });

function rig(max = 10) {
  const core = new FakeOrderCore(2);
  return { core, externals: new ExternalOrders(core, max) };
}

describe('OL-12 an order that is not ours', () => {
  it('is recorded, announced once, and counted until it is over', () => {
    const { core, externals } = rig();
    expect(externals.see(OPEN, 'no_tag', 1)).toBe(true);
    expect(externals.see(OPEN, 'no_tag', 2)).toBe(false);
    expect(core.alarms).toEqual(['external_order 0']);
    expect(externals.exposure(0, 9).buyQuantity).toBe(100);
    expect([externals.exposure(0, 9).sellQuantity, externals.exposure(1, 9).buyQuantity]).toEqual([
      0, 0,
    ]);
    externals.see({ ...OPEN, cumulativeQuantity: 40 }, 'no_tag', 3);
    expect([externals.exposure(0, 9).buyQuantity, externals.filledQuantity(0)]).toEqual([60, 40]);
    const over = { ...OPEN, bookStatus: 'cancelled', cumulativeQuantity: 40 } as const;
    externals.see(over, 'no_tag', 4);
    expect([externals.exposure(0, 9).buyQuantity, externals.openCount]).toEqual([0, 0]);
    expect(core.image.log).toHaveLength(3);
    expect(externals.list()).toMatchObject([{ firstSeenMs: 1, timeMs: 4, status: 'cancelled' }]);
  });

  it('never has fewer fills and never comes back, in whatever order its reports arrive', () => {
    const { externals } = rig();
    externals.see({ ...OPEN, bookStatus: 'cancelled', cumulativeQuantity: 40 }, 'no_tag', 1);
    externals.see(OPEN, 'no_tag', 2);
    externals.see({ ...OPEN, cumulativeQuantity: 40, quantity: 500 }, 'no_tag', 3);
    expect(externals.list()).toMatchObject([
      { status: 'cancelled', cumulativeQuantity: 40, quantity: 100 },
    ]);
    externals.see({ ...OPEN, bookStatus: 'cancelled', cumulativeQuantity: 60 }, 'no_tag', 4);
    expect(externals.list()).toMatchObject([{ status: 'cancelled', cumulativeQuantity: 60 }]);
  });

  it('follows what somebody else changes, by pushes too', () => {
    const { externals } = rig();
    externals.see(reportOf({ ...OPEN, kind: 'accepted', bookStatus: '' }), 'no_tag', 1);
    const amended = { kind: 'modified', bookStatus: '', quantity: 300, limitPaise: 9_900 } as const;
    externals.see(reportOf({ ...OPEN, ...amended }), 'no_tag', 2);
    expect(externals.list()).toMatchObject([{ status: 'open', quantity: 300, limitPaise: 9_900 }]);
  });

  it('is claimed by an operator, once', () => {
    const { core, externals } = rig();
    externals.see(OPEN, 'no_tag', 1);
    expect([externals.claim(7, 2), externals.claim(7, 3), externals.claim(8, 3)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(core.image.rows(EXTERNAL_ORDER_ROW)).toMatchObject([{ isClaimed: true, timeMs: 2 }]);
  });

  it('without any number of its own is counted and cannot be kept', () => {
    const { core, externals } = rig();
    externals.see({ ...OPEN, venueOrderId: 0 }, 'no_tag', 1);
    expect(externals.unnamedRows).toBe(1);
    expect(core.image.log).toEqual([]);
  });

  it('is one of a bounded number; beyond it the account is halted, once', () => {
    const { core, externals } = rig(1);
    externals.see(OPEN, 'no_tag', 1);
    externals.see({ ...OPEN, venueOrderId: 8 }, 'no_tag', 1);
    externals.see({ ...OPEN, venueOrderId: 9 }, 'no_tag', 1);
    expect(core.halts).toEqual(['account 0 too_many_external_orders']);
    expect(externals.list()).toHaveLength(1);
  });

  it('is still there after a restart', () => {
    const { core, externals } = rig();
    externals.see(OPEN, 'no_tag', 1);
    const next = new FakeOrderCore(2, core.image);
    const restored = new ExternalOrders(next, 10);
    restored.restore(core.image);
    expect(restored.list()).toEqual(externals.list());
    expect(restored.see(OPEN, 'no_tag', 5)).toBe(false);
    expect(next.alarms).toEqual([]);
    expect(restored.has(7)).toBe(true);
  });

  it('that once was ours explains no position: its fills are in our books', () => {
    const { externals } = rig();
    externals.see({ ...OPEN, cumulativeQuantity: 40 }, 'contradiction', 1);
    expect([externals.filledQuantity(0), externals.exposure(0, 9).buyQuantity]).toEqual([0, 60]);
  });

  it('of an earlier day that a book no longer has ended with its session; what was over is forgotten', () => {
    const { core, externals } = rig();
    const today = core.timeMs;
    externals.see(OPEN, 'no_tag', today);
    externals.see({ ...OPEN, venueOrderId: 8, bookStatus: 'cancelled' }, 'no_tag', today);
    externals.see({ ...OPEN, venueOrderId: 9 }, 'no_tag', today);
    externals.endDays(new Set(), today + 1);
    expect(externals.openCount).toBe(2);
    externals.endDays(new Set([9]), today + DAY_MS);
    expect(externals.list().map(({ venueOrderId, status }) => [venueOrderId, status])).toEqual([
      [7, 'expired'],
      [9, 'open'],
    ]);
    externals.endDays(new Set([9]), today + 2 * DAY_MS);
    expect(externals.list().map(({ venueOrderId }) => venueOrderId)).toEqual([9]);
  });
});

describe('OL-12 what exposure counts of orders that are not ours', () => {
  it('is what may still fill, by side, at its limit, and what has no limit apart', () => {
    const { externals } = rig();
    externals.see(OPEN, 'no_tag', 1);
    externals.see({ ...OPEN, venueOrderId: 8, side: -1, quantity: 50, limitPaise: 0 }, 'no_tag', 1);
    externals.see({ ...OPEN, cumulativeQuantity: 40 }, 'no_tag', 2);
    expect(externals.exposure(0, 3)).toEqual({
      instrumentIndex: 0,
      buyQuantity: 60,
      sellQuantity: 50,
      buyValuePaise: 600_000,
      sellValuePaise: 0,
      unpricedBuyQuantity: 0,
      unpricedSellQuantity: 50,
      heldQuantity: 40,
      timeMs: 3,
    });
    expect(externals.exposure(1, 3)).toEqual(noExposureAt(1, 3));
  });

  it('ends with the order, but for fills that no book of positions has shown yet', () => {
    const { externals } = rig();
    externals.see({ ...OPEN, cumulativeQuantity: 40 }, 'no_tag', 1);
    externals.see({ ...OPEN, bookStatus: 'cancelled', cumulativeQuantity: 40 }, 'no_tag', 2);
    expect(externals.exposure(0, 3)).toEqual({ ...noExposureAt(0, 3), heldQuantity: 40 });
    expect([...externals.unsettledInstruments()]).toEqual([0]);
    externals.settle(0, 1);
    expect(externals.exposure(0, 3).heldQuantity).toBe(40);
    externals.changed.clear();
    externals.settle(0, 2);
    expect(externals.exposure(0, 3)).toEqual(noExposureAt(0, 3));
    expect([...externals.unsettledInstruments()]).toEqual([]);
    expect([...externals.changed]).toEqual([0]);
  });

  it('is counted in full again after a restart, until the books were compared', () => {
    const { core, externals } = rig();
    externals.see({ ...OPEN, bookStatus: 'filled', cumulativeQuantity: 100 }, 'no_tag', 1);
    externals.settle(0, 1);
    const restored = new ExternalOrders(new FakeOrderCore(2, core.image), 10);
    restored.restore(core.image);
    expect(restored.exposure(0, 3).heldQuantity).toBe(100);
    expect([...restored.changed]).toEqual([0]);
    restored.settle(0, 5);
    expect(restored.exposure(0, 3).heldQuantity).toBe(0);
  });

  it('is kept over the days while a fill of it was in no book of positions', () => {
    const { core, externals } = rig();
    const filled = { ...OPEN, bookStatus: 'filled', cumulativeQuantity: 100 } as const;
    externals.see(filled, 'no_tag', core.timeMs);
    externals.endDays(new Set(), core.timeMs + DAY_MS);
    expect(externals.exposure(0, 1).heldQuantity).toBe(100);
    externals.settle(0, core.timeMs + DAY_MS);
    externals.endDays(new Set(), core.timeMs + DAY_MS);
    expect(externals.list()).toEqual([]);
    expect(externals.exposure(0, 1).heldQuantity).toBe(0);
  });

  it('has none of the fills of an order of ours that came back', () => {
    const { externals } = rig();
    externals.see({ ...OPEN, cumulativeQuantity: 40 }, 'contradiction', 1);
    expect(externals.exposure(0, 1)).toMatchObject({ buyQuantity: 60, heldQuantity: 0 });
    expect([...externals.unsettledInstruments()]).toEqual([]);
  });
});

function noExposureAt(at: number, timeMs: number) {
  return { ...noExposure(at), timeMs };
}
