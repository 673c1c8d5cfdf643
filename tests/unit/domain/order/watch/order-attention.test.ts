import { describe, expect, it } from 'vitest';
import { OrderAttention } from '../../../../../src/domain/order/watch/order-attention.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../../../../src/domain/order/watch/watch-settings.ts';
import { reportOf } from '../../../../support/order-rig.ts';
import { FakeOrderCore, TAG_PREFIX } from '../../../../support/watch-rig.ts';

class Rig {
  readonly core = new FakeOrderCore(2);
  readonly attention = new OrderAttention(this.core, DEFAULT_WATCH_SETTINGS);
  readonly startMs = this.core.timeMs;

  /** The orders to ask for at `afterMs` since the start; they are asked for. */
  dueAt(afterMs: number): number[] {
    const nowMs = this.startMs + afterMs;
    const due = this.attention.review(nowMs);
    for (const orderId of due) this.attention.asked(orderId, nowMs + orderId, nowMs);
    return due;
  }

  report(kind: 'accepted' | 'unknown' | 'cancelled', orderId = 1): void {
    this.core.take(reportOf({ kind, orderId, tagPrefix: TAG_PREFIX, quantity: 100 }));
  }
}

describe('an order that was sent', () => {
  it('F5 is asked for when its answer is more than 3 s late, and every 5 s from then on', () => {
    const rig = new Rig();
    rig.core.send(1);
    const asked: number[] = [];
    for (let afterMs = 0; afterMs <= 14_000; afterMs += 500) {
      if (rig.dueAt(afterMs).length > 0) asked.push(afterMs);
    }
    expect(asked).toEqual([3_000, 8_000, 13_000]);
    rig.report('accepted');
    expect(rig.dueAt(20_000)).toEqual([]);
  });

  it('OL-09 is asked for at once when its outcome is unknown, and again every 5 s', () => {
    const rig = new Rig();
    rig.core.send(1);
    rig.report('unknown');
    expect(rig.dueAt(100)).toEqual([1]);
    expect(rig.dueAt(5_099)).toEqual([]);
    expect(rig.dueAt(5_100)).toEqual([1]);
    expect(rig.attention.abandoned).toBe(1);
  });

  it('OL-09 halts its instrument after 15 s and the account after 60 s, once', () => {
    const rig = new Rig();
    rig.core.send(1, { instrumentIndex: 1 });
    rig.report('unknown');
    rig.dueAt(15_000);
    expect(rig.core.halts).toEqual([]);
    for (const afterMs of [15_001, 30_000, 60_000]) rig.dueAt(afterMs);
    expect(rig.core.halts).toEqual(['instrument 1 unknown_order']);
    for (const afterMs of [60_001, 90_000]) rig.dueAt(afterMs);
    expect(rig.core.halts).toEqual(['instrument 1 unknown_order', 'account 0 unknown_order']);
    expect(rig.core.alarms).toEqual(['unknown_order 1']);
  });

  it('is stuck when a cancel has no effect for 15 s, however often it was repeated', () => {
    const rig = new Rig();
    const order = rig.core.send(1);
    rig.report('accepted');
    rig.core.cancel(order);
    expect(rig.dueAt(2_999)).toEqual([]);
    expect(rig.dueAt(3_000)).toEqual([1]);
    order.askedAtMs = rig.startMs + 10_000;
    rig.dueAt(14_999);
    expect(rig.attention.stuck).toBe(0);
    rig.dueAt(15_000);
    rig.dueAt(40_000);
    expect(rig.core.alarms).toEqual(['stuck_cancel 0']);
    expect(rig.core.halts).toEqual([]);
  });

  it('is asked for in the order of the last question, and forgotten when it is over', () => {
    const rig = new Rig();
    for (const orderId of [1, 2, 3]) {
      rig.core.send(orderId);
      rig.report('unknown', orderId);
    }
    rig.attention.review(rig.startMs);
    rig.attention.asked(1, 50, rig.startMs);
    expect(rig.attention.review(rig.startMs + 5_000)).toEqual([2, 3, 1]);
    rig.report('cancelled', 2);
    expect(rig.attention.review(rig.startMs + 5_000)).toEqual([3, 1]);
  });
});

describe('a query for one order', () => {
  it('is answered once, and not after it was given up or its order is over', () => {
    const rig = new Rig();
    rig.core.send(1);
    rig.report('unknown');
    rig.attention.review(rig.startMs);
    rig.attention.asked(1, 50, rig.startMs);
    expect(rig.attention.answered(50)).toBe(rig.startMs);
    expect(rig.attention.answered(50)).toBeUndefined();
    rig.attention.asked(1, 51, rig.startMs);
    rig.attention.review(rig.startMs + 4_000);
    expect(rig.attention.answered(51)).toBeUndefined();
    rig.attention.asked(1, 52, rig.startMs);
    rig.report('cancelled');
    rig.attention.review(rig.startMs + 4_100);
    expect(rig.attention.answered(52)).toBeUndefined();
    expect(rig.attention.abandoned).toBe(1);
  });
});

describe('an order that a complete book does not have', () => {
  it('OL-06 stays as it is, is asked for, and is announced at the second book', () => {
    const rig = new Rig();
    const order = rig.core.send(1);
    rig.report('accepted');
    rig.attention.review(rig.startMs);
    rig.attention.missed(order);
    expect(rig.core.alarms).toEqual([]);
    expect([order.status, rig.attention.isSettled()]).toEqual(['working', false]);
    expect(rig.dueAt(1_000)).toEqual([1]);
    rig.attention.missed(order);
    rig.attention.missed(order);
    expect(rig.core.alarms).toEqual(['order_missing 0']);
    rig.attention.found(1);
    expect(rig.attention.isSettled()).toBe(true);
    expect(rig.dueAt(10_000)).toEqual([]);
  });
});

describe('what is settled', () => {
  it('is an instrument without anything unanswered', () => {
    const rig = new Rig();
    const order = rig.core.send(1, { instrumentIndex: 1 });
    expect([
      rig.attention.isSettled(),
      rig.attention.isSettled(0),
      rig.attention.isSettled(1),
    ]).toEqual([false, true, false]);
    rig.report('accepted');
    expect(rig.attention.isSettled()).toBe(true);
    rig.core.cancel(order);
    expect(rig.attention.isSettled(1)).toBe(false);
  });
});

describe('an order that the venue has otherwise than we know it', () => {
  it('is announced, asked for, and the venue believed the second time', () => {
    const rig = new Rig();
    const order = rig.core.send(1);
    rig.report('accepted');
    rig.core.timeMs += 60_000;
    expect(rig.attention.review(rig.core.timeMs)).toEqual([]);
    expect(rig.attention.isChangeProven(order)).toBe(false);
    expect(rig.core.alarms).toEqual(['order_changed_elsewhere 0']);
    expect(rig.attention.review(rig.core.timeMs)).toEqual([1]);
    expect(rig.attention.isChangeProven(order)).toBe(true);
    rig.core.timeMs += 60_000;
    expect(rig.attention.review(rig.core.timeMs)).toEqual([]);
  });

  it('is as we know it once a row says so', () => {
    const rig = new Rig();
    const order = rig.core.send(1);
    expect(rig.attention.isChangeProven(order)).toBe(false);
    rig.attention.unchanged(1);
    expect(rig.attention.isChangeProven(order)).toBe(false);
  });

  it('PP-09 is taken over a bounded number of times', () => {
    const rig = new Rig();
    const order = rig.core.send(1);
    rig.report('accepted');
    const answers = Array.from({ length: 20 }, () => rig.attention.isChangeProven(order));
    expect(answers.filter((isProven) => isProven)).toHaveLength(
      DEFAULT_WATCH_SETTINGS.sameDifferenceMax,
    );
  });
});
