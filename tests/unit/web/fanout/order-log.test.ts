import { describe, expect, it } from 'vitest';
import { OrderLog } from '../../../../src/web/fanout/order-log.ts';
import { orderEvent } from '../../../support/fake-fanout-source.ts';

const sequences = (events: readonly { sequence: number }[] | undefined): number[] | undefined =>
  events?.map(({ sequence }) => sequence);

describe('OrderLog', () => {
  it('gives the events after a sequence as long as all of them are held', () => {
    const log = new OrderLog(3);
    expect(log.after(0)).toEqual([]);
    for (let sequence = 1; sequence <= 20; sequence++) log.append(orderEvent(sequence));
    expect(sequences(log.after(20))).toEqual([]);
    expect(sequences(log.after(18))).toEqual([19, 20]);
    expect(sequences(log.after(17))).toEqual([18, 19, 20]);
    expect(log.after(16)).toBeUndefined();
    expect(log.after(21)).toBeUndefined();
    expect(log.heldEvents).toBe(3);
  });

  it('ignores an event it has already', () => {
    const log = new OrderLog(10);
    expect([1, 2, 2, 1, 3].map((sequence) => log.append(orderEvent(sequence)))).toEqual([
      'appended',
      'appended',
      'duplicate',
      'duplicate',
      'appended',
    ]);
    expect(sequences(log.after(0))).toEqual([1, 2, 3]);
  });

  it('starts anew after a gap, so that nothing is resumed across it', () => {
    const log = new OrderLog(10);
    for (const sequence of [1, 2, 5, 6]) log.append(orderEvent(sequence));
    expect(log.after(2)).toBeUndefined();
    expect(sequences(log.after(4))).toEqual([5, 6]);
  });

  it('may begin at any sequence', () => {
    const log = new OrderLog(10);
    expect(log.append(orderEvent(500))).toBe('appended');
    expect(log.after(498)).toBeUndefined();
    expect(sequences(log.after(499))).toEqual([500]);
  });

  it('shows open orders in a snapshot however old they are, and closed ones only while recent', () => {
    const log = new OrderLog(1000);
    log.append(orderEvent(1, { orderId: 'stop', status: 'sending' }));
    log.append(orderEvent(2, { orderId: 'stop', status: 'held' }));
    log.append(orderEvent(3, { orderId: 'done', status: 'working' }));
    log.append(orderEvent(4, { orderId: 'done', status: 'filled' }));
    for (let sequence = 5; sequence <= 300; sequence++) log.append(orderEvent(sequence));
    const snapshot = sequences(log.snapshot());
    expect(snapshot?.[0]).toBe(2);
    expect(snapshot?.slice(1)).toEqual(Array.from({ length: 200 }, (_, i) => 101 + i));
  });

  it.each(['filled', 'cancelled', 'rejected', 'expired', 'denied', 'triggered'])(
    'lets go of an order that is %s, and holds one whose outcome is unknown',
    (status) => {
      const log = new OrderLog(1000);
      log.append(orderEvent(1, { orderId: 'unsure', status: 'unknown' }));
      log.append(orderEvent(2, { orderId: 'over', status: 'working' }));
      log.append(orderEvent(3, { orderId: 'over', status }));
      for (let sequence = 4; sequence <= 300; sequence++) log.append(orderEvent(sequence));
      expect(sequences(log.snapshot())?.slice(0, 2)).toEqual([1, 101]);
    },
  );
});
