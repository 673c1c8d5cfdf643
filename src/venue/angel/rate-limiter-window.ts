/** The newest sends of one window, as many as its limit: enough to say when one more fits. Venue thread. */
import { assert } from '../../domain/assert.ts';
import { f64At } from '../../domain/cells.ts';

/**
 * A send fits when the one that is `limit` sends back has left the window, so memory and time are bounded by the limit, whatever is asked.
 * No interval of the window's length holds more than the limit; calendar seconds, minutes and hours are such intervals, whatever their
 * phase and whoever's clock says where they begin.
 */
export class RateWindow {
  readonly limit: number;
  readonly #lengthMs: number;
  /** Times of the newest sends; send number n is in cell n modulo the limit. */
  readonly #times: Float64Array;
  #sent = 0;

  constructor(limit: number, lengthMs: number) {
    assert(Number.isInteger(limit) && limit >= 1, 'a rate limit is a whole number above 0');
    this.limit = limit;
    this.#lengthMs = lengthMs;
    this.#times = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  }

  /** Milliseconds from `nowMs` until fewer than `share` sends are in the window; 0 when that is so now. `share` is 1 to the limit. */
  waitMs(nowMs: number, share: number): number {
    const limiting = this.#sent - share;
    if (limiting < 0) return 0;
    return Math.max(0, f64At(this.#times, limiting % this.limit) + this.#lengthMs - nowMs);
  }

  /** `nowMs` is never before that of the send before. */
  add(nowMs: number): void {
    this.#times[this.#sent % this.limit] = nowMs;
    this.#sent += 1;
  }

  /** Sends in the window that ends at `nowMs`. */
  used(nowMs: number): number {
    let used = 0;
    for (const timeMs of this.#times) if (timeMs + this.#lengthMs > nowMs) used += 1;
    return used;
  }
}
