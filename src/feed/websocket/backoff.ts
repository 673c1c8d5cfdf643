/** Capped exponential backoff with full jitter between connection attempts; ingest thread. */
import { assert } from '../../domain/assert.ts';

export interface BackoffLimits {
  /** Upper bound of the first delay, at least 1. */
  readonly baseMs: number;
  /** Upper bound of every delay, at least `baseMs`. */
  readonly capMs: number;
}

/** Doubling past this no longer matters and would lose precision. */
const DOUBLINGS_MAX = 30;

/** Delay n is uniform in `[0, min(capMs, baseMs × 2ⁿ))`, whole milliseconds. */
export class Backoff {
  private readonly limits: BackoffLimits;
  private readonly random: () => number;
  private failures = 0;

  /** `random` answers numbers in `[0, 1)`. */
  constructor(limits: BackoffLimits, random: () => number) {
    assert(limits.baseMs >= 1, 'the first backoff bound is at least 1 ms');
    assert(limits.capMs >= limits.baseMs, 'the backoff cap is not below its base');
    this.limits = limits;
    this.random = random;
  }

  /** The delay before the next attempt; each call counts one more failure. */
  nextDelayMs(): number {
    const { baseMs, capMs } = this.limits;
    const boundMs = Math.min(capMs, baseMs * 2 ** Math.min(this.failures, DOUBLINGS_MAX));
    this.failures += 1;
    return Math.floor(this.random() * boundMs);
  }

  /** The delay after a refusal that hurrying cannot cure: the cap, unjittered. Counts as a failure. */
  longestDelayMs(): number {
    this.failures += 1;
    return this.limits.capMs;
  }

  /** A connection has proved itself. */
  reset(): void {
    this.failures = 0;
  }
}
