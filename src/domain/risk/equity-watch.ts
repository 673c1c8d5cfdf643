/** Profit and loss of the whole account, kept current tick by tick in constant time. The risk core owns one. */
import { f64At, u8At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { QuoteTable } from '../position/quote-table.ts';

export class EquityWatch {
  readonly #positions: PositionBook;
  readonly #quotes: QuoteTable;
  /** Unrealised profit as last added to the total. */
  readonly #markedPaise: Float64Array;
  readonly #isHeld: Uint8Array;
  readonly #isUnpriced: Uint8Array;
  #unrealisedPaise = 0;
  #unpriced = 0;

  constructor(positions: PositionBook, quotes: QuoteTable) {
    this.#positions = positions;
    this.#quotes = quotes;
    this.#markedPaise = new Float64Array(quotes.instrumentCount);
    this.#isHeld = new Uint8Array(quotes.instrumentCount);
    this.#isUnpriced = new Uint8Array(quotes.instrumentCount);
  }

  /** Whether some book of the instrument is open; with opposite books the net may be flat. */
  isHeld(at: InstrumentIndex): boolean {
    return u8At(this.#isHeld, at) === 1;
  }

  /** Call it after a tick of a held instrument. */
  mark(at: InstrumentIndex): void {
    const unrealisedPaise = this.#positions.unrealisedPaise(at);
    this.#unrealisedPaise += unrealisedPaise - f64At(this.#markedPaise, at);
    this.#markedPaise[at] = unrealisedPaise;
    const isUnpriced = u8At(this.#isHeld, at) === 1 && this.#quotes.lastPaise(at) <= 0 ? 1 : 0;
    this.#unpriced += isUnpriced - u8At(this.#isUnpriced, at);
    this.#isUnpriced[at] = isUnpriced;
  }

  /** Call it after every change of a position. */
  onPosition(at: InstrumentIndex): void {
    this.#isHeld[at] = this.#positions.booksOf(at).some(({ quantity }) => quantity !== 0) ? 1 : 0;
    this.mark(at);
  }

  /** After a restart, when no instrument has a price: everything held is unpriced. */
  rebuild(): void {
    for (const at of this.#positions.bookedInstruments) this.onPosition(at);
  }

  /** Held instruments that never had a price; while there is one, the profit is not known. */
  get unpriced(): number {
    return this.#unpriced;
  }

  /** Realised and unrealised, net of charges, paise. */
  get pnlPaise(): number {
    const { totalRealisedPaise, totalChargesPaise } = this.#positions;
    return totalRealisedPaise - totalChargesPaise + this.#unrealisedPaise;
  }
}
