import { describe, expect, it } from 'vitest';
import { OwnBook } from '../../../../src/domain/matching/own-book.ts';
import type { VenueOrder } from '../../../../src/domain/matching/venue-order.ts';
import type { Side } from '../../../../src/domain/order/types.ts';
import type { Tick } from '../../../../src/domain/tick/tick.ts';
import { venueOrderOf } from '../../../support/paper-rig.ts';
import { SESSION_OPEN_MS, seededRandom, tickOf } from '../../../support/tick-stream.ts';

function order(orderId: number, side: Side, limitPaise: number, quantity = 10): VenueOrder {
  return venueOrderOf({ orderId, side, limitPaise, quantity, standing: 'arriving' });
}

function stop(orderId: number, side: Side, triggerPaise: number): VenueOrder {
  return venueOrderOf({
    orderId,
    side,
    triggerPaise,
    limitPaise: triggerPaise + side * 20,
    quantity: 10,
    orderType: 'stop_limit',
    bookStatus: 'trigger_pending',
    standing: 'arriving',
  });
}

function match(book: OwnBook, tick: Partial<Tick>): string[] {
  const changes: string[] = [];
  book.match(tickOf(tick), {
    onTrigger: ({ orderId, bookStatus }) => changes.push(`${orderId}: ${bookStatus}`),
    onFill: ({ orderId }, quantity, price) => changes.push(`${orderId}: ${quantity}@${price}`),
  });
  return changes;
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
        book.match(tickOf({ bidPaise, askPaise, bidQuantity, askQuantity }), {
          onTrigger: () => expect.unreachable('nothing has a trigger'),
          onFill: (each, quantity, price) => {
            if (each.side === 1) bought += quantity;
            else sold += quantity;
            expect((each.limitPaise - price) * each.side).toBeGreaterThanOrEqual(0);
            expect(each.filledQuantity).toBeLessThanOrEqual(each.quantity);
          },
        });
        expect(bought).toBeLessThanOrEqual(askQuantity);
        expect(sold).toBeLessThanOrEqual(bidQuantity);
      }
    }
  });
});

describe('stops in the book', () => {
  it('trigger nearest first, then by arrival, and fill no better than the worst trade since', () => {
    const book = new OwnBook();
    book.add(stop(1, -1, 9_900));
    book.add(stop(2, -1, 9_950));
    book.add(stop(3, -1, 9_950));
    book.add(stop(4, 1, 10_100));
    expect(match(book, { lastPaise: 9_955 })).toEqual([]);
    expect(match(book, { lastPaise: 10_000, lowPaise: 9_945, bidPaise: 9_995 })).toEqual([
      '2: open',
      '3: open',
      '2: 10@9945',
      '3: 10@9945',
    ]);
    expect(match(book, { lastPaise: 10_000, highPaise: 10_100, askPaise: 10_005 })).toEqual([
      '4: open',
      '4: 10@10100',
    ]);
    expect(book.orders().map(({ orderId }) => orderId)).toEqual([1]);
  });

  it('never fill beyond their limit, and rest at it when the market has gone through', () => {
    const book = new OwnBook();
    book.add(stop(1, -1, 9_950));
    expect(match(book, { lastPaise: 9_900, bidPaise: 9_895 })).toEqual(['1: open']);
    expect(match(book, { lastPaise: 9_935, bidPaise: 9_935 })).toEqual(['1: 10@9930']);
    const spiked = new OwnBook();
    spiked.add(stop(1, -1, 9_950));
    expect(match(spiked, { lastPaise: 9_960, lowPaise: 9_900, bidPaise: 9_960 })).toEqual([
      '1: open',
      '1: 10@9930',
    ]);
  });

  it('are not asked by a touch, only by trades', () => {
    const book = new OwnBook();
    book.add(stop(1, -1, 9_950));
    expect(match(book, { lastPaise: 9_960, bidPaise: 9_900, askPaise: 9_905 })).toEqual([]);
  });

  it('leave when they are removed, before and after they triggered', () => {
    const book = new OwnBook();
    const first = stop(1, -1, 9_950);
    const second = stop(2, 1, 10_050);
    book.add(first);
    book.add(second);
    book.remove(first);
    expect(book.orders()).toEqual([second]);
    match(book, { lastPaise: 10_100, askPaise: 10_105 });
    expect(second.bookStatus).toBe('open');
    book.remove(second);
    expect(book.size).toBe(0);
  });
});

describe('a tick stamped before an order took effect', () => {
  const early = { exchangeTimeMs: SESSION_OPEN_MS - 1 };

  it('neither fills nor triggers it, nor makes it rest', () => {
    const book = new OwnBook();
    book.add({ ...order(1, 1, 10_000), liveFromMs: SESSION_OPEN_MS });
    book.add({ ...stop(2, -1, 9_950), liveFromMs: SESSION_OPEN_MS });
    book.add(stop(3, -1, 9_940));
    expect(match(book, { ...early, lastPaise: 9_930, bidPaise: 0, askPaise: 9_990 })).toEqual([
      '3: open',
    ]);
    expect(match(book, { askPaise: 9_990, bidPaise: 9_000 })).toEqual(['1: 10@9990']);
  });

  it('does not fill it where the feed has no touch either', () => {
    const book = new OwnBook();
    const bare = { bidPaise: 0, askPaise: 0, lastPaise: 9_900 };
    book.add({ ...venueOrderOf(), liveFromMs: SESSION_OPEN_MS });
    match(book, { ...bare, ...early, volume: 10 });
    expect(match(book, { ...bare, ...early, volume: 20 })).toEqual([]);
    expect(match(book, { ...bare, volume: 30 })).toEqual(['1: 10@10000']);
  });
});

it('OL-04 an order keeps the exact value of its fills', () => {
  const book = new OwnBook();
  const bought = order(1, 1, 10_000, 30);
  book.add(bought);
  match(book, { askPaise: 9_985, askQuantity: 7 });
  match(book, { askPaise: 9_990, askQuantity: 11 });
  expect(bought.filledValuePaise).toBe(7 * 9_985 + 11 * 10_000);
  expect(bought.bookStatus).toBe('open');
  match(book, { askPaise: 9_990, askQuantity: 100 });
  expect(bought.filledValuePaise).toBe(7 * 9_985 + 23 * 10_000);
  expect(bought.bookStatus).toBe('filled');
});

it('the first tick that a resting order meets says nothing about trades', () => {
  const book = new OwnBook();
  book.add(venueOrderOf());
  expect(match(book, { bidPaise: 0, askPaise: 0, lastPaise: 9_900, volume: 500 })).toEqual([]);
});
