import { describe, expect, it } from 'vitest';
import { OwnBook } from '../../../../src/domain/matching/own-book.ts';
import type { VenueOrder } from '../../../../src/domain/matching/venue-order.ts';
import type { Side } from '../../../../src/domain/order/types.ts';
import type { Tick } from '../../../../src/domain/tick/tick.ts';
import { seededRandom, tickOf } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

const INSTRUMENT = stock(0);

function order(orderId: number, side: Side, limitPaise: number, quantity = 10): VenueOrder {
  return {
    orderId,
    instrument: INSTRUMENT,
    side,
    quantity,
    limitPaise,
    filledQuantity: 0,
    isFresh: true,
    isDone: false,
  };
}

function match(book: OwnBook, tick: Partial<Tick>): string[] {
  const fills: string[] = [];
  book.match(tickOf(tick), ({ orderId }, quantity, price) =>
    fills.push(`${orderId}: ${quantity}@${price}`),
  );
  return fills;
}

describe('the book of our own orders', () => {
  it('fills by price, then by arrival, on both sides', () => {
    const book = new OwnBook();
    book.add(order(1, 1, 9_990));
    book.add(order(2, 1, 10_000));
    book.add(order(3, 1, 10_000));
    book.add(order(4, -1, 10_010));
    book.add(order(5, -1, 10_005));
    expect(match(book, { askPaise: 9_985, bidPaise: 9_980 })).toEqual([
      '2: 10@9985',
      '3: 10@9985',
      '1: 10@9985',
    ]);
    expect(match(book, { bidPaise: 10_020, askPaise: 10_025 })).toEqual([
      '5: 10@10005',
      '4: 10@10010',
    ]);
    expect(book.size).toBe(0);
  });

  it('forgets an order that is removed, and only that one', () => {
    const book = new OwnBook();
    const first = order(1, 1, 10_000);
    book.add(first);
    book.add(order(2, 1, 10_000));
    book.remove(first);
    book.remove(first);
    expect(book.size).toBe(1);
    expect(match(book, { askPaise: 10_000 })).toEqual(['2: 10@10000']);
  });

  it('never fills beyond the display, past a limit, or more than was ordered', () => {
    const random = seededRandom(9);
    for (let round = 0; round < 300; round += 1) {
      const book = new OwnBook();
      const orders = Array.from({ length: 6 }, (_, at) =>
        order(at, random() < 0.5 ? 1 : -1, 9_950 + 5 * Math.floor(random() * 20), 1 + at),
      );
      for (const each of orders) book.add(each);
      for (let tick = 0; tick < 10; tick += 1) {
        const bidPaise = 9_900 + 5 * Math.floor(random() * 40);
        const askPaise = bidPaise + 5 * (1 + Math.floor(random() * 3));
        const bidQuantity = Math.floor(random() * 6);
        const askQuantity = Math.floor(random() * 6);
        let bought = 0;
        let sold = 0;
        book.match(
          tickOf({ bidPaise, askPaise, bidQuantity, askQuantity }),
          (each, quantity, price) => {
            if (each.side === 1) bought += quantity;
            else sold += quantity;
            expect((each.limitPaise - price) * each.side).toBeGreaterThanOrEqual(0);
            expect(each.filledQuantity).toBeLessThanOrEqual(each.quantity);
          },
        );
        expect(bought).toBeLessThanOrEqual(askQuantity);
        expect(sold).toBeLessThanOrEqual(bidQuantity);
      }
    }
  });
});
