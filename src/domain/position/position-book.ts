/** Fills in, positions and profit out, in integer paise that balance exactly. The risk core owns one. */
import { assert } from '../assert.ts';
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { type Side, UNATTRIBUTED_STRATEGY } from '../order/types.ts';
import type { Book, BookChange } from './book.ts';
import { BookSet } from './book-set.ts';
import { ChargeLedger } from './charge-ledger.ts';
import { ChargeTariff, NO_SCHEDULE } from './charge-tariff.ts';
import type { QuoteTable } from './quote-table.ts';
import { POSITION_ROW } from './rows.ts';

export interface Fill {
  readonly strategyIndex: number;
  readonly orderId: number;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Units, > 0. */
  readonly quantity: number;
  /** Exact Σ quantity × price of what was filled, whole paise > 0: a fill may stand for several prices. */
  readonly valuePaise: number;
  /** Epoch milliseconds; its Indian date chooses the charges. */
  readonly timeMs: number;
}

/** The exact value of fills that were applied with an estimated one. */
export interface ValueCorrection extends Omit<Fill, 'quantity'> {
  /** What Σ quantity × price of the order's fills is more than was applied, signed paise, not 0. */
  readonly valuePaise: number;
  /** Units the order has filled in all, > 0. */
  readonly filledQuantity: number;
}

/** A correction by reconciliation: units that no order of ours explains. */
export interface Adjustment {
  readonly instrumentIndex: InstrumentIndex;
  /** Signed units to add, not 0. */
  readonly quantity: number;
  /** ≥ 0; 0 where units ended worthless. */
  readonly pricePaise: number;
  /** Not empty. */
  readonly cause: string;
  readonly timeMs: number;
}

export interface PositionBookOptions {
  /** By index; without them no charge is known. */
  readonly instruments?: readonly Instrument[];
  readonly tariff?: ChargeTariff;
  readonly record?: RecordRow;
}

const recordNothing: RecordRow = () => undefined;

/**
 * Every strategy has its own book per instrument; adjustments go to `UNATTRIBUTED_STRATEGY`. Profit is accounted per book, and the
 * account's is the sum of them; the venue's net quantity is the sum of their quantities. Always `realised + unrealised − charges =
 * equity − initial cash`, to the paisa. An instrument without a quote is marked at cost.
 */
export class PositionBook {
  readonly charges: ChargeLedger;
  readonly #quotes: QuoteTable;
  readonly #record: RecordRow;
  readonly #books: BookSet;

  /** `quotes` gives the marks. */
  constructor(quotes: QuoteTable, options: PositionBookOptions = {}) {
    const { instruments = [], record = recordNothing } = options;
    const tariff = options.tariff ?? new ChargeTariff(NO_SCHEDULE);
    this.#quotes = quotes;
    this.#record = record;
    this.#books = new BookSet(quotes.instrumentCount);
    this.charges = new ChargeLedger({ instruments, tariff, record });
  }

  applyFill(fill: Fill): void {
    const { strategyIndex, instrumentIndex, side, quantity, valuePaise, orderId, timeMs } = fill;
    assert(Number.isInteger(quantity) && quantity > 0, 'a fill has a whole quantity above 0');
    assert(Number.isSafeInteger(valuePaise) && valuePaise > 0, 'a fill has a whole value above 0');
    assert(Number.isSafeInteger(orderId) && orderId > 0, 'a fill belongs to an order of ours');
    const chargesPaise = this.charges.onFill(fill);
    this.#change(strategyIndex, instrumentIndex, {
      side,
      quantity,
      valuePaise,
      chargesPaise,
      sequence: this.sequence + 1,
      orderId,
      cause: '',
      timeMs,
    });
  }

  correctValue(correction: ValueCorrection): void {
    const { strategyIndex, instrumentIndex, valuePaise, filledQuantity } = correction;
    const { side, orderId, timeMs } = correction;
    assert(
      Number.isSafeInteger(valuePaise) && valuePaise !== 0,
      'a correction has a whole value that is not 0',
    );
    const chargesPaise = this.charges.onCorrection(correction);
    const sequence = this.sequence + 1;
    const book = this.#books.correct(strategyIndex, instrumentIndex, {
      ...{ side, valuePaise, filledQuantity, chargesPaise, sequence, orderId, timeMs },
    });
    this.#record(POSITION_ROW, book.row());
  }

  /** Without charges: what a trade of somebody else's cost is not ours to guess. */
  adjust(adjustment: Adjustment): void {
    const { instrumentIndex, quantity, pricePaise, cause, timeMs } = adjustment;
    assert(Number.isInteger(quantity) && quantity !== 0, 'PP-06 an adjustment moves whole units');
    assert(
      Number.isSafeInteger(quantity * pricePaise) && pricePaise >= 0,
      'PP-06 an adjustment has a whole price, not negative',
    );
    assert(cause !== '', 'PP-06 an adjustment has a cause');
    const units = Math.abs(quantity);
    this.#change(UNATTRIBUTED_STRATEGY, instrumentIndex, {
      side: quantity > 0 ? 1 : -1,
      quantity: units,
      valuePaise: units * pricePaise,
      chargesPaise: 0,
      sequence: this.sequence + 1,
      orderId: 0,
      cause,
      timeMs,
    });
  }

  /** Exact: everything behaves from here on as it would have where the rows were recorded. */
  restore(image: StateImage): void {
    assert(this.sequence === 0, 'positions are restored before they are used');
    for (const row of image.rows(POSITION_ROW)) this.#books.restore(row);
    this.charges.restore(image);
    this.assertBalanced();
  }

  /** Number of fills, corrections and adjustments applied so far. */
  get sequence(): number {
    return this.#books.sequence;
  }

  /** Signed units the venue should hold. */
  netQuantity(at: InstrumentIndex): number {
    return this.#books.net(at).quantity;
  }

  /** Of the books on the side of the net position, rounded to whole paise; 0 when the net is flat. */
  averagePaise(at: InstrumentIndex): number {
    return this.#books.net(at).averagePaise();
  }

  realisedPaise(at: InstrumentIndex): number {
    return this.#books.net(at).realisedPaise;
  }

  unrealisedPaise(at: InstrumentIndex): number {
    return this.#books.net(at).unrealisedPaise(this.#quotes.lastPaise(at));
  }

  /** Σ quantity × price of all fills. */
  turnoverPaise(at: InstrumentIndex): number {
    return this.#books.net(at).turnoverPaise;
  }

  chargesPaise(at: InstrumentIndex): number {
    return this.#books.net(at).chargesPaise;
  }

  fillCount(at: InstrumentIndex): number {
    return this.#books.net(at).fillCount;
  }

  /** Signed units; 0 for a book that never traded, as all of the following. */
  bookQuantity(strategyIndex: number, at: InstrumentIndex): number {
    return this.#books.find(strategyIndex, at)?.quantity ?? 0;
  }

  bookAveragePaise(strategyIndex: number, at: InstrumentIndex): number {
    return this.#books.find(strategyIndex, at)?.averagePaise() ?? 0;
  }

  bookRealisedPaise(strategyIndex: number, at: InstrumentIndex): number {
    return this.#books.find(strategyIndex, at)?.realisedPaise ?? 0;
  }

  bookUnrealisedPaise(strategyIndex: number, at: InstrumentIndex): number {
    const markPaise = this.#quotes.lastPaise(at);
    return this.#books.find(strategyIndex, at)?.unrealisedPaise(markPaise) ?? 0;
  }

  bookChargesPaise(strategyIndex: number, at: InstrumentIndex): number {
    return this.#books.find(strategyIndex, at)?.chargesPaise ?? 0;
  }

  /** Every book of the instrument that ever traded, by strategy, ascending. */
  booksOf(at: InstrumentIndex): readonly Readonly<Book>[] {
    return this.#books.net(at).books;
  }

  /** Every book of the strategy that ever traded, by instrument, ascending. */
  strategyBooks(strategyIndex: number): readonly Readonly<Book>[] {
    return this.#books.strategy(strategyIndex)?.books ?? [];
  }

  strategyRealisedPaise(strategyIndex: number): number {
    return this.#books.strategy(strategyIndex)?.realisedPaise ?? 0;
  }

  strategyChargesPaise(strategyIndex: number): number {
    return this.#books.strategy(strategyIndex)?.chargesPaise ?? 0;
  }

  strategyTurnoverPaise(strategyIndex: number): number {
    return this.#books.strategy(strategyIndex)?.turnoverPaise ?? 0;
  }

  /** One pass over the strategy's books. */
  strategyUnrealisedPaise(strategyIndex: number): number {
    let total = 0;
    for (const book of this.strategyBooks(strategyIndex)) {
      total += book.unrealisedPaise(this.#quotes.lastPaise(book.instrumentIndex));
    }
    return total;
  }

  strategyNetPnlPaise(strategyIndex: number): number {
    const realisedPaise = this.strategyRealisedPaise(strategyIndex);
    const unrealisedPaise = this.strategyUnrealisedPaise(strategyIndex);
    return realisedPaise + unrealisedPaise - this.strategyChargesPaise(strategyIndex);
  }

  /** Instruments whose net is not flat, ascending. */
  get openInstruments(): readonly InstrumentIndex[] {
    return this.#books.open.items;
  }

  /** Instruments in which some book is open, ascending: with opposite books the net may be flat. */
  get bookedInstruments(): readonly InstrumentIndex[] {
    return this.#books.booked.items;
  }

  get totalRealisedPaise(): number {
    return this.#books.realisedPaise;
  }

  get totalChargesPaise(): number {
    return this.#books.chargesPaise;
  }

  /** The following cost one pass over the open positions. */
  totalUnrealisedPaise(): number {
    let total = 0;
    for (const at of this.#books.booked.items) total += this.unrealisedPaise(at);
    return total;
  }

  /** realised + unrealised − charges. */
  netPnlPaise(): number {
    return this.#books.realisedPaise + this.totalUnrealisedPaise() - this.#books.chargesPaise;
  }

  grossExposurePaise(): number {
    let total = 0;
    for (const at of this.#books.open.items) total += Math.abs(this.#marketValuePaise(at));
    return total;
  }

  netExposurePaise(): number {
    let total = 0;
    for (const at of this.#books.open.items) total += this.#marketValuePaise(at);
    return total;
  }

  /** Equity less initial cash: cash that flowed and what the positions are worth, less charges; from sums of its own. */
  equityChangePaise(): number {
    let valuePaise = 0;
    for (const at of this.#books.booked.items) {
      const markPaise = this.#quotes.lastPaise(at);
      const net = this.#books.net(at);
      valuePaise += markPaise > 0 ? net.quantity * markPaise : net.costPaise;
    }
    return this.#books.cashPaise + valuePaise - this.#books.chargesPaise;
  }

  /** Folds every book anew and compares: one pass over all books. */
  assertBalanced(): void {
    this.#books.assertBalanced();
    this.charges.assertBalanced();
    assert(
      this.totalChargesPaise === this.charges.totalPaise,
      'PP-03 the charges of the books are those of the dates',
    );
    assert(
      this.netPnlPaise() === this.equityChangePaise(),
      'PP-03 realised + unrealised − charges is the change of equity',
    );
  }

  #marketValuePaise(at: InstrumentIndex): number {
    return this.#books.net(at).marketValuePaise(this.#quotes.lastPaise(at));
  }

  #change(strategyIndex: number, at: InstrumentIndex, change: BookChange): void {
    const book = this.#books.change(strategyIndex, at, change);
    this.#record(POSITION_ROW, book.row());
  }
}
