import { describe, expect, it } from 'vitest';
import type { Side } from '../../../../../src/domain/order/types.ts';
import {
  netQuantity,
  openValuePaise,
  type Position,
  PositionBook,
  realisedPaise,
  unrealisedPaise,
} from '../../../../../src/venue/simulated/broker/position-book.ts';
import { stock } from '../../../../support/trading-instruments.ts';

const instrument = stock(0);

function bookOf(...trades: [side: Side, quantity: number, pricePaise: number][]): PositionBook {
  const book = new PositionBook();
  trades.forEach(([side, quantity, pricePaise], at) => {
    const valuePaise = quantity * pricePaise;
    const event = { instrument, product: 'INTRADAY', isCarried: false, timeMs: at } as const;
    book.add({ ...event, side, quantity, valuePaise });
  });
  return book;
}

function only(book: PositionBook): Position {
  const [position] = book.all();
  if (position === undefined) throw new Error('There is a position.');
  return position;
}

describe('PositionBook', () => {
  it('nets what was bought and sold, at average prices', () => {
    const position = only(bookOf([1, 100, 1000], [1, 100, 1100], [-1, 50, 1200]));
    expect(netQuantity(position)).toBe(150);
    expect(realisedPaise(position)).toBe(50 * 1200 - 50 * 1050);
    expect(openValuePaise(position)).toBe(150 * 1050);
    expect(unrealisedPaise(position, 1000)).toBe(-150 * 50);
    expect(unrealisedPaise(position, 0)).toBe(0);
  });

  it('knows short positions', () => {
    const position = only(bookOf([-1, 10, 500]));
    expect(netQuantity(position)).toBe(-10);
    expect(unrealisedPaise(position, 450)).toBe(500);
  });

  it('takes part of a position into another product at its average price', () => {
    const book = bookOf([1, 100, 1000]);
    expect(book.convert(only(book), 'DELIVERY', { quantity: 101, timeMs: 5 })).toBe(false);
    expect(book.convert(only(book), 'DELIVERY', { quantity: 40, timeMs: 5 })).toBe(true);
    expect(book.all().map((entry) => [entry.product, netQuantity(entry)])).toEqual([
      ['INTRADAY', 60],
      ['DELIVERY', 40],
    ]);
    expect(book.get(0, 'DELIVERY')?.buy.valuePaise).toBe(40_000);
  });

  it('F26 shows positions as they were at an earlier time', () => {
    const book = bookOf([1, 100, 1000], [-1, 100, 1100]);
    expect(book.at(0).map(netQuantity)).toEqual([100]);
    expect(book.at(1).map(netQuantity)).toEqual([0]);
    expect(book.at(-1)).toEqual([]);
  });
});
