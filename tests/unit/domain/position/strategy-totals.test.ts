import { describe, expect, it } from 'vitest';
import { Book } from '../../../../src/domain/position/book.ts';
import { StrategyTotals } from '../../../../src/domain/position/strategy-totals.ts';

function tradedBook(instrumentIndex: number, realisedPaise: number): Book {
  return Book.ofRow({
    sequence: 1,
    strategyIndex: 3,
    instrumentIndex,
    quantity: 0,
    costPaise: 0,
    realisedPaise,
    turnoverPaise: 1000,
    chargesPaise: 7,
    fillCount: 2,
    orderId: 1,
    cause: '',
    timeMs: 0,
  });
}

describe('the totals of a strategy', () => {
  it('keep its books by instrument and follow their changes', () => {
    const totals = new StrategyTotals();
    const books = [tradedBook(4, 50), tradedBook(1, -20), tradedBook(2, 5)];
    for (const book of books) {
      totals.addBook(book);
      totals.putIn(book);
    }
    expect(totals.books.map(({ instrumentIndex }) => instrumentIndex)).toEqual([1, 2, 4]);
    expect(totals).toMatchObject({ realisedPaise: 35, turnoverPaise: 3000, chargesPaise: 21 });
    const [first] = books;
    if (first === undefined) throw new Error('no book');
    totals.takeOut(first);
    first.realisedPaise = 60;
    totals.putIn(first);
    expect([totals.realisedPaise, totals.fillCount]).toEqual([45, 6]);
  });
});
