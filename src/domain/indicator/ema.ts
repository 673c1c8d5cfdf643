/** Exponential moving average, one value at a time; strategies own theirs. */
import { assert } from '../assert.ts';
import { INDICATOR_PERIOD_MAX } from '../limits.ts';

/**
 * Seeded by the mean of the first `period` values, then `ema += 2 / (period + 1) × (value − ema)` (the TA-Lib and Pine
 * convention). Warm-up: NaN for `period − 1` values, the seed at value `period`.
 */
export class Ema {
  readonly period: number;
  /** NaN until `period` values were given. */
  value = Number.NaN;
  readonly #weight: number;
  #seedSum = 0;
  #seedCount = 0;

  constructor(period: number) {
    assert(Number.isInteger(period) && period >= 1, 'a period is a whole number, at least 1');
    assert(period <= INDICATOR_PERIOD_MAX, 'a period is at most INDICATOR_PERIOD_MAX');
    this.period = period;
    this.#weight = 2 / (period + 1);
  }

  get isReady(): boolean {
    return this.#seedCount === this.period;
  }

  update(value: number): void {
    if (this.isReady) {
      this.value += this.#weight * (value - this.value);
      return;
    }
    this.#seedSum += value;
    this.#seedCount += 1;
    if (this.isReady) this.value = this.#seedSum / this.period;
  }
}
