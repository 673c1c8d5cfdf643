import { describe, expect, it } from 'vitest';
import {
  bucketCounts,
  bucketsBetween,
  countOf,
  mergeBuckets,
  summariseLatency,
} from '../../../../native-free-bench/pipeline/latency.ts';
import { HISTOGRAM_CELLS, LatencyHistogram } from '../../../../src/ring/latency-histogram.ts';

const histogram = () => new LatencyHistogram(new Float64Array(HISTOGRAM_CELLS));

describe('latency', () => {
  it('gives percentiles within the resolution of the buckets', () => {
    const latency = histogram();
    for (let us = 1; us <= 1000; us++) latency.record(us * 1000, 1);
    const summary = summariseLatency(bucketCounts(latency));
    const expected = { p50: 500, p90: 900, p99: 990, p999: 999, max: 1000 };
    for (const [key, us] of Object.entries(expected)) {
      const measured = summary?.[key as keyof typeof expected] ?? 0;
      expect(measured).toBeGreaterThanOrEqual(us * 0.999);
      expect(measured).toBeLessThanOrEqual(us * 1.035);
    }
  });

  it('has nothing to say about an empty histogram', () => {
    expect(summariseLatency(bucketCounts(histogram()))).toBeUndefined();
  });

  it('sees only what came between two looks', () => {
    const latency = histogram();
    latency.record(50e6, 1000);
    const before = bucketCounts(latency);
    latency.record(10_000, 10);
    const between = bucketsBetween(before, bucketCounts(latency));
    expect(countOf(between)).toBe(10);
    expect(summariseLatency(between)?.max).toBeLessThan(11);
  });

  it('merges readers by adding their counts', () => {
    const [a, b] = [histogram(), histogram()];
    a.record(1000, 3);
    b.record(1000, 4);
    b.record(9000, 5);
    const merged = mergeBuckets([bucketCounts(a), bucketCounts(b)]);
    expect(countOf(merged)).toBe(12);
    expect([...merged.values()].sort()).toEqual([5, 7]);
  });
});
