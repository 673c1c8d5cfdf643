import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  applyFill,
  correctValue,
  isAtVenue,
  isLive,
  isSettled,
  leavesOf,
  newOrder,
  type Order,
  transition,
} from '../../../../src/domain/order/order.ts';

/** An order that is at the venue. */
function order(): Order {
  const fresh = newOrder({
    orderId: 64 * 3 + 1,
    role: 'entry',
    slot: 0,
    tagPrefix: 1,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
  transition(fresh, 'sent');
  fresh.sentAtMs = 1;
  return fresh;
}

function fill(cumulativeQuantity: number, fillQuantity: number, fillPaise: number) {
  return { cumulativeQuantity, fillQuantity, fillPaise, cumulativeValuePaise: 0 };
}

describe('an order', () => {
  it('OL-03 OL-04 sums its fills exactly and never counts one twice', () => {
    const entry = order();
    expect(applyFill(entry, fill(30, 30, 10_000))).toBe(30);
    expect(applyFill(entry, fill(30, 30, 10_000))).toBe(0);
    expect(applyFill(entry, fill(10, 10, 10_000))).toBe(0);
    expect(applyFill(entry, fill(100, 70, 9_995))).toBe(70);
    expect(entry.filledValuePaise).toBe(30 * 10_000 + 70 * 9_995);
    expect(entry.isValueExact).toBe(true);
    expect(entry.status).toBe('filled');
  });

  it('OL-04 prices what an overtaken report hides by its own price until the venue names the value', () => {
    const entry = order();
    applyFill(entry, fill(50, 10, 10_000));
    expect(entry).toMatchObject({ filledValuePaise: 500_000, isValueExact: false });
    const told = { ...fill(50, 10, 10_000), cumulativeValuePaise: 500_200 };
    expect(correctValue(entry, { ...told, cumulativeQuantity: 40 })).toBe(0);
    expect(correctValue(entry, told)).toBe(200);
    expect(correctValue(entry, told)).toBe(0);
    expect(entry.filledValuePaise).toBe(500_200);
  });

  it('OL-04 takes the value the venue names for all fills', () => {
    const entry = order();
    applyFill(entry, fill(50, 10, 10_000));
    applyFill(entry, { ...fill(60, 10, 10_000), cumulativeValuePaise: 600_900 });
    expect(entry).toMatchObject({ filledValuePaise: 600_900, isValueExact: true });
  });

  it('OL-02 has leaves until it is over', () => {
    const entry = order();
    expect(leavesOf(entry)).toBe(100);
    applyFill(entry, fill(30, 30, 10_000));
    expect(leavesOf(entry)).toBe(70);
    transition(entry, 'expired_report');
    expect(leavesOf(entry)).toBe(0);
    expect(isAtVenue(entry)).toBe(false);
  });

  it('takes the word of a venue that filled more than it was asked', () => {
    const entry = order();
    expect(applyFill(entry, fill(130, 130, 10_000))).toBe(130);
    expect(entry).toMatchObject({ status: 'filled', quantity: 130, filledQuantity: 130 });
  });

  it('OC-05 is settled when it is terminal and every reported fill has arrived', () => {
    const entry = order();
    transition(entry, 'accepted_report');
    entry.reportedQuantity = 20;
    transition(entry, 'cancelled_report');
    expect(isLive(entry)).toBe(false);
    expect(isSettled(entry)).toBe(false);
    applyFill(entry, fill(20, 20, 10_000));
    expect(isSettled(entry)).toBe(true);
    expect(entry.status).toBe('cancelled');
  });

  it('is never made empty, and never filled for nothing', () => {
    expect(() => newOrder({ ...order(), quantity: 0 })).toThrow(InvariantError);
    expect(() => applyFill(order(), fill(10, 10, 0))).toThrow(InvariantError);
  });
});
