/** Average true range, one bar at a time; strategies own theirs. */
import { assert } from '../assert.ts';
import { INDICATOR_PERIOD_MAX } from '../limits.ts';

/**
 * Wilder's average: the mean of the first `period` true ranges, then `atr += (trueRange − atr) / period`. The true range needs
 * the previous close, so the first bar gives none (TA-Lib). Warm-up: NaN for `period` bars, the first value at bar `period + 1`.
 */
export class Atr {
  readonly period: number;
  /** In the unit of the prices given; NaN until `period + 1` bars were given. */
  value = Number.NaN;
  #previousClose = Number.NaN;
  #seedSum = 0;
  #seedCount = 0;

  constructor(period: number) {
    assert(Number.isInteger(period) && period >= 1, 'a period is a whole number, at least 1');
    assert(period <= INDICATOR_PERIOD_MAX, 'a period is at most INDICATOR_PERIOD_MAX');
    this.period = period;
  }

  get isReady(): boolean {
    return this.#seedCount === this.period;
  }

  update(high: number, low: number, close: number): void {
    const previousClose = this.#previousClose;
    this.#previousClose = close;
    if (Number.isNaN(previousClose)) return;
    const trueRange = Math.max(high, previousClose) - Math.min(low, previousClose);
    if (this.isReady) {
      this.value += (trueRange - this.value) / this.period;
      return;
    }
    this.#seedSum += trueRange;
    this.#seedCount += 1;
    if (this.isReady) this.value = this.#seedSum / this.period;
  }
}
