import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import type { Side } from '../../../../src/domain/order/types.ts';
import { Book } from '../../../../src/domain/position/book.ts';

function bookOf() {
  const book = new Book(2, 5);
  let sequence = 0;
  const change = (side: Side, quantity: number, valuePaise: number, chargesPaise = 0) => {
    sequence += 1;
    const cause = chargesPaise === 0 ? 'external_trade' : '';
    book.apply({
      side,
      quantity,
      valuePaise,
      chargesPaise,
      sequence,
      orderId: 70 + sequence,
      cause,
      timeMs: 9,
    });
  };
  return { book, change };
}

describe('a book', () => {
  it('averages its purchases and realises on the part that is sold', () => {
    const { book, change } = bookOf();
    change(1, 100, 100 * 10_000);
    change(1, 50, 50 * 10_300);
    expect([book.quantity, book.averagePaise()]).toEqual([150, 10_100]);
    change(-1, 60, 60 * 10_500);
    expect([book.realisedPaise, book.averagePaise()]).toEqual([60 * 400, 10_100]);
    expect(book.unrealisedPaise(10_000)).toBe(-90 * 100);
    expect(book.turnoverPaise).toBe(100 * 10_000 + 50 * 10_300 + 60 * 10_500);
    expect(book.fillCount).toBe(3);
  });

  it('is marked at cost where there is no price', () => {
    const { book, change } = bookOf();
    change(-1, 10, 100_000);
    expect(book.unrealisedPaise(0)).toBe(0);
    expect(book.unrealisedPaise(9_000)).toBe(10_000);
  });

  it('PP-04 a fill through zero realises on the closed part and costs what the rest cost', () => {
    const { book, change } = bookOf();
    change(1, 100, 100 * 10_000);
    change(-1, 250, 250 * 10_100);
    expect(book.realisedPaise).toBe(10_000);
    expect([book.quantity, book.averagePaise()]).toEqual([-150, 10_100]);
  });

  it('PP-03 loses no paisa of a value that is no multiple of its quantity', () => {
    const { book, change } = bookOf();
    change(1, 3, 30_001);
    change(-1, 7, 70_003);
    change(1, 4, 39_999);
    expect(book.quantity).toBe(0);
    expect(book.costPaise).toBe(0);
    expect(book.realisedPaise).toBe(70_003 - 30_001 - 39_999);
  });

  it('shares a cost exactly among more units than a product of doubles could', () => {
    const { book, change } = bookOf();
    const quantity = 2 ** 30 + 1;
    const valuePaise = 9_000_000_000_000_001 - 2 ** 52;
    change(1, quantity, valuePaise);
    const sold = 2 ** 29 + 7;
    change(-1, sold, sold);
    const costSold = (BigInt(valuePaise) * BigInt(sold)) / BigInt(quantity);
    expect(BigInt(book.realisedPaise)).toBe(BigInt(sold) - costSold);
  });

  it('PP-03 takes a better value into the cost of what is held and the profit of what is gone', () => {
    const { book, change } = bookOf();
    change(1, 100, 1_000_000);
    change(-1, 60, 660_000);
    const correction = { side: 1 as const, filledQuantity: 100, orderId: 71, timeMs: 10 };
    book.correct({ ...correction, valuePaise: 1_000, chargesPaise: -3, sequence: 3 });
    expect(book).toMatchObject({ quantity: 40, costPaise: 400_400, realisedPaise: 59_400 });
    expect(book).toMatchObject({ turnoverPaise: 1_661_000, chargesPaise: -3, fillCount: 2 });
    // Of the sale nothing is held: all of it is profit.
    book.correct({
      ...{ ...correction, side: -1, filledQuantity: 60, valuePaise: 500 },
      ...{ chargesPaise: 0, sequence: 4 },
    });
    expect(book).toMatchObject({ costPaise: 400_400, realisedPaise: 59_900 });
  });

  it('never lets a correction make the cost of what is held negative', () => {
    const { book, change } = bookOf();
    change(1, 100, 1_000_000);
    change(-1, 50, 500_000);
    change(1, 50, 5);
    const correction = { filledQuantity: 100, orderId: 71, timeMs: 10, chargesPaise: 0 };
    book.correct({ ...correction, side: 1, valuePaise: -900_000, sequence: 4 });
    expect(book).toMatchObject({ quantity: 100, costPaise: 0, realisedPaise: 399_995 });
  });

  it('PP-05 refuses a change that is not newer than its last', () => {
    const { book, change } = bookOf();
    change(1, 1, 100);
    const again = {
      side: 1 as const,
      quantity: 1,
      valuePaise: 1,
      chargesPaise: 0,
      sequence: 1,
      orderId: 1,
      cause: '',
      timeMs: 0,
    };
    expect(() => book.apply(again)).toThrow(InvariantError);
    expect(book.quantity).toBe(1);
  });

  it('comes back from its row as it was', () => {
    const { book, change } = bookOf();
    change(1, 30, 300_011, 12);
    change(-1, 11, 111_000, 5);
    const copy = Book.ofRow(book.row());
    expect(copy.row()).toEqual(book.row());
    expect(book.row()).toMatchObject({ orderId: 72, cause: '', timeMs: 9, chargesPaise: 17 });
    const next = {
      side: -1 as const,
      quantity: 40,
      valuePaise: 400_003,
      chargesPaise: 0,
      sequence: 3,
      orderId: 0,
      cause: 'external_trade',
      timeMs: 10,
    };
    copy.apply(next);
    book.apply(next);
    expect(copy.row()).toEqual(book.row());
  });
});
