import { describe, expect, it } from 'vitest';
import { noExposure } from '../../../../../src/domain/order/external-exposure.ts';
import type { VenueReport } from '../../../../../src/domain/order/types.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../../../../src/domain/order/watch/watch-settings.ts';
import { reportOf } from '../../../../support/order-rig.ts';
import { positionOf, rowOf, WatchRig } from '../../../../support/watch-rig.ts';

describe('the start', () => {
  it('is reconciled when both books came and agree, and not before', () => {
    const rig = new WatchRig();
    rig.watch.onStart();
    rig.timer();
    expect(rig.asked().map(({ kind }) => kind)).toEqual(['query_orders']);
    rig.timer(500);
    expect([rig.asked(), rig.watch.isReconciled]).toEqual([[], false]);
    rig.watch.onReport(reportOf({ kind: 'book_end', queryId: 1 }));
    rig.timer(500);
    const [positions] = rig.asked();
    expect(positions?.kind).toBe('query_positions');
    expect(rig.watch.isReconciled).toBe(false);
    if (positions !== undefined) rig.answer(positions, []);
    expect(rig.watch.isReconciled).toBe(true);
  });

  it('is not reconciled while an order is of unknown outcome', () => {
    const rig = new WatchRig();
    rig.core.send(1);
    rig.push({ kind: 'unknown', orderId: 1 });
    rig.reconcile();
    expect(rig.watch.isReconciled).toBe(false);
    rig.run(40_000, () => rig.answerAll([rowOf({ orderId: 1, venueOrderId: 901 })]));
    expect(rig.watch.isReconciled).toBe(true);
    expect(rig.core.find(1)?.status).toBe('working');
  });

  it('PP-07 is not reconciled by books that fail, come in part, or do not come', () => {
    const rig = new WatchRig();
    rig.run(60_000, () => {
      for (const { queryId } of rig.asked()) {
        const turn = queryId % 3;
        if (turn === 0) rig.watch.onReport(reportOf({ kind: 'book_failed', queryId }));
        if (turn === 1) rig.watch.onReport(reportOf({ kind: 'book_end', queryId, quantity: 2 }));
      }
    });
    expect(rig.watch.isReconciled).toBe(false);
    const { failedBooks, partialBooks, completeBooks, abandonedQueries } = rig.watch.stats;
    expect(completeBooks).toBe(0);
    expect([partialBooks > 0, abandonedQueries > 0, failedBooks > partialBooks]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('takes an unexplained position over before it is reconciled', () => {
    const rig = new WatchRig();
    rig.reconcile([], [positionOf(0, 100)]);
    expect(rig.watch.isReconciled).toBe(true);
    expect(rig.watch.unattributedQuantity(0)).toBe(100);
    expect(rig.core.alarms).toEqual(['position_difference 0']);
  });
});

describe('a reconnect', () => {
  it('F2 needs a new reconciliation; in between the order book is asked for every 2 s', () => {
    const rig = new WatchRig();
    rig.reconcile();
    rig.watch.onDisconnect();
    rig.asked();
    rig.run(10_000, () => rig.answerAll([]));
    expect(rig.core.queries.filter(({ timeMs }) => timeMs > rig.timeMs - 10_000)).toHaveLength(5);
    expect(rig.watch.isReconciled).toBe(true);
    rig.watch.onReconnect();
    expect(rig.watch.isReconciled).toBe(false);
    rig.run(3_000, () => rig.answerAll([]));
    expect(rig.watch.isReconciled).toBe(true);
  });
});

describe('single orders', () => {
  it('OL-09 are asked for every 5 s while they are unknown, and resolved by what the venue has', () => {
    const rig = new WatchRig();
    rig.reconcile();
    rig.core.send(1);
    rig.push({ kind: 'unknown', orderId: 1 });
    const before = rig.core.queries.length;
    rig.run(20_000, () => rig.answerAll([]));
    const asked = rig.core.queries.slice(before).filter(({ kind }) => kind === 'query_order');
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(rig.core.find(1)?.status).toBe('unknown');
    expect(rig.watch.stats.notFoundAnswers).toBeGreaterThanOrEqual(4);
    expect(rig.core.halts).toEqual(['instrument 0 unknown_order']);
    rig.run(6_000, () => rig.answerAll([rowOf({ orderId: 1, cumulativeQuantity: 30 })]));
    expect(rig.core.find(1)).toMatchObject({ status: 'partially_filled', filledQuantity: 30 });
  });

  it('OL-09 are asked for with one book when they are many, and some of them by themselves, in turn', () => {
    const rig = new WatchRig();
    rig.reconcile();
    for (let orderId = 1; orderId <= 20; orderId += 1) {
      rig.core.send(orderId);
      rig.push({ kind: 'unknown', orderId });
    }
    rig.asked();
    rig.timer(500);
    const first = rig.asked();
    expect(first[0]?.kind).toBe('query_orders');
    const single = first.filter(({ kind }) => kind === 'query_order');
    expect(single).toHaveLength(DEFAULT_WATCH_SETTINGS.singleQueriesMax);
    const asked = new Set(single.map(({ orderId }) => orderId));
    for (let round = 0; round < 10; round += 1) {
      rig.timer(DEFAULT_WATCH_SETTINGS.askEveryMs);
      for (const { orderId } of rig.asked()) if (orderId > 0) asked.add(orderId);
    }
    expect(asked.size).toBe(20);
  });

  it('are asked for within the budget', () => {
    const rig = new WatchRig({ settings: { singleQueriesMax: 100 } });
    rig.reconcile();
    for (let orderId = 1; orderId <= 20; orderId += 1) {
      rig.core.send(orderId);
      rig.push({ kind: 'unknown', orderId });
    }
    rig.asked();
    rig.timer(500);
    rig.timer(100);
    expect(rig.asked().filter(({ kind }) => kind === 'query_order')).toHaveLength(5);
  });

  it('OL-06 missing from a complete book stay as they are and are asked for by themselves', () => {
    const rig = new WatchRig();
    rig.core.send(1);
    rig.push({ kind: 'accepted', orderId: 1 });
    rig.core.timeMs += 60_000;
    rig.reconcile([]);
    expect(rig.core.find(1)?.status).toBe('working');
    expect(
      rig.core.queries.some(({ kind, orderId }) => kind === 'query_order' && orderId === 1),
    ).toBe(true);
    expect(rig.watch.stats.missingOrders).toBeGreaterThan(0);
    expect(rig.core.alarms).toContain('order_missing 0');
    expect(rig.watch.isReconciled).toBe(false);
  });

  it('PP-08 that were sent after the book was asked for are not missing', () => {
    const rig = new WatchRig();
    rig.timer();
    rig.core.send(1);
    rig.watch.onSent(rig.core.find(1) ?? rig.core.send(1));
    rig.answerAll([]);
    expect(rig.watch.stats.missingOrders).toBe(0);
  });
});

describe('answers nobody waits for', () => {
  it('are counted and change nothing', () => {
    const rig = new WatchRig();
    rig.timer();
    const wrong = { queryId: 99 };
    rig.watch.onReport(rowOf({ orderId: 0, venueOrderId: 5, ...wrong }));
    rig.watch.onReport({ ...positionOf(0, 100), ...wrong });
    rig.watch.onReport({ ...positionOf(0, 100), queryId: 1 });
    for (const kind of ['book_end', 'book_failed', 'not_found'] as const) {
      rig.watch.onReport(reportOf({ kind, ...wrong }));
    }
    expect(rig.watch.stats).toMatchObject({ strayAnswers: 6, completeBooks: 0, externalOrders: 0 });
    expect(rig.core.image.log).toEqual([]);
  });
});

describe('PP-06 reconciling again', () => {
  it('changes nothing and records nothing', () => {
    const rig = new WatchRig();
    rig.core.send(1);
    const rows = [
      rowOf({ orderId: 1, venueOrderId: 901, cumulativeQuantity: 40 }),
      rowOf({ orderId: 0, venueOrderId: 9 }),
    ];
    const positions = [positionOf(0, 140), positionOf(2, -5)];
    rig.reconcile(rows, positions);
    const before = { rows: rig.core.image.log.length, applied: rig.core.applied.length };
    rig.reconcile(rows, positions);
    rig.run(300_000, () => rig.answerAll(rows, positions));
    expect({ rows: rig.core.image.log.length, applied: rig.core.applied.length }).toEqual(before);
    expect(rig.watch.isReconciled).toBe(true);
  });

  it('after a restart finds what was taken over before', () => {
    const rig = new WatchRig();
    const rows = [rowOf({ orderId: 0, venueOrderId: 9 })];
    rig.reconcile(rows, [positionOf(0, 140)]);
    const recorded = rig.core.image.log.length;
    const next = new WatchRig({ image: rig.core.image });
    expect(next.watch.isReconciled).toBe(false);
    next.reconcile(rows, [positionOf(0, 140)]);
    expect(next.core.image.log).toHaveLength(recorded);
    expect(next.core.alarms).toEqual([]);
    expect(next.watch.isReconciled).toBe(true);
  });
});

describe('before the first timer after a restart', () => {
  it('PP-08 reports and commands say what time it is', () => {
    const rig = new WatchRig();
    rig.push({ kind: 'accepted', orderId: 0, tagPrefix: 0, venueOrderId: 7, timeMs: rig.timeMs });
    expect(rig.watch.externalOrders()).toMatchObject([{ timeMs: rig.timeMs }]);
    const order = rig.core.send(1);
    rig.watch.onSent(order);
    rig.push({ kind: 'cancelled', orderId: 1 });
    rig.run(3_000, () => rig.answerAll([], [positionOf(0, 100)]));
    expect(rig.watch.stats).toMatchObject({ completeBooks: 2, differences: 0 });
    expect(rig.watch.isReconciled).toBe(false);
  });
});

describe('what an operator says', () => {
  it('claims an external order and acknowledges a difference that keeps coming back', () => {
    const rig = new WatchRig({ settings: { sameDifferenceMax: 1 } });
    rig.reconcile([rowOf({ orderId: 0, venueOrderId: 9 })]);
    expect([rig.watch.claimExternal(9), rig.watch.claimExternal(8)]).toEqual([true, false]);
    for (const quantity of [100, 0, 100]) rig.reconcile([], [positionOf(0, quantity)]);
    expect(rig.core.halts).toContain('account 0 recurring_difference');
    expect([rig.watch.acknowledgeDifference(0), rig.watch.acknowledgeDifference(0)]).toEqual([
      true,
      false,
    ]);
    rig.reconcile([], [positionOf(0, 100)]);
    expect([rig.watch.isReconciled, rig.watch.unattributedQuantity(0)]).toEqual([true, 100]);
  });
});

describe('OL-12 the external exposure of an instrument', () => {
  const order = (changes: Partial<VenueReport>) =>
    rowOf({ orderId: 0, venueOrderId: 9, ...changes });

  it('follows an order from its first sight into the position it leaves, without a gap', () => {
    const rig = new WatchRig();
    rig.reconcile();
    expect(rig.watch.takeExternalChanges()).toEqual([]);
    rig.run(60_000, () => rig.answerAll([order({})]));
    expect(rig.watch.takeExternalChanges()).toEqual([0]);
    expect(rig.watch.externalExposure(0, 1)).toMatchObject({ buyQuantity: 100, heldQuantity: 0 });
    const filled = order({ bookStatus: 'filled', cumulativeQuantity: 100 });
    const seen = new Set<number>();
    rig.run(300_000, () => {
      rig.answerAll([filled], [positionOf(0, 100)]);
      const { buyQuantity, heldQuantity } = rig.watch.externalExposure(0, 1);
      seen.add(buyQuantity + heldQuantity);
    });
    expect(Math.min(...seen)).toBe(100);
    expect(rig.watch.externalExposure(0, 1)).toMatchObject({ buyQuantity: 0, heldQuantity: 100 });
    expect(rig.watch.unattributedQuantity(0)).toBe(100);
    expect(rig.watch.takeExternalChanges()).toEqual([0]);
  });

  it('is nothing once the order was cancelled, and once the position was closed', () => {
    const rig = new WatchRig();
    rig.reconcile([order({})], [positionOf(1, 70)]);
    expect(rig.watch.externalExposure(0, 1)).toMatchObject({ buyQuantity: 100 });
    expect(rig.watch.externalExposure(1, 1)).toMatchObject({ heldQuantity: 70 });
    expect(rig.watch.takeExternalChanges()).toEqual([0, 1]);
    rig.run(300_000, () => rig.answerAll([order({ bookStatus: 'cancelled' })], []));
    expect(rig.watch.externalExposure(0, 1)).toEqual({ ...noExposure(0), timeMs: 1 });
    expect(rig.watch.externalExposure(1, 1)).toEqual({ ...noExposure(1), timeMs: 1 });
    expect(rig.watch.takeExternalChanges()).toEqual([0, 1]);
  });
});
