import { describe, expect, it } from 'vitest';
import { OrderLedger } from '../../../../native-free-bench/recovery/order-ledger.ts';
import { orderEventView } from '../../../support/order-event-view.ts';

describe('a ledger of what a client was shown', () => {
  it('keeps the furthest state of every order, whatever is repeated', () => {
    const ledger = new OrderLedger();
    const filled = { sequence: 2, status: 'partially_filled', filledQuantity: 7, fillQuantity: 7 };
    for (const changes of [{ sequence: 1 }, filled, { sequence: 1 }]) {
      ledger.take(orderEventView(changes));
    }
    expect([...ledger.orders.values()]).toMatchObject([
      { status: 'partially_filled', filledQuantity: 7, side: 1 },
    ]);
    expect(ledger.eventCount).toBe(2);
    expect(ledger.fillCount).toBe(1);
    expect(ledger.conflicts).toEqual([]);
  });

  it('names a sequence that was given to another event', () => {
    const ledger = new OrderLedger();
    ledger.take(orderEventView({ sequence: 5, status: 'working' }));
    ledger.take(orderEventView({ sequence: 5, status: 'filled' }));
    expect(ledger.conflicts).toHaveLength(1);
    expect(ledger.conflicts[0]).toContain('event 5');
  });
});
