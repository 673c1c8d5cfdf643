/** Updates of one stock: its price process, quoted. */

import type { InstrumentIndex } from '../../domain/instrument/instrument.ts';
import type { EmitUpdate } from './market-source.ts';
import type { StockProcess } from './price-process.ts';
import type { Quote } from './quote.ts';
import type { Cadence, Quoter } from './quoter.ts';
import { DayShape } from './shape.ts';
import type { InstrumentModel } from './universe-model.ts';

/** Turns elapsed time into volume that is due, by the shape of the day. */
export class VolumePace {
  readonly #shape: DayShape;
  readonly #unitsPerMs: number;
  #seenMs = 0;

  constructor(dailyVolume: number, sessionMs: number) {
    this.#shape = new DayShape(sessionMs);
    this.#unitsPerMs = dailyVolume / sessionMs;
  }

  /** Units due since the previous call. */
  dueUnits(sinceOpenMs: number): number {
    const elapsedMs = sinceOpenMs - this.#seenMs;
    this.#seenMs = sinceOpenMs;
    return elapsedMs * this.#unitsPerMs * this.#shape.volumeAt(sinceOpenMs);
  }
}

/** What every quoter of a traded instrument is given. */
export interface TradedTerms {
  readonly index: InstrumentIndex;
  readonly model: InstrumentModel;
  readonly openTimeMs: number;
  readonly quote: Quote;
  readonly cadence: Cadence;
  readonly pace: VolumePace;
}

export class StockQuoter implements Quoter {
  readonly #terms: TradedTerms;
  readonly #process: StockProcess;

  constructor(terms: TradedTerms, process: StockProcess) {
    this.#terms = terms;
    this.#process = process;
  }

  update(sinceOpenMs: number, emit: EmitUpdate): number {
    const { index, model, openTimeMs, quote, cadence, pace } = this.#terms;
    const fairPaise = this.#process.fairAt(sinceOpenMs);
    const spreadPaise = fairPaise * model.spreadBps * 1e-4;
    quote.move(openTimeMs + sinceOpenMs, fairPaise, spreadPaise, pace.dueUnits(sinceOpenMs), 0);
    emit(index, quote.cells);
    return cadence.after(sinceOpenMs);
  }
}
