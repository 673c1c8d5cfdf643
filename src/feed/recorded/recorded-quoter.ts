/** Updates of the instrument whose bars are replayed. */
import type { InstrumentIndex } from '../../domain/instrument/instrument.ts';
import type { IndexLevel } from '../synthetic/index-quoter.ts';
import type { EmitUpdate } from '../synthetic/market-source.ts';
import type { Quote } from '../synthetic/quote.ts';
import { NOTHING_DUE, type Quoter } from '../synthetic/quoter.ts';
import { type BarPath, STEP_MS } from './bar-path.ts';

export interface RecordedTerms {
  readonly index: InstrumentIndex;
  readonly openTimeMs: number;
  readonly path: BarPath;
}

function dueAfter({ path }: RecordedTerms, sinceOpenMs: number): number {
  const dueMs = path.nextStep(sinceOpenMs + STEP_MS);
  return dueMs < 0 ? NOTHING_DUE : dueMs;
}

export class RecordedIndexQuoter implements Quoter {
  readonly #terms: RecordedTerms;
  readonly #level: IndexLevel;

  constructor(terms: RecordedTerms, level: IndexLevel) {
    this.#terms = terms;
    this.#level = level;
  }

  update(sinceOpenMs: number, emit: EmitUpdate): number {
    const { index, openTimeMs, path } = this.#terms;
    this.#level.set(openTimeMs + sinceOpenMs, path.priceAt(sinceOpenMs));
    emit(index, this.#level.cells);
    return dueAfter(this.#terms, sinceOpenMs);
  }
}

export class RecordedTradeQuoter implements Quoter {
  readonly #terms: RecordedTerms;
  readonly #quote: Quote;
  readonly #spreadBps: number;

  constructor(terms: RecordedTerms, quote: Quote, spreadBps: number) {
    this.#terms = terms;
    this.#quote = quote;
    this.#spreadBps = spreadBps;
  }

  update(sinceOpenMs: number, emit: EmitUpdate): number {
    const { index, openTimeMs, path } = this.#terms;
    const pricePaise = path.priceAt(sinceOpenMs);
    const spreadPaise = pricePaise * this.#spreadBps * 1e-4;
    const units = path.unitsAt(sinceOpenMs);
    this.#quote.print(openTimeMs + sinceOpenMs, pricePaise, spreadPaise, units);
    emit(index, this.#quote.cells);
    return dueAfter(this.#terms, sinceOpenMs);
  }
}
