/** Messages within a window of time, counted as an exchange may: over any rolling window of the length, and over each one of India's clock. */
import { IST_OFFSET_MS } from '../../../src/domain/instrument/ist-date.ts';

export class RateWindow {
  readonly #lengthMs: number;
  readonly #times: number[] = [];
  #clockWindow = -1;
  #inClockWindow = 0;

  constructor(lengthMs = 1_000) {
    this.#lengthMs = lengthMs;
  }

  /** Counts one message at `nowMs`; returns the larger of the two counts, this one included. */
  count(nowMs: number): number {
    const times = this.#times;
    while (times.length > 0 && (times[0] as number) <= nowMs - this.#lengthMs) times.shift();
    times.push(nowMs);
    const clockWindow = Math.floor((nowMs + IST_OFFSET_MS) / this.#lengthMs);
    this.#inClockWindow = clockWindow === this.#clockWindow ? this.#inClockWindow + 1 : 1;
    this.#clockWindow = clockWindow;
    return Math.max(times.length, this.#inClockWindow);
  }
}
