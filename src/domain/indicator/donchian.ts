/** Donchian channel, one bar at a time; strategies own theirs. */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';
import { INDICATOR_PERIOD_MAX } from '../limits.ts';

/**
 * Highest high and lowest low of the last `period` bars, the newest included: a breakout compares a close with the channel
 * before it is updated. Warm-up: NaN for `period − 1` bars. An update costs O(1) unless an extreme leaves the window.
 */
export class Donchian {
  readonly period: number;
  /** NaN until `period` bars were given. */
  upper = Number.NaN;
  lower = Number.NaN;
  readonly #highs: Float64Array;
  readonly #lows: Float64Array;
  #count = 0;
  #highest = Number.NEGATIVE_INFINITY;
  #lowest = Number.POSITIVE_INFINITY;

  constructor(period: number) {
    assert(Number.isInteger(period) && period >= 1, 'a period is a whole number, at least 1');
    assert(period <= INDICATOR_PERIOD_MAX, 'a period is at most INDICATOR_PERIOD_MAX');
    this.period = period;
    this.#highs = new Float64Array(period).fill(Number.NEGATIVE_INFINITY);
    this.#lows = new Float64Array(period).fill(Number.POSITIVE_INFINITY);
  }

  get isReady(): boolean {
    return this.#count >= this.period;
  }

  update(high: number, low: number): void {
    const at = this.#count % this.period;
    const leavingHigh = f64At(this.#highs, at);
    const leavingLow = f64At(this.#lows, at);
    this.#highs[at] = high;
    this.#lows[at] = low;
    this.#count += 1;
    if (high >= this.#highest) this.#highest = high;
    else if (leavingHigh === this.#highest) this.#highest = highestOf(this.#highs);
    if (low <= this.#lowest) this.#lowest = low;
    else if (leavingLow === this.#lowest) this.#lowest = lowestOf(this.#lows);
    if (!this.isReady) return;
    this.upper = this.#highest;
    this.lower = this.#lowest;
  }
}

function highestOf(cells: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const cell of cells) if (cell > highest) highest = cell;
  return highest;
}

function lowestOf(cells: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const cell of cells) if (cell < lowest) lowest = cell;
  return lowest;
}
