import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTOGRAM_CELLS, LatencyHistogram } from '../../../src/ring/latency-histogram.ts';

const RELATIVE_ERROR = 0.032;
const LINEAR_STEP_NS = 64;
const LINEAR_UNTIL_NS = 2048;
const LARGEST_NS = 2 ** 36;

function newHistogram() {
  return new LatencyHistogram(new Float64Array(HISTOGRAM_CELLS));
}

/** Upper bound of the bucket in which the value of rank `quantile` stands. */
function quantileNs(histogram: LatencyHistogram, quantile: number): number {
  const buckets = histogram.buckets();
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let rank = Math.ceil(quantile * total);
  for (const { upperNs, count } of buckets) {
    rank -= count;
    if (rank <= 0) return upperNs;
  }
  return Number.NaN;
}

describe('LatencyHistogram', () => {
  it('starts empty', () => {
    const histogram = newHistogram();
    expect(histogram.buckets()).toEqual([]);
    expect([histogram.sumNs, histogram.maxNs]).toEqual([0, 0]);
  });

  it('knows every value to within 3.2 %, or 64 ns below 2 µs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: LARGEST_NS - 1, noNaN: true }), (valueNs) => {
        const histogram = newHistogram();
        histogram.record(valueNs, 1);
        const [bucket] = histogram.buckets();
        const errorNs = (bucket?.upperNs ?? Number.NaN) - valueNs;
        const allowedNs =
          valueNs < LINEAR_UNTIL_NS ? LINEAR_STEP_NS : Math.max(valueNs * RELATIVE_ERROR);
        expect(errorNs).toBeGreaterThan(0);
        expect(errorNs).toBeLessThanOrEqual(allowedNs);
      }),
      { numRuns: 2000 },
    );
  });

  it('puts every power of two and its neighbours into rising buckets', () => {
    let before = 0;
    for (let exponent = 6; exponent < 36; exponent++) {
      for (const valueNs of [2 ** exponent - 1, 2 ** exponent]) {
        const histogram = newHistogram();
        histogram.record(valueNs, 1);
        const upperNs = histogram.buckets()[0]?.upperNs ?? 0;
        expect(upperNs).toBeGreaterThan(valueNs);
        expect(upperNs).toBeGreaterThanOrEqual(before);
        before = upperNs;
      }
    }
  });

  it('gives quantiles of many values to within 3.2 %', () => {
    const values = fc.array(fc.integer({ min: LINEAR_UNTIL_NS, max: 1e9 }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9, 0.99, 0.999, 1), (samples, quantile) => {
        const histogram = newHistogram();
        for (const sample of samples) histogram.record(sample, 1);
        const sorted = [...samples].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN;
        const errorNs = quantileNs(histogram, quantile) - exact;
        expect(errorNs).toBeGreaterThan(0);
        expect(errorNs).toBeLessThanOrEqual(exact * RELATIVE_ERROR);
      }),
    );
  });

  it('keeps the count, the sum and the largest value', () => {
    const histogram = newHistogram();
    histogram.record(1000, 3);
    histogram.record(5_000_000, 1);
    histogram.record(10, 2);
    expect(histogram.buckets().reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(histogram.sumNs).toBe(3 * 1000 + 5_000_000 + 2 * 10);
    expect(histogram.maxNs).toBe(5_000_000);
  });

  it('lists its buckets from the smallest up', () => {
    const histogram = newHistogram();
    for (const valueNs of [1e9, 5, 1e6, 70_000]) histogram.record(valueNs, 1);
    const bounds = histogram.buckets().map(({ upperNs }) => upperNs);
    expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
    expect(bounds).toHaveLength(4);
  });

  it.each([-5, Number.NEGATIVE_INFINITY, Number.NaN])(
    'counts %s as 0, in the sum too: clocks of two threads differ a little',
    (valueNs) => {
      const histogram = newHistogram();
      histogram.record(100, 1);
      histogram.record(valueNs, 2);
      expect(histogram.buckets()).toEqual([
        { upperNs: 64, count: 2 },
        { upperNs: 128, count: 1 },
      ]);
      expect(histogram.sumNs).toBe(100);
      expect(histogram.maxNs).toBe(100);
    },
  );

  it('keeps a value beyond its range in the last bucket and as the largest', () => {
    const histogram = newHistogram();
    for (const valueNs of [LARGEST_NS, 2 ** 40, 2 ** 50]) histogram.record(valueNs, 1);
    expect(histogram.buckets()).toHaveLength(1);
    expect(histogram.buckets()[0]?.count).toBe(3);
    expect(histogram.maxNs).toBe(2 ** 50);
  });

  it('is empty again after it was cleared', () => {
    const histogram = newHistogram();
    histogram.record(100, 1);
    histogram.clear();
    expect(histogram.buckets()).toEqual([]);
    expect([histogram.sumNs, histogram.maxNs]).toEqual([0, 0]);
  });
});
