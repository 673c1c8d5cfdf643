/** The last quote of every instrument: what marks, collars and limit prices are made from. One per core that needs it. */
import { f64At } from '../cells.ts';
import type { Tick } from '../tick/tick.ts';

/** Eight cells, one cache line, per instrument. */
const CELLS_PER_INSTRUMENT = 8;
const LAST = 0;
const BID = 1;
const ASK = 2;
const TIME_MS = 3;

export class QuoteTable {
  readonly instrumentCount: number;
  readonly #cells: Float64Array;

  constructor(instrumentCount: number) {
    this.instrumentCount = instrumentCount;
    this.#cells = new Float64Array(instrumentCount * CELLS_PER_INSTRUMENT);
  }

  record(tick: Tick): void {
    const base = tick.instrumentIndex * CELLS_PER_INSTRUMENT;
    const cells = this.#cells;
    cells[base + LAST] = tick.lastPaise;
    cells[base + BID] = tick.bidPaise;
    cells[base + ASK] = tick.askPaise;
    cells[base + TIME_MS] = tick.exchangeTimeMs;
  }

  /** 0 before the first tick, as all of the following. */
  lastPaise(instrumentIndex: number): number {
    return f64At(this.#cells, instrumentIndex * CELLS_PER_INSTRUMENT + LAST);
  }

  /** 0 when unknown. */
  bidPaise(instrumentIndex: number): number {
    return f64At(this.#cells, instrumentIndex * CELLS_PER_INSTRUMENT + BID);
  }

  /** 0 when unknown. */
  askPaise(instrumentIndex: number): number {
    return f64At(this.#cells, instrumentIndex * CELLS_PER_INSTRUMENT + ASK);
  }

  /** Exchange time of the last tick, epoch milliseconds. */
  timeMs(instrumentIndex: number): number {
    return f64At(this.#cells, instrumentIndex * CELLS_PER_INSTRUMENT + TIME_MS);
  }
}
