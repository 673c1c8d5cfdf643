/** Updates of one index: a level and the day's extremes; no volume, no depth, no sequence. */
import { f64At } from '../../domain/cells.ts';
import type { InstrumentIndex } from '../../domain/instrument/instrument.ts';
import { DECODED, DECODED_CELLS } from '../../domain/tick/decoded-tick.ts';
import type { EmitUpdate } from './market-source.ts';
import type { MarketFactors } from './price-process.ts';
import { SNAP_QUOTE_MODE } from './quote.ts';
import { NOTHING_DUE, type Quoter } from './quoter.ts';
import { INDEX_STEP_PAISE, type InstrumentModel } from './universe-model.ts';

/** The running picture of an index. */
export class IndexLevel {
  readonly cells = new Float64Array(DECODED_CELLS);

  constructor(previousClosePaise: number) {
    this.cells[DECODED.mode] = SNAP_QUOTE_MODE;
    this.cells[DECODED.closePaise] = previousClosePaise;
  }

  get paise(): number {
    return f64At(this.cells, DECODED.lastPaise);
  }

  set(exchangeTimeMs: number, paise: number): void {
    const { cells } = this;
    const isFirst = f64At(cells, DECODED.openPaise) === 0;
    cells[DECODED.exchangeTimeMs] = exchangeTimeMs;
    cells[DECODED.lastPaise] = paise;
    if (isFirst) cells[DECODED.openPaise] = paise;
    cells[DECODED.highPaise] = isFirst ? paise : Math.max(f64At(cells, DECODED.highPaise), paise);
    cells[DECODED.lowPaise] = isFirst ? paise : Math.min(f64At(cells, DECODED.lowPaise), paise);
  }
}

export interface IndexQuoterTerms {
  readonly index: InstrumentIndex;
  readonly model: InstrumentModel;
  readonly openTimeMs: number;
  /** Close of the segment, since open. */
  readonly endMs: number;
}

/** Publishes at exactly even intervals, as the exchange does. */
export class IndexQuoter implements Quoter {
  readonly level: IndexLevel;
  readonly #terms: IndexQuoterTerms;
  readonly #factors: MarketFactors;
  readonly #sector: number;
  readonly #intervalMs: number;

  constructor(terms: IndexQuoterTerms, factors: MarketFactors) {
    this.level = new IndexLevel(terms.model.previousClosePaise);
    this.#terms = terms;
    this.#factors = factors;
    this.#sector = factors.sectorOf(terms.model.sector);
    this.#intervalMs = Math.max(1, Math.round(1000 / terms.model.updatesPerSecond));
  }

  update(sinceOpenMs: number, emit: EmitUpdate): number {
    const { model, index, openTimeMs, endMs } = this.#terms;
    const logReturn =
      model.beta * this.#factors.marketReturn + this.#factors.sectorReturn(this.#sector);
    const level = model.previousClosePaise * Math.exp(logReturn);
    const paise = Math.round(level / INDEX_STEP_PAISE) * INDEX_STEP_PAISE;
    this.level.set(openTimeMs + sinceOpenMs, paise);
    emit(index, this.level.cells);
    const dueMs = sinceOpenMs + this.#intervalMs;
    return dueMs < endMs ? dueMs : NOTHING_DUE;
  }
}
