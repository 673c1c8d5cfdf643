import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { BookSet } from '../../../../src/domain/position/book-set.ts';

function change(sequence: number, side: 1 | -1, quantity: number, pricePaise: number) {
  return {
    side,
    quantity,
    valuePaise: quantity * pricePaise,
    chargesPaise: 2,
    sequence,
    orderId: sequence,
    cause: '',
    timeMs: 0,
  };
}

describe('the set of books', () => {
  it('sums books per instrument, per strategy and over the account', () => {
    const books = new BookSet(3);
    books.change(0, 2, change(1, 1, 10, 100));
    books.change(1, 2, change(2, -1, 10, 110));
    books.change(0, 1, change(3, 1, 5, 200));
    books.change(0, 2, change(4, -1, 10, 130));
    expect(books.net(2).quantity).toBe(-10);
    expect(books.strategy(0)?.realisedPaise).toBe(300);
    expect(books.strategy(1)?.realisedPaise).toBe(0);
    expect(books.strategy(2)).toBeUndefined();
    expect([books.realisedPaise, books.chargesPaise, books.sequence]).toEqual([300, 8, 4]);
    expect(books.cashPaise).toBe(-1000 + 1100 - 1000 + 1300);
    expect(books.find(0, 1)?.quantity).toBe(5);
    expect(books.find(1, 1)).toBeUndefined();
    books.assertBalanced();
  });

  it('tells open nets from open books', () => {
    const books = new BookSet(3);
    books.change(0, 2, change(1, 1, 10, 100));
    books.change(1, 2, change(2, -1, 10, 110));
    books.change(0, 0, change(3, 1, 5, 200));
    expect([books.open.items, books.booked.items]).toEqual([[0], [0, 2]]);
  });

  it('PP-05 takes changes only in sequence, and only for what the session knows', () => {
    const books = new BookSet(1);
    expect(() => books.change(0, 0, change(2, 1, 1, 100))).toThrow(InvariantError);
    expect(() => books.change(0, 1, change(1, 1, 1, 100))).toThrow(InvariantError);
    expect(() => books.change(4096, 0, change(1, 1, 1, 100))).toThrow(InvariantError);
  });

  it('restores each book once', () => {
    const books = new BookSet(1);
    const row = books.change(0, 0, change(1, 1, 3, 100)).row();
    const restored = new BookSet(1);
    restored.restore(row);
    expect(restored.net(0).quantity).toBe(3);
    expect([restored.cashPaise, restored.sequence]).toEqual([-300, 1]);
    expect(() => restored.restore(row)).toThrow(InvariantError);
  });

  it('PP-01 PP-03 PP-05 notices a book that was changed behind its back', () => {
    for (const field of ['quantity', 'costPaise', 'realisedPaise', 'chargesPaise'] as const) {
      const books = new BookSet(1);
      const book = books.change(0, 0, change(1, 1, 3, 100));
      book[field] += 1;
      expect(() => books.assertBalanced()).toThrow(InvariantError);
    }
  });
});
