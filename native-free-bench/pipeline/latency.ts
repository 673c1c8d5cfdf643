/** From the engine's shared-memory histograms to percentiles, over a chosen part of a run. */
import { build } from 'hdr-histogram-js';
import type { LatencyHistogram } from '../../src/ring/latency-histogram.ts';
import type { LatencySummary } from '../harness/result.ts';

/** Count per bucket, by the bucket's upper bound in ns. */
export type BucketCounts = ReadonlyMap<number, number>;

/** The engine clamps to this many ns. */
const HIGHEST_NS = 2 ** 37;

export function bucketCounts(histogram: LatencyHistogram): BucketCounts {
  return new Map(histogram.buckets().map(({ upperNs, count }) => [upperNs, count]));
}

/** What was recorded between two looks at the same histogram. */
export function bucketsBetween(before: BucketCounts, after: BucketCounts): BucketCounts {
  const between = new Map<number, number>();
  for (const [upperNs, count] of after) {
    const added = count - (before.get(upperNs) ?? 0);
    if (added > 0) between.set(upperNs, added);
  }
  return between;
}

/** All of several histograms as one. */
export function mergeBuckets(all: readonly BucketCounts[]): BucketCounts {
  const merged = new Map<number, number>();
  for (const counts of all) {
    for (const [upperNs, count] of counts) merged.set(upperNs, (merged.get(upperNs) ?? 0) + count);
  }
  return merged;
}

export function countOf(counts: BucketCounts): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/**
 * Percentiles in microseconds, undefined when nothing was recorded. A value stands for its bucket's
 * upper bound: at most 3.2 % too high.
 */
export function summariseLatency(counts: BucketCounts): LatencySummary | undefined {
  if (counts.size === 0) return undefined;
  const histogram = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_NS,
    numberOfSignificantValueDigits: 3,
  });
  for (const [upperNs, count] of counts) {
    histogram.recordValueWithCount(Math.min(upperNs, HIGHEST_NS), count);
  }
  const us = (percentile: number) =>
    Math.round(histogram.getValueAtPercentile(percentile) / 10) / 100;
  return {
    p50: us(50),
    p90: us(90),
    p99: us(99),
    p999: us(99.9),
    max: Math.round(Math.max(...counts.keys()) / 10) / 100,
  };
}
