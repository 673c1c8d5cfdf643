import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  applyFill,
  isSettled,
  newOrder,
  type Order,
  transition,
} from '../../../../src/domain/order/order.ts';

function order(): Order {
  return newOrder({
    orderId: 16,
    role: 'entry',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
}

describe('an order', () => {
  it('OL-03 OL-04 sums its fills exactly and never counts one twice', () => {
    const entry = order();
    expect(applyFill(entry, 30, 10_000)).toBe(30);
    expect(applyFill(entry, 30, 10_000)).toBe(0);
    expect(applyFill(entry, 10, 10_000)).toBe(0);
    expect(applyFill(entry, 100, 9_995)).toBe(70);
    expect(entry.filledValuePaise).toBe(30 * 10_000 + 70 * 9_995);
    expect(entry.status).toBe('filled');
  });

  it('takes the word of a venue that filled more than it was asked', () => {
    const entry = order();
    expect(applyFill(entry, 130, 10_000)).toBe(130);
    expect(entry).toMatchObject({ status: 'filled', quantity: 130, filledQuantity: 130 });
  });

  it('OC-05 is settled when it is terminal and every reported fill has arrived', () => {
    const entry = order();
    transition(entry, 'accepted_report');
    entry.reportedQuantity = 20;
    transition(entry, 'cancelled_report');
    expect(isSettled(entry)).toBe(false);
    applyFill(entry, 20, 10_000);
    expect(isSettled(entry)).toBe(true);
    expect(entry.status).toBe('cancelled');
  });

  it('is never made empty, or without a price unless it is a stop', () => {
    expect(() => newOrder({ ...order(), quantity: 0 })).toThrow(InvariantError);
    expect(() => newOrder({ ...order(), limitPaise: 0 })).toThrow(InvariantError);
    expect(newOrder({ ...order(), role: 'stop', limitPaise: 0 }).status).toBe('held');
  });
});
