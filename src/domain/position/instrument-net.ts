/** The books of one instrument added up: what the venue should hold for the account. A position book owns one per instrument. */
import { assert } from '../assert.ts';
import type { Side } from '../order/types.ts';
import type { Book } from './book.ts';

/**
 * Books are the authority: profit and cost of the account are the sums over the books. Where one strategy is long and another short, the
 * net quantity is less than either, or 0, while both books are open and earn.
 */
export class InstrumentNet {
  /** By strategy, ascending. */
  readonly books: Book[] = [];
  /** Σ signed units of all fills and adjustments. */
  quantity = 0;
  realisedPaise = 0;
  turnoverPaise = 0;
  chargesPaise = 0;
  fillCount = 0;
  openBooks = 0;
  /** Long and short books apart; quantities and costs are positive in both. */
  #longQuantity = 0;
  #longCostPaise = 0;
  #shortQuantity = 0;
  #shortCostPaise = 0;

  addBook(book: Book): void {
    let at = this.books.length;
    while (at > 0 && (this.books[at - 1]?.strategyIndex ?? -1) > book.strategyIndex) at -= 1;
    this.books.splice(at, 0, book);
  }

  /** Before a book changes it is taken out of the sums, afterwards put in again. */
  takeOut(book: Book): void {
    this.#count(book, -1);
  }

  putIn(book: Book): void {
    this.#count(book, 1);
  }

  /** `signedQuantity` since the last check. */
  move(signedQuantity: number): void {
    this.quantity += signedQuantity;
    assert(
      this.quantity === this.#longQuantity - this.#shortQuantity,
      'PP-01 the net position is the sum of its books',
    );
  }

  /** Σ signed cost of the books. */
  get costPaise(): number {
    return this.#longCostPaise - this.#shortCostPaise;
  }

  /** Of the books on the side of the net position, rounded to whole paise; 0 when the net is flat. */
  averagePaise(): number {
    if (this.quantity === 0) return 0;
    return this.quantity > 0
      ? Math.round(this.#longCostPaise / this.#longQuantity)
      : Math.round(this.#shortCostPaise / this.#shortQuantity);
  }

  /** Signed value of the net position at a price in paise; at its average where the price is 0. */
  marketValuePaise(markPaise: number): number {
    if (markPaise > 0) return this.quantity * markPaise;
    const isAlone = this.#longQuantity === 0 || this.#shortQuantity === 0;
    return isAlone ? this.costPaise : this.quantity * this.averagePaise();
  }

  /** Of all books at a price in paise; 0 where there is none, which marks at cost. */
  unrealisedPaise(markPaise: number): number {
    return markPaise > 0 ? this.quantity * markPaise - this.costPaise : 0;
  }

  #count(book: Book, factor: Side): void {
    if (book.quantity > 0) {
      this.#longQuantity += factor * book.quantity;
      this.#longCostPaise += factor * book.costPaise;
    } else {
      this.#shortQuantity -= factor * book.quantity;
      this.#shortCostPaise -= factor * book.costPaise;
    }
    if (book.quantity !== 0) this.openBooks += factor;
    this.realisedPaise += factor * book.realisedPaise;
    this.turnoverPaise += factor * book.turnoverPaise;
    this.chargesPaise += factor * book.chargesPaise;
    this.fillCount += factor * book.fillCount;
  }
}
