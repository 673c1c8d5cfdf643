/** Monotonic time and timers as a feed session sees them, so that tests can drive both; ingest thread. */

export interface Timers {
  /** Monotonic milliseconds; only differences mean anything. */
  nowMs(): number;
  /** Calls `fire` once after `delayMs`; the answer cancels it and may be called at any time. */
  setTimer(delayMs: number, fire: () => void): () => void;
}

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  setTimer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};
