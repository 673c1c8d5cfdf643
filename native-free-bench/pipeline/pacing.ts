/**
 * How the generator spreads ticks over time. Every pace is caught up against the clock, so a late
 * slice is larger, never lost: the receive stamps show it, the rate does not suffer. Generator
 * process.
 */
import type { TickStream } from './tick-stream.ts';

export type Pace =
  /** As fast as the socket takes them. */
  | { readonly kind: 'max' }
  /** Evenly, in slices of `SLICE_MS`. */
  | { readonly kind: 'fixed'; readonly ticksPerSecond: number }
  /**
   * `baseTicksPerSecond` all the time; `ticks` on top, evenly within `burstMs`, `count` times, one
   * burst every `periodMs`.
   */
  | {
      readonly kind: 'burst';
      readonly baseTicksPerSecond: number;
      readonly ticks: number;
      readonly burstMs: number;
      readonly count: number;
      readonly firstAfterMs: number;
      readonly periodMs: number;
    };

/**
 * A slice of 100k ticks/s is 50 ticks. Shorter ones are below what a sleeping thread wakes up for
 * on time.
 */
const SLICE_MS = 0.5;

const neverRung = new Int32Array(new SharedArrayBuffer(4));

/** One turn of the event loop: write callbacks and what the client sent. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs until `isEnded`. */
export async function runPace(pace: Pace, stream: TickStream, isEnded: () => boolean) {
  if (pace.kind === 'max') {
    while (!isEnded()) {
      if (stream.send(stream.blockTicks) < stream.blockTicks) await stream.room();
      await turn();
    }
    return;
  }
  const startMs = performance.now();
  for (let slice = 1; !isEnded(); slice++) {
    const elapsedMs = performance.now() - startMs;
    const due = dueTicks(pace, elapsedMs) - stream.sent;
    if (due > 0 && stream.send(due) < due) await stream.room();
    // Timers have whole milliseconds; a wait with a time-out is finer and leaves the core to
    // others.
    const sleepMs = slice * SLICE_MS - (performance.now() - startMs);
    if (sleepMs > 0) Atomics.wait(neverRung, 0, 0, sleepMs);
    await turn();
  }
}

/** Ticks that are to have been sent `elapsedMs` after the start. */
export function dueTicks(pace: Exclude<Pace, { kind: 'max' }>, elapsedMs: number): number {
  if (pace.kind === 'fixed') return Math.floor((elapsedMs * pace.ticksPerSecond) / 1000);
  let due = Math.floor((elapsedMs * pace.baseTicksPerSecond) / 1000);
  for (let burst = 0; burst < pace.count; burst++) {
    const intoMs = elapsedMs - pace.firstAfterMs - burst * pace.periodMs;
    if (intoMs <= 0) break;
    due += Math.floor(pace.ticks * Math.min(1, intoMs / pace.burstMs));
  }
  return due;
}

/** When the bursts end, in ms after the first tick. */
export function burstEndsMs(pace: Extract<Pace, { kind: 'burst' }>): number[] {
  return Array.from(
    { length: pace.count },
    (_, burst) => pace.firstAfterMs + burst * pace.periodMs + pace.burstMs,
  );
}
