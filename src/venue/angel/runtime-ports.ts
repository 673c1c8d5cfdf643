/** Time, chance and the log as the broker's client sees them, so that tests drive all of them; venue thread. */
import type { LogLevel } from '../../contract/messages.ts';

export interface Clock {
  /** Milliseconds that never step back; only differences mean anything. */
  monotonicMs(): number;
  /** Epoch milliseconds; may step. */
  wallMs(): number;
}

export interface Runtime extends Clock {
  /** Calls `fire` once after `delayMs`; the answer cancels it and may be called at any time. */
  setTimer(delayMs: number, fire: () => void): () => void;
  /** In `[0, 1)`. */
  random(): number;
  /** `message` is a sentence without secrets. */
  log(level: LogLevel, message: string): void;
}

export function systemRuntime(log: Runtime['log']): Runtime {
  return {
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    setTimer(delayMs, fire) {
      const timer = setTimeout(fire, delayMs);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    log,
  };
}

export function sleep(runtime: Pick<Runtime, 'setTimer'>, delayMs: number): Promise<void> {
  return new Promise((wake) => {
    runtime.setTimer(delayMs, wake);
  });
}

/** True when `work` ended within `limitMs`; it goes on all the same. `work` never rejects. */
export async function endsWithin(
  runtime: Pick<Runtime, 'setTimer'>,
  work: Promise<unknown>,
  limitMs: number,
): Promise<boolean> {
  let cancel = () => {};
  const isLate = new Promise<false>((resolve) => {
    cancel = runtime.setTimer(limitMs, () => resolve(false));
  });
  const isDone = await Promise.race([work.then(() => true), isLate]);
  cancel();
  return isDone;
}

/** A promise and who resolves it. */
export interface Signal {
  readonly promise: Promise<void>;
  resolve(): void;
}

export function newSignal(): Signal {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

export interface BackoffLimits {
  /** Upper bound of the first delay, at least 1. */
  readonly baseMs: number;
  /** Upper bound of every delay. */
  readonly capMs: number;
}

/** Doubling past this no longer matters and would lose precision. */
const DOUBLINGS_MAX = 30;

/** `baseMs` doubled `doublings` times, at most `capMs`. */
export function doubledMs(limits: BackoffLimits, doublings: number): number {
  return Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(doublings, DOUBLINGS_MAX));
}

/** Full jitter: whole milliseconds, uniform below `doubledMs`. */
export function jitteredMs(
  limits: BackoffLimits,
  doublings: number,
  random: Runtime['random'],
): number {
  return Math.floor(random() * doubledMs(limits, doublings));
}
