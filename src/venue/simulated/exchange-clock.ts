/** The one exchange clock of a simulated day; the market simulator's process owns it. */
import { assert } from '../../domain/assert.ts';

/** Longest exchange time of one step, so that a fast clock can be stopped between two of them. */
const MAX_STEP_EXCHANGE_MS = 250;
/** Real time that was not stepped yet is forgotten beyond this: a process that cannot keep up runs slower than `speed`. */
const MAX_OWED_REAL_MS = 2_000;

export interface ExchangeClockOptions {
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** Exchange seconds per second, above 0. */
  readonly speed: number;
}

/**
 * Stands at `startMs` until started. `observe` tells it that real time passed, `step` turns what it owes into exchange time, a
 * little at a time; never beyond `endMs`.
 */
export class ExchangeClock {
  readonly speed: number;
  readonly #endMs: number;
  readonly #stepRealMs: number;
  #nowMs: number;
  #seenRealMs = 0;
  #owedRealMs = 0;
  #isRunning = false;
  #slippedMs = 0;

  constructor({ startMs, endMs, speed }: ExchangeClockOptions) {
    assert(Number.isFinite(speed) && speed > 0, 'an exchange clock runs forward');
    assert(endMs >= startMs, 'a day does not end before it begins');
    this.speed = speed;
    this.#stepRealMs = MAX_STEP_EXCHANGE_MS / speed;
    this.#nowMs = startMs;
    this.#endMs = endMs;
  }

  /** Exchange time, epoch milliseconds, as of the last step. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  get isOver(): boolean {
    return this.#nowMs >= this.#endMs;
  }

  /** Real time has passed that no step has carried yet. */
  get isOwed(): boolean {
    return this.#owedRealMs > 0 && !this.isOver;
  }

  /** Exchange milliseconds lost for good because steps came too late. */
  get slippedMs(): number {
    return this.#slippedMs;
  }

  /** `realMs` is a monotonic stamp. Starting a running clock changes nothing. */
  start(realMs: number): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#seenRealMs = realMs;
  }

  observe(realMs: number): void {
    if (!this.#isRunning) return;
    const owedMs = this.#owedRealMs + Math.max(0, realMs - this.#seenRealMs);
    this.#seenRealMs = realMs;
    this.#owedRealMs = Math.min(owedMs, MAX_OWED_REAL_MS);
    this.#slippedMs += (owedMs - this.#owedRealMs) * this.speed;
  }

  /** Advances by at most a quarter of an exchange second; answers the new exchange time. */
  step(): number {
    const carriedMs = Math.min(this.#owedRealMs, this.#stepRealMs);
    this.#owedRealMs -= carriedMs;
    this.#nowMs = Math.min(this.#endMs, this.#nowMs + carriedMs * this.speed);
    return this.#nowMs;
  }

  /** Advances by at most a quarter of an exchange second and at most `exchangeMs`, for no real time; answers the new exchange time. */
  skip(exchangeMs: number): number {
    this.#nowMs = Math.min(this.#endMs, this.#nowMs + Math.min(exchangeMs, MAX_STEP_EXCHANGE_MS));
    return this.#nowMs;
  }
}
