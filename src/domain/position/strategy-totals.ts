/** The books of one strategy added up. A position book owns one per strategy that has traded. */
import type { Side } from '../order/types.ts';
import type { Book } from './book.ts';

export class StrategyTotals {
  /** By instrument, ascending. */
  readonly books: Book[] = [];
  realisedPaise = 0;
  turnoverPaise = 0;
  chargesPaise = 0;
  fillCount = 0;

  addBook(book: Book): void {
    let at = this.books.length;
    while (at > 0 && (this.books[at - 1]?.instrumentIndex ?? -1) > book.instrumentIndex) at -= 1;
    this.books.splice(at, 0, book);
  }

  /** Before a book changes it is taken out of the sums, afterwards put in again. */
  takeOut(book: Book): void {
    this.#count(book, -1);
  }

  putIn(book: Book): void {
    this.#count(book, 1);
  }

  #count(book: Book, factor: Side): void {
    this.realisedPaise += factor * book.realisedPaise;
    this.turnoverPaise += factor * book.turnoverPaise;
    this.chargesPaise += factor * book.chargesPaise;
    this.fillCount += factor * book.fillCount;
  }
}
