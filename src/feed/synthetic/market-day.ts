/** Plays a day forward: asks each quoter for its update when it is due, in time order. */
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { EmitUpdate, MarketSource } from './market-source.ts';
import type { MarketFactors } from './price-process.ts';
import { NOTHING_DUE, type Quoter } from './quoter.ts';
import { Schedule } from './schedule.ts';

/** A quoter and when its first update is due, milliseconds since the open. */
export interface ScheduledQuoter {
  readonly quoter: Quoter;
  readonly firstDueMs: number;
}

export interface MarketDayTerms {
  readonly instruments: readonly Instrument[];
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
  readonly factors: MarketFactors;
  /** Updates due at the same moment come in this order. */
  readonly quoters: readonly ScheduledQuoter[];
}

export class MarketDay implements MarketSource {
  readonly instruments: readonly Instrument[];
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
  readonly #factors: MarketFactors;
  readonly #quoters: readonly Quoter[];
  readonly #schedule: Schedule;

  constructor(terms: MarketDayTerms) {
    this.instruments = terms.instruments;
    this.openTimeMs = terms.openTimeMs;
    this.closeTimeMs = terms.closeTimeMs;
    this.#factors = terms.factors;
    this.#quoters = terms.quoters.map(({ quoter }) => quoter);
    this.#schedule = new Schedule(terms.quoters.length);
    terms.quoters.forEach(({ firstDueMs }, position) => {
      this.#schedule.add(firstDueMs, position);
    });
  }

  next(untilExchangeMs: number, emit: EmitUpdate): void {
    const untilMs = untilExchangeMs - this.openTimeMs;
    const schedule = this.#schedule;
    for (let dueMs = schedule.dueMs; dueMs <= untilMs; dueMs = schedule.dueMs) {
      if (dueMs === Infinity) return;
      this.#factors.advanceTo(dueMs);
      const quoter = this.#quoters[schedule.quoter] as Quoter;
      const nextMs = quoter.update(dueMs, emit);
      if (nextMs === NOTHING_DUE) schedule.remove();
      else schedule.postpone(nextMs);
    }
  }
}
