import { describe, expect, it } from 'vitest';
import { rowOf, TAG_PREFIX, WatchRig } from '../../../../support/watch-rig.ts';

/** A rig with order 1 accepted as venue order 901, a minute ago, and the watch reconciled. */
function rigWithOrder(): WatchRig {
  const rig = new WatchRig();
  rig.core.send(1);
  rig.push({ kind: 'accepted', orderId: 1, venueOrderId: 901 });
  rig.reconcile([rowOf({ orderId: 1, venueOrderId: 901 })]);
  rig.core.applied.length = 0;
  rig.core.alarms.length = 0;
  rig.core.timeMs += 60_000;
  return rig;
}

function compare(rig: WatchRig, ...rows: Parameters<typeof rowOf>[0][]): void {
  rig.run(60_000, () => rig.answerAll(rows.map((row) => rowOf(row))));
}

describe('a complete order book', () => {
  it('gives the order core what it missed, once', () => {
    const rig = rigWithOrder();
    compare(rig, { orderId: 1, venueOrderId: 901, cumulativeQuantity: 40 });
    expect(rig.core.applied).toMatchObject([{ kind: 'fill', cumulativeQuantity: 40 }]);
    expect(rig.watch.stats).toMatchObject({ missedFills: 1, correctedOrders: 1 });
  });

  it('OL-12 counts orders of others as external and touches none of them', () => {
    const rig = rigWithOrder();
    const ours = { orderId: 1, venueOrderId: 901 };
    const foreign = { orderId: 1, venueOrderId: 903, tagPrefix: TAG_PREFIX + 1 };
    compare(rig, ours, { orderId: 0, venueOrderId: 902 }, foreign, {
      orderId: 5,
      venueOrderId: 904,
    });
    expect(rig.core.applied).toEqual([]);
    expect(
      rig.watch.externalOrders().map(({ venueOrderId, cause }) => [venueOrderId, cause]),
    ).toEqual([
      [902, 'no_tag'],
      [903, 'foreign_tag'],
      [904, 'unknown_order'],
    ]);
    expect(rig.watch.externalExposure(0, 9).buyQuantity).toBe(300);
  });

  it('OL-07 halts the account when a second venue order carries the tag of ours', () => {
    const rig = rigWithOrder();
    compare(
      rig,
      { orderId: 1, venueOrderId: 901 },
      { orderId: 1, venueOrderId: 902, cumulativeQuantity: 40 },
    );
    expect(rig.core.halts).toEqual(['account 0 venue_order_conflict']);
    expect(rig.core.applied).toEqual([]);
    expect(rig.watch.externalOrders()).toMatchObject([
      { venueOrderId: 902, cause: 'duplicate_tag' },
    ]);
    expect(rig.watch.stats.linkConflicts).toBe(1);
  });

  it('OL-07 halts the account when one venue order is said to be two of ours', () => {
    const rig = rigWithOrder();
    rig.core.send(2);
    rig.push({ kind: 'accepted', orderId: 2, venueOrderId: 901 });
    expect(rig.core.halts).toEqual(['account 0 venue_order_conflict']);
  });

  it('F17 ignores rows that no venue should send', () => {
    const rig = rigWithOrder();
    compare(rig, { orderId: 1, venueOrderId: 901, bookStatus: 'filled', cumulativeQuantity: 1 });
    expect(rig.core.applied).toEqual([]);
    expect(rig.watch.stats.unsoundRows).toBeGreaterThan(0);
  });

  it('counts as external what contradicts the order we sent', () => {
    const rig = rigWithOrder();
    compare(rig, { orderId: 1, venueOrderId: 901, side: -1, cumulativeQuantity: 10 });
    expect(rig.core.applied).toEqual([]);
    expect(rig.watch.externalOrders()).toMatchObject([{ cause: 'contradiction', side: -1 }]);
  });

  it('counts an order that comes back after its end, halts its instrument, and still takes its fills', () => {
    const rig = rigWithOrder();
    rig.push({ kind: 'rejected', orderId: 1, venueOrderId: 901, reason: 'never_received' });
    rig.core.timeMs += 60_000;
    compare(rig, { orderId: 1, venueOrderId: 901, cumulativeQuantity: 30 });
    expect(rig.core.halts).toEqual(['instrument 0 order_came_back']);
    expect(rig.core.applied).toMatchObject([{ kind: 'fill', cumulativeQuantity: 30 }]);
    expect(rig.watch.externalExposure(0, 9).buyQuantity).toBe(70);
    compare(rig, {
      orderId: 1,
      venueOrderId: 901,
      bookStatus: 'cancelled',
      cumulativeQuantity: 30,
    });
    expect(rig.watch.externalExposure(0, 9).buyQuantity).toBe(0);
  });

  it('PP-08 says when an order of ours looks otherwise, and believes what a second row says', () => {
    const rig = rigWithOrder();
    compare(rig, { orderId: 1, venueOrderId: 901, limitPaise: 9_000 });
    expect(rig.core.alarms[0]).toBe('order_changed_elsewhere 0');
    expect(rig.core.applied[0]).toMatchObject({
      kind: 'modified',
      limitPaise: 9_000,
      cumulativeQuantity: 0,
    });
  });
});

describe('a pushed report', () => {
  it('of an order that is not ours is counted as external', () => {
    const rig = rigWithOrder();
    rig.push({ kind: 'accepted', orderId: 0, tagPrefix: 0, venueOrderId: 950, limitPaise: 9_000 });
    expect(rig.watch.externalOrders()).toMatchObject([{ venueOrderId: 950, status: 'open' }]);
  });
});
