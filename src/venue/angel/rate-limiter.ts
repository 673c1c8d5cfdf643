/** What one client code may still send to the broker; shared by everything that uses the client. Venue thread. */
import { RATE_CLASSES, type RateClass, type RateLimit } from '../../contract/wire/smartapi-rest.ts';
import { assert } from '../../domain/assert.ts';
import type { Lane } from './call.ts';
import { RateWindow } from './rate-limiter-window.ts';
import { type BackoffLimits, type Clock, doubledMs } from './runtime-ports.ts';

export interface RateLimiterOptions {
  /** Added to every window: requests do not take equally long to arrive, so a burst may be tighter at the broker than here. */
  readonly guardMs: number;
  /** How long a class is closed after a refusal by the broker's own limiter. */
  readonly penalty: BackoffLimits;
}

const RATE_LIMITER_DEFAULTS: RateLimiterOptions = {
  guardMs: 50,
  penalty: { baseMs: 1000, capMs: 60_000 },
};

const WINDOWS = [
  { key: 'perSecond', lengthMs: 1000 },
  { key: 'perMinute', lengthMs: 60_000 },
  { key: 'perHour', lengthMs: 3_600_000 },
] as const satisfies readonly { key: keyof RateLimit; lengthMs: number }[];

const NEVER = Number.NEGATIVE_INFINITY;

/** One part in so many of each `orders` window is for exits alone. */
const EXIT_RESERVE_DIVISOR = 4;
const CLASSES_WITH_EXIT_RESERVE: ReadonlySet<RateClass> = new Set(['orders']);

export interface RateUsage {
  readonly rateClass: RateClass;
  readonly window: keyof RateLimit;
  readonly used: number;
  readonly limit: number;
}

interface ClassWindow {
  readonly key: keyof RateLimit;
  readonly window: RateWindow;
  /** The limit less what is kept for exits. */
  readonly normalShare: number;
}

interface ClassState {
  readonly windows: readonly ClassWindow[];
  /** Refusals in a row, less the successes since. */
  level: number;
  blockedUntilMs: number;
  exitsBlockedUntilMs: number;
}

/**
 * Sliding windows of a second, a minute and an hour per class. After a refusal by the broker the whole class waits; exits wait for the
 * first step of that backoff only, then they knock again, because a position that cannot be closed costs more than one more refusal.
 */
export class RateLimiter {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #options: RateLimiterOptions;
  readonly #classes = new Map<RateClass, ClassState>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, options = RATE_LIMITER_DEFAULTS) {
    this.#clock = clock;
    this.#options = options;
    for (const rateClass of Object.keys(RATE_CLASSES) as RateClass[]) {
      this.#classes.set(rateClass, this.#newState(rateClass));
    }
  }

  /** Takes room for one request and answers 0, or takes nothing and answers the milliseconds, above 0, until it could succeed. */
  tryTake(rateClass: RateClass, lane: Lane): number {
    const nowMs = this.#clock.monotonicMs();
    const state = this.#state(rateClass);
    const waitMs = this.#waitMs(state, lane, nowMs);
    if (waitMs > 0) return waitMs;
    for (const { window } of state.windows) window.add(nowMs);
    return 0;
  }

  /** The broker refused a request of the class for its rate. Refusals of what was sent before the last one was known count once. */
  penalise(rateClass: RateClass): void {
    const nowMs = this.#clock.monotonicMs();
    const state = this.#state(rateClass);
    if (nowMs < state.exitsBlockedUntilMs) return;
    state.blockedUntilMs = nowMs + doubledMs(this.#options.penalty, state.level);
    state.exitsBlockedUntilMs = nowMs + this.#options.penalty.baseMs;
    state.level += 1;
  }

  /** The broker took a request of the class: one refusal is forgiven. What is still closed stays closed. */
  succeeded(rateClass: RateClass): void {
    const state = this.#state(rateClass);
    if (state.level > 0 && this.#clock.monotonicMs() >= state.exitsBlockedUntilMs) state.level -= 1;
  }

  /** Every window in which something was sent. */
  usage(): RateUsage[] {
    const nowMs = this.#clock.monotonicMs();
    const usage: RateUsage[] = [];
    for (const [rateClass, { windows }] of this.#classes) {
      for (const { key, window } of windows) {
        const used = window.used(nowMs);
        if (used > 0) usage.push({ rateClass, window: key, used, limit: window.limit });
      }
    }
    return usage;
  }

  #waitMs(state: ClassState, lane: Lane, nowMs: number): number {
    const isExit = lane === 'exit';
    let waitMs = (isExit ? state.exitsBlockedUntilMs : state.blockedUntilMs) - nowMs;
    for (const { window, normalShare } of state.windows) {
      waitMs = Math.max(waitMs, window.waitMs(nowMs, isExit ? window.limit : normalShare));
    }
    return Math.max(0, Math.ceil(waitMs));
  }

  #newState(rateClass: RateClass): ClassState {
    const limits: RateLimit = RATE_CLASSES[rateClass];
    const windows = WINDOWS.flatMap(({ key, lengthMs }): ClassWindow[] => {
      const limit = limits[key];
      if (limit === undefined) return [];
      const reserve = CLASSES_WITH_EXIT_RESERVE.has(rateClass)
        ? Math.ceil(limit / EXIT_RESERVE_DIVISOR)
        : 0;
      const window = new RateWindow(limit, lengthMs + this.#options.guardMs);
      return [{ key, window, normalShare: limit - reserve }];
    });
    return { windows, level: 0, blockedUntilMs: NEVER, exitsBlockedUntilMs: NEVER };
  }

  #state(rateClass: RateClass): ClassState {
    const state = this.#classes.get(rateClass);
    assert(state !== undefined, 'every rate class has its windows');
    return state;
  }
}
