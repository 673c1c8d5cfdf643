/** All books with their sums per instrument, per strategy and over the account; it knows no prices. A position book owns one. */
import { assert } from '../assert.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { MAX_STRATEGIES } from '../order/types.ts';
import { Book, type BookChange, type BookCorrection } from './book.ts';
import { IndexSet } from './index-set.ts';
import { InstrumentNet } from './instrument-net.ts';
import type { PositionRow } from './rows.ts';
import { StrategyTotals } from './strategy-totals.ts';

export class BookSet {
  /** Instruments whose net is not flat. */
  readonly open = new IndexSet();
  /** Instruments in which some book is open. */
  readonly booked = new IndexSet();
  sequence = 0;
  realisedPaise = 0;
  chargesPaise = 0;
  /** Σ sales − Σ purchases, before charges. */
  cashPaise = 0;
  readonly #nets: readonly InstrumentNet[];
  readonly #books = new Map<number, Book>();
  readonly #strategies = new Map<number, StrategyTotals>();

  constructor(instrumentCount: number) {
    this.#nets = Array.from({ length: instrumentCount }, () => new InstrumentNet());
  }

  net(at: InstrumentIndex): InstrumentNet {
    const net = this.#nets[at];
    assert(net !== undefined, 'a position is in an instrument of the session');
    return net;
  }

  strategy(strategyIndex: number): StrategyTotals | undefined {
    return this.#strategies.get(strategyIndex);
  }

  find(strategyIndex: number, at: InstrumentIndex): Book | undefined {
    return this.#books.get(this.#keyOf(strategyIndex, at));
  }

  /** The changed book. */
  change(strategyIndex: number, at: InstrumentIndex, change: BookChange): Book {
    const book = this.find(strategyIndex, at) ?? this.#add(new Book(strategyIndex, at));
    assert(change.sequence === this.sequence + 1, 'PP-05 every change takes the next sequence');
    this.#takeOut(book);
    book.apply(change);
    this.#putIn(book, change.side * change.quantity);
    this.sequence = change.sequence;
    return book;
  }

  /** The corrected book, which has traded. */
  correct(strategyIndex: number, at: InstrumentIndex, correction: BookCorrection): Book {
    const book = this.find(strategyIndex, at);
    assert(book !== undefined, 'a correction is of a book that has traded');
    assert(correction.sequence === this.sequence + 1, 'PP-05 every change takes the next sequence');
    this.#takeOut(book);
    book.correct(correction);
    this.#putIn(book, 0);
    this.sequence = correction.sequence;
    return book;
  }

  restore(row: PositionRow): void {
    assert(
      this.find(row.strategyIndex, row.instrumentIndex) === undefined,
      'a book is restored once',
    );
    const book = this.#add(Book.ofRow(row));
    this.#putIn(book, book.quantity);
    this.sequence = Math.max(this.sequence, row.sequence);
  }

  /** Folds every book anew and compares. */
  assertBalanced(): void {
    let realisedPaise = 0;
    let chargesPaise = 0;
    for (const net of this.#nets) {
      let quantity = 0;
      let costPaise = 0;
      for (const book of net.books) {
        quantity += book.quantity;
        costPaise += book.costPaise;
        realisedPaise += book.realisedPaise;
        chargesPaise += book.chargesPaise;
      }
      assert(net.quantity === quantity, 'PP-01 the net position is the sum of its books');
      assert(net.costPaise === costPaise, 'PP-03 the cost of the net is the cost of its books');
    }
    assert(
      realisedPaise === this.realisedPaise && chargesPaise === this.chargesPaise,
      'PP-05 realised profit and charges of the account are those of its books',
    );
  }

  #add(book: Book): Book {
    const { strategyIndex, instrumentIndex } = book;
    assert(
      Number.isInteger(strategyIndex) && strategyIndex >= 0 && strategyIndex < MAX_STRATEGIES,
      'a book belongs to a strategy index',
    );
    this.net(instrumentIndex).addBook(book);
    let totals = this.#strategies.get(strategyIndex);
    if (totals === undefined) {
      totals = new StrategyTotals();
      this.#strategies.set(strategyIndex, totals);
    }
    totals.addBook(book);
    this.#books.set(this.#keyOf(strategyIndex, instrumentIndex), book);
    return book;
  }

  #takeOut(book: Book): void {
    this.net(book.instrumentIndex).takeOut(book);
    this.strategy(book.strategyIndex)?.takeOut(book);
    this.#count(book, -1);
  }

  #putIn(book: Book, signedQuantity: number): void {
    const at = book.instrumentIndex;
    const net = this.net(at);
    net.putIn(book);
    net.move(signedQuantity);
    this.strategy(book.strategyIndex)?.putIn(book);
    this.#count(book, 1);
    this.open.set(at, net.quantity !== 0);
    this.booked.set(at, net.openBooks > 0);
  }

  #count(book: Book, factor: 1 | -1): void {
    this.realisedPaise += factor * book.realisedPaise;
    this.chargesPaise += factor * book.chargesPaise;
    this.cashPaise += factor * (book.realisedPaise - book.costPaise);
  }

  #keyOf(strategyIndex: number, at: InstrumentIndex): number {
    return strategyIndex * this.#nets.length + at;
  }
}
