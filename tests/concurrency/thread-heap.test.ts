/** The heaps that threads are given, against what a day asks of them. */
import { afterEach, describe, expect, it } from 'vitest';
import { HEAP_MB } from '../../src/threads/thread-policy.ts';
import type { OrderDayData } from './order-day.thread.ts';
import { killAll, TestThread } from './test-thread.ts';

afterEach(killAll);

/** An hour at 10,000 a minute; two and a half days at the ten a second that need no registration. */
const ORDERS = 600_000;

describe('heap of the venue thread', () => {
  it('holds the order book of a day', async () => {
    const data: OrderDayData = { orders: ORDERS };
    const thread = new TestThread('order-day', data, HEAP_MB.venue);
    expect(await thread.counts()).toEqual({ accepted: ORDERS, fill: ORDERS });
  }, 120_000);
});
