/**
 * Receive-to-consumer latency in short windows, so that the time a burst needs to pass can be seen.
 * Main thread of the engine process.
 */
import type { EngineRun } from './engine-run.ts';
import {
  type BucketCounts,
  bucketCounts,
  bucketsBetween,
  countOf,
  mergeBuckets,
  summariseLatency,
} from './latency.ts';

export interface LatencyWindow {
  /** End of the window on the machine's monotonic clock, ns. */
  readonly endNs: number;
  /** Ticks handled in it, by all readers together. */
  readonly count: number;
  readonly p99Us: number;
}

export class LatencyWindows {
  readonly windows: LatencyWindow[] = [];
  private readonly run: EngineRun;
  private readonly timer: NodeJS.Timeout;
  private before: BucketCounts;

  constructor(run: EngineRun, windowMs: number) {
    this.run = run;
    this.before = this.read();
    this.timer = setInterval(() => this.close(), windowMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private close(): void {
    const after = this.read();
    const between = bucketsBetween(this.before, after);
    this.before = after;
    this.windows.push({
      endNs: Number(process.hrtime.bigint()),
      count: countOf(between),
      p99Us: summariseLatency(between)?.p99 ?? 0,
    });
  }

  private read(): BucketCounts {
    const { metrics, readers } = this.run;
    return mergeBuckets(
      readers.map((reader) => bucketCounts(metrics.histogram('receiveToConsumer', { reader }))),
    );
  }
}

/** Good windows in a row that count as back to normal; one alone may be luck. */
const GOOD_IN_A_ROW = 3;

/**
 * Milliseconds from `burstEndNs` to the end of the first of `GOOD_IN_A_ROW` windows in which ticks
 * were handled with a p99 of at most `limitUs`. Infinity when there were none.
 */
export function recoveryMs(
  windows: readonly LatencyWindow[],
  burstEndNs: number,
  limitUs: number,
): number {
  const after = windows.filter(({ endNs }) => endNs >= burstEndNs);
  const isGood = ({ count, p99Us }: LatencyWindow) => count > 0 && p99Us <= limitUs;
  for (let first = 0; first + GOOD_IN_A_ROW <= after.length; first++) {
    const run = after.slice(first, first + GOOD_IN_A_ROW);
    const start = run[0];
    if (start !== undefined && run.every(isGood)) return (start.endNs - burstEndNs) / 1e6;
  }
  return Number.POSITIVE_INFINITY;
}
