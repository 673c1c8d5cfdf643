/** Latencies of single operations, exact to the nanosecond, made into percentiles. */
import type { LatencySummary } from '../harness/result.ts';
import { summariseLatency } from '../pipeline/latency.ts';

export class AckSamples {
  readonly #counts = new Map<number, number>();

  get count(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  record(ns: number): void {
    const whole = Math.round(ns);
    this.#counts.set(whole, (this.#counts.get(whole) ?? 0) + 1);
  }

  clear(): void {
    this.#counts.clear();
  }

  /** undefined when nothing was recorded. */
  summary(): LatencySummary | undefined {
    return summariseLatency(this.#counts);
  }
}
