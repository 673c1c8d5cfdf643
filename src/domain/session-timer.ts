/**
 * When a core's `onTimer` is due. While ticks flow they carry the time, so timers are a function of the ticks and a replay makes the same
 * ones; only when the market is quiet does a timer come from a clock, and is then an input of its own that the shell records.
 */

/** Session time between two timers, ms. */
export const TIMER_INTERVAL_MS = 250;

/** Session time by which inputs may lag behind the clock before the clock is taken first, ms. */
const STALL_MS = 1_000;

/**
 * Whether the clock comes before the inputs that wait, in a session whose newest input was at `timeMs`: after a stall what they ask for would
 * otherwise count from before it, and be overdue when time catches up (OL-10). Asked once per duty cycle.
 */
export function isStalled(timeMs: number, clockMs: number): boolean {
  return clockMs - timeMs > STALL_MS;
}

export class SessionTimer {
  readonly #onTimer: (timeMs: number) => void;
  #nextMs = 0;

  constructor(onTimer: (timeMs: number) => void) {
    this.#onTimer = onTimer;
  }

  /** Call after the core has handled a tick stamped `exchangeTimeMs`. */
  onTick(exchangeTimeMs: number): void {
    if (exchangeTimeMs >= this.#nextMs) this.fire(exchangeTimeMs);
  }

  /** Whether a clock that reads `timeMs` would make a timer. */
  isDue(timeMs: number): boolean {
    return timeMs >= this.#nextMs;
  }

  fire(timeMs: number): void {
    this.#nextMs = timeMs + TIMER_INTERVAL_MS;
    this.#onTimer(timeMs);
  }
}
