import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { existingDay } from '../../../../src/domain/instrument/ist-date.ts';
import { OrderRegister } from '../../../../src/domain/matching/order-register.ts';
import type { VenueOrder } from '../../../../src/domain/matching/venue-order.ts';
import { EPOCHS_PER_DAY } from '../../../../src/domain/order/order-tag.ts';
import { TAG_PREFIX, venueOrderOf } from '../../../support/paper-rig.ts';

const DAY = existingDay('2026-11-19');

function registered(register: OrderRegister, changes: Partial<VenueOrder>): VenueOrder {
  const order = venueOrderOf({ venueOrderId: register.nextNumber(), ...changes });
  register.add(order);
  return order;
}

describe('the order register', () => {
  it('finds an order by its whole tag', () => {
    const register = new OrderRegister();
    register.startDay(DAY);
    const first = registered(register, { orderId: 5 });
    const second = registered(register, { orderId: 5, tagPrefix: TAG_PREFIX + 1 });
    expect(register.find(TAG_PREFIX, 5)).toBe(first);
    expect(register.find(TAG_PREFIX + 1, 5)).toBe(second);
    expect(register.find(TAG_PREFIX, 6)).toBeUndefined();
    expect(() => register.add(first)).toThrow(InvariantError);
  });

  it('OL-07 gives numbers that never repeat, over days and over a restart', () => {
    const register = new OrderRegister();
    register.startDay(DAY);
    expect([register.nextNumber(), register.nextNumber()]).toEqual([
      261_119_000_000_001, 261_119_000_000_002,
    ]);
    register.startDay(DAY + 1);
    expect(register.nextNumber()).toBe(261_120_000_000_001);
    const restarted = new OrderRegister();
    restarted.add(venueOrderOf({ venueOrderId: 261_119_000_000_040 }));
    restarted.startDay(DAY);
    expect(restarted.nextNumber()).toBe(261_119_000_000_041);
  });

  it('lists the orders of today, those that arrive while it does included', () => {
    const register = new OrderRegister();
    const old = venueOrderOf({ orderId: 1, venueOrderId: 261_118_000_000_001 });
    register.add(old);
    register.startDay(DAY);
    const first = registered(register, { orderId: 2 });
    const listed = register.today();
    expect(listed.next().value).toBe(first);
    const late = registered(register, { orderId: 3 });
    expect([...listed]).toEqual([late]);
    expect([old, first].map((order) => Math.sign(register.ageOf(order)))).toEqual([1, 0]);
    expect(register.ageOf(venueOrderOf({ venueOrderId: 261_120_000_000_001 }))).toBeLessThan(0);
  });

  it('OL-06 forgets with a new day what ended before, and no longer proves anything about it', () => {
    const register = new OrderRegister();
    register.startDay(DAY);
    registered(register, { orderId: 1, bookStatus: 'filled' });
    const live = registered(register, { orderId: 2 });
    expect(register.provesAbsence(TAG_PREFIX)).toBe(true);
    register.startDay(DAY + 1);
    expect(register.find(TAG_PREFIX, 1)).toBeUndefined();
    expect(register.find(TAG_PREFIX, 2)).toBe(live);
    expect(register.provesAbsence(TAG_PREFIX)).toBe(false);
    expect(register.provesAbsence(TAG_PREFIX + EPOCHS_PER_DAY)).toBe(true);
    live.bookStatus = 'expired';
    register.startDay(DAY + 2);
    expect(register.find(TAG_PREFIX, 2)).toBeUndefined();
  });

  it('OL-06 keeps through its first day what was restored', () => {
    const register = new OrderRegister();
    register.add(venueOrderOf({ orderId: 1, bookStatus: 'filled' }));
    register.startDay(DAY + 1);
    expect(register.find(TAG_PREFIX, 1)?.bookStatus).toBe('filled');
    expect(register.provesAbsence(TAG_PREFIX)).toBe(true);
  });
});
