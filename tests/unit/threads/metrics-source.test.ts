import { describe, expect, it } from 'vitest';
import { SharedMetrics } from '../../../src/ring/shared-metrics.ts';
import { metricsSource } from '../../../src/threads/metrics-source.ts';

describe('metricsSource', () => {
  it('reads a counter of another view of the same memory', () => {
    const writer = new SharedMetrics();
    writer.cell('ticksDropped', { reason: 'duplicate' }).add(3);
    const source = metricsSource(new SharedMetrics(writer.buffer));
    expect(source.value('ticksDropped', { reason: 'duplicate' })).toBe(3);
    expect(source.value('ticksDropped', { reason: 'quarantined' })).toBe(0);
  });

  it('gives cumulative buckets that never promise more than was measured', () => {
    const metrics = new SharedMetrics();
    const histogram = metrics.histogram('tickToOrder');
    histogram.record(40_000, 5);
    histogram.record(900_000, 2);
    histogram.record(60e9, 1);
    const view = metricsSource(metrics).histogram('tickToOrder', {});
    const at = (seconds: number) => view.counts[view.bounds.indexOf(seconds)];
    expect(at(2.5e-5)).toBe(0);
    expect(at(5e-5)).toBe(5);
    expect(at(5e-4)).toBe(5);
    expect(at(1e-3)).toBe(7);
    expect(at(10)).toBe(7);
    expect(view.counts.at(-1)).toBe(8);
    expect(view.sum).toBeCloseTo((5 * 40_000 + 2 * 900_000 + 60e9) / 1e9, 9);
  });
});
