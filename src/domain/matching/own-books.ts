/** Our own orders at the paper venue, one book per instrument; made when its first order rests. */
import { assert } from '../assert.ts';
import { i32At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import type { Tick } from '../tick/tick.ts';
import { type BookListener, OwnBook } from './own-book.ts';
import type { VenueOrder } from './venue-order.ts';

export class OwnBooks {
  readonly #books: (OwnBook | undefined)[];
  /** Orders per book; what a tick looks at first. */
  readonly #resting: Int32Array;

  constructor(instrumentCount: number) {
    this.#books = new Array(instrumentCount).fill(undefined);
    this.#resting = new Int32Array(instrumentCount);
  }

  isEmpty(at: InstrumentIndex): boolean {
    return i32At(this.#resting, at) === 0;
  }

  /** A copy; see `OwnBook.orders`. */
  orders(at: InstrumentIndex): VenueOrder[] {
    return this.#books[at]?.orders() ?? [];
  }

  add(order: VenueOrder): void {
    const at = order.instrument.index;
    let book = this.#books[at];
    if (book === undefined) {
      book = new OwnBook();
      this.#books[at] = book;
    }
    book.add(order);
    this.#resting[at] = book.size;
  }

  /** The order must have the status, the limit and the trigger with which it was added. */
  remove(order: VenueOrder): void {
    const at = order.instrument.index;
    const book = this.#books[at];
    assert(book !== undefined, 'an order that leaves was resting');
    book.remove(order);
    this.#resting[at] = book.size;
  }

  /** Only for an instrument whose book is not empty. */
  match(tick: Tick, listener: BookListener): void {
    const at = tick.instrumentIndex;
    const book = this.#books[at];
    assert(book !== undefined, 'a tick is matched where something rests');
    book.match(tick, listener);
    this.#resting[at] = book.size;
  }
}
