import { describe, expect, it } from 'vitest';
import * as limits from '../../../src/contract/limits.ts';

describe('limits', () => {
  it('are positive whole numbers', () => {
    for (const [name, value] of Object.entries(limits)) {
      expect(Number.isInteger(value) && value > 0, name).toBe(true);
    }
  });

  it('make rings of a power of two of records', () => {
    for (const capacity of [
      limits.TICK_RING_CAPACITY,
      limits.ORDER_QUEUE_CAPACITY,
      limits.ORDER_EVENT_QUEUE_CAPACITY,
    ]) {
      expect(Math.log2(capacity) % 1).toBe(0);
    }
  });

  it('keep a display reader that is half a ring behind clear of the writer during one copy', () => {
    const { TICK_RING_CAPACITY, TICK_COPY_BATCH, TICK_PUBLISH_BATCH_MAX } = limits;
    const spare = TICK_RING_CAPACITY / 2 - TICK_COPY_BATCH - 2 * TICK_PUBLISH_BATCH_MAX;
    expect(spare).toBeGreaterThanOrEqual(TICK_RING_CAPACITY / 4);
  });

  it('let a duty cycle take and cause less than a queue holds', () => {
    const { ORDER_POLL_BATCH, ORDER_OUTPUT_ROOM, ORDER_QUEUE_CAPACITY, TICK_POLL_BATCH } = limits;
    expect(ORDER_POLL_BATCH).toBeLessThanOrEqual(ORDER_QUEUE_CAPACITY / 2);
    expect(ORDER_OUTPUT_ROOM).toBeLessThanOrEqual(ORDER_QUEUE_CAPACITY / 4);
    expect(TICK_POLL_BATCH).toBeLessThanOrEqual(limits.TICK_RING_CAPACITY / 4);
    expect(limits.ORDER_EVENT_QUEUE_CAPACITY).toBeGreaterThanOrEqual(ORDER_QUEUE_CAPACITY);
  });
});
