import { describe, expect, it } from 'vitest';
import { venueOrdersOf, venuePositionsOf } from '../../../../src/domain/matching/venue-memory.ts';
import type { OrderStatus } from '../../../../src/domain/order/types.ts';
import { orderRow } from '../../../support/order-rows.ts';

describe('orders that a paper venue is given back', () => {
  it.each<[OrderStatus, string]>([
    ['sending', 'open'],
    ['working', 'open'],
    ['partially_filled', 'open'],
    ['pending_cancel', 'open'],
    ['pending_update', 'open'],
    ['unknown', 'open'],
    ['filled', 'filled'],
    ['cancelled', 'cancelled'],
    ['rejected', 'rejected'],
    ['expired', 'expired'],
  ])('OL-07 one that it answered for and we have as %s is %s', (status, bookStatus) => {
    const [order] = venueOrdersOf([orderRow(0, { status, venueOrderId: 9 })]);
    expect(order).toMatchObject({ bookStatus, venueOrderId: 9, quantity: 100, limitPaise: 10_000 });
  });

  it.each<OrderStatus>(['intent', 'denied', 'held', 'triggered'])(
    'one that never left us as %s is none',
    (status) => {
      expect(venueOrdersOf([orderRow(0, { status, venueOrderId: 9 })])).toEqual([]);
    },
  );

  it.each<OrderStatus>(['sending', 'unknown', 'rejected'])(
    'OL-06 one that it never answered for it never received, though we have it as %s',
    (status) => {
      expect(venueOrdersOf([orderRow(0, { status, venueOrderId: 0 })])).toEqual([]);
    },
  );

  it('a stop waits for its trigger until it was hit, and is a limit order from then on', () => {
    const stop = { role: 'stop', orderType: 'stop_limit', triggerPaise: 9_900 } as const;
    const statusOf = (changes: Parameters<typeof orderRow>[1]) =>
      venueOrdersOf([orderRow(1, { ...stop, ...changes })])[0]?.bookStatus;
    expect(statusOf({})).toBe('trigger_pending');
    expect(statusOf({ isTriggered: true })).toBe('open');
    expect(statusOf({ status: 'filled' })).toBe('filled');
  });
});

describe('positions that a paper venue is given back', () => {
  const buy = (leg: number, filled: number, valuePaise: number) =>
    orderRow(leg, { side: 1, filledQuantity: filled, filledValuePaise: valuePaise });
  const sell = (leg: number, filled: number, valuePaise: number) =>
    orderRow(leg, { side: -1, filledQuantity: filled, filledValuePaise: valuePaise });

  it('PP-01 are the sum of the fills per instrument', () => {
    const orders = [
      buy(0, 100, 1_000_000),
      sell(1, 40, 404_000),
      orderRow(2, { instrumentIndex: 3, side: -1, filledQuantity: 75, filledValuePaise: 750_000 }),
      buy(3, 0, 0),
    ];
    expect(venuePositionsOf(orders)).toEqual([
      { instrumentIndex: 0, quantity: 60, costPaise: 596_000 },
      { instrumentIndex: 3, quantity: -75, costPaise: -750_000 },
    ]);
  });

  it('leave out what is flat, and corrections of ours, which are not fills of the venue', () => {
    expect(venuePositionsOf([buy(0, 100, 1_000_000), sell(1, 100, 900_000)])).toEqual([]);
    const correction = orderRow(2, { role: 'adjustment', filledQuantity: 5, filledValuePaise: 5 });
    expect(venuePositionsOf([correction])).toEqual([]);
  });

  it('have a cost of their own sign, whatever profit was taken', () => {
    expect(venuePositionsOf([buy(0, 100, 100_000), sell(1, 99, 9_900_000)])).toEqual([
      { instrumentIndex: 0, quantity: 1, costPaise: 0 },
    ]);
    const [short] = venuePositionsOf([sell(0, 100, 100_000), buy(1, 99, 9_900_000)]);
    expect(short?.quantity).toBe(-1);
    expect((short?.costPaise ?? 1) <= 0).toBe(true);
  });
});
