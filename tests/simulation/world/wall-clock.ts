/** The wall clock of the simulated host: true time plus an offset that steps and drifts. The monotonic clock is true time. */

export class WallClock {
  readonly #driftPpm: number;
  #offsetMs = 0;
  #sinceMs: number;

  /** `driftPpm`: how many millionths it runs fast. */
  constructor(startMs: number, driftPpm: number) {
    this.#sinceMs = startMs;
    this.#driftPpm = driftPpm;
  }

  /** Epoch milliseconds the host would read at true time `nowMs`. */
  read(nowMs: number): number {
    return Math.floor(nowMs + this.#offsetMs + ((nowMs - this.#sinceMs) * this.#driftPpm) / 1e6);
  }

  /** The host's clock is set: it moves by `byMs`, which may be negative. */
  step(nowMs: number, byMs: number): void {
    this.#offsetMs = this.read(nowMs) - nowMs + byMs;
    this.#sinceMs = nowMs;
  }

  /** Right again, for good. */
  heal(nowMs: number): void {
    this.#offsetMs = 0;
    this.#sinceMs = nowMs;
  }

  offsetMs(nowMs: number): number {
    return this.read(nowMs) - nowMs;
  }
}
