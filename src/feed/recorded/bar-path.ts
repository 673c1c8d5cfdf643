/** The price of a recorded instrument at any moment of its day; drives a replayed day. */
import { assert } from '../../domain/assert.ts';
import { f64At } from '../../domain/cells.ts';
import { RandomStream } from '../synthetic/random.ts';
import type { Bar } from './bar.ts';
import { type BarTrades, expandBar } from './expand-bar.ts';

/** Recorded instruments update every quarter of a second. */
export const STEP_MS = 250;

export interface BarPathTerms {
  /** One day, in order. */
  readonly bars: readonly Bar[];
  readonly intervalMs: number;
  readonly openTimeMs: number;
  readonly incrementPaise: number;
  readonly seed: number;
}

/** Times given to its methods never decrease. Bars are expanded as time reaches them. */
export class BarPath {
  readonly #terms: BarPathTerms;
  readonly #random: RandomStream;
  readonly #trades: BarTrades;
  #at = -1;

  constructor(terms: BarPathTerms) {
    assert(terms.bars.length > 0, 'a bar path has bars');
    assert(terms.intervalMs >= 4 * STEP_MS, 'a bar is at least one second long');
    const steps = Math.floor(terms.intervalMs / STEP_MS);
    this.#terms = terms;
    this.#random = new RandomStream(terms.seed, 'bars');
    this.#trades = { prices: new Float64Array(steps), units: new Float64Array(steps) };
  }

  /** Price in paise: inside a bar that of its step, in a gap the close before it, before the first bar its open. */
  priceAt(sinceOpenMs: number): number {
    this.#seek(sinceOpenMs);
    const bar = this.#terms.bars[this.#at];
    if (bar === undefined) return this.#terms.bars[0]?.openPaise ?? 0;
    const step = this.#step(sinceOpenMs, bar);
    const { prices } = this.#trades;
    return step < prices.length ? f64At(prices, step) : bar.closePaise;
  }

  /** Units traded in the step that contains `sinceOpenMs`. */
  unitsAt(sinceOpenMs: number): number {
    this.#seek(sinceOpenMs);
    const bar = this.#terms.bars[this.#at];
    if (bar === undefined) return 0;
    const step = this.#step(sinceOpenMs, bar);
    return step < this.#trades.units.length ? f64At(this.#trades.units, step) : 0;
  }

  /** The first step at or after `sinceOpenMs` that has data, milliseconds since open; -1 when there is none. */
  nextStep(sinceOpenMs: number): number {
    const { bars, openTimeMs, intervalMs } = this.#terms;
    for (let at = Math.max(0, this.#at); at < bars.length; at++) {
      const startMs = (bars[at]?.startMs ?? 0) - openTimeMs;
      if (sinceOpenMs <= startMs) return startMs;
      if (sinceOpenMs < startMs + intervalMs) return sinceOpenMs;
    }
    return -1;
  }

  #seek(sinceOpenMs: number): void {
    const { bars, openTimeMs, incrementPaise } = this.#terms;
    for (;;) {
      const next = bars[this.#at + 1];
      if (next === undefined || next.startMs - openTimeMs > sinceOpenMs) return;
      this.#at++;
      expandBar(next, this.#trades, { incrementPaise, random: this.#random });
    }
  }

  #step(sinceOpenMs: number, bar: Bar): number {
    return Math.floor((sinceOpenMs + this.#terms.openTimeMs - bar.startMs) / STEP_MS);
  }
}
