import { describe, expect, it } from 'vitest';
import {
  labelCombinations,
  METRICS,
  type MetricDefinition,
  type MetricKey,
} from '../../../src/contract/metrics.ts';
import { SharedMetrics } from '../../../src/ring/shared-metrics.ts';

const catalogue = Object.entries(METRICS) as [MetricKey, MetricDefinition][];

describe('SharedMetrics', () => {
  it('starts with every value at 0', () => {
    const metrics = new SharedMetrics();
    for (const [key, definition] of catalogue) {
      for (const labels of labelCombinations(definition)) {
        const value =
          definition.type === 'histogram'
            ? metrics.histogram(key, labels).sumNs
            : metrics.cell(key, labels).value;
        expect(value).toBe(0);
      }
    }
  });

  it('gives every metric and label value a place of its own', () => {
    const metrics = new SharedMetrics();
    const checks: (() => void)[] = [];
    let next = 1;
    for (const [key, definition] of catalogue) {
      for (const labels of labelCombinations(definition)) {
        const mark = next++;
        if (definition.type === 'histogram') {
          metrics.histogram(key, labels).record(mark * 1000, mark);
          checks.push(() => {
            const histogram = metrics.histogram(key, labels);
            expect(histogram.buckets().map(({ count }) => count)).toEqual([mark]);
            expect(histogram.sumNs).toBe(mark * mark * 1000);
            expect(histogram.maxNs).toBe(mark * 1000);
          });
        } else {
          metrics.cell(key, labels).set(mark);
          checks.push(() => expect(metrics.cell(key, labels).value).toBe(mark));
        }
      }
    }
    for (const check of checks) check();
  });

  it('shows a value to everyone who maps the same memory', () => {
    const metrics = new SharedMetrics();
    const other = new SharedMetrics(metrics.buffer);
    metrics.cell('ticksReceived').add(2);
    metrics.cell('ticksReceived').add(3);
    metrics.cell('tradingState').set(-1.5);
    expect(other.cell('ticksReceived').value).toBe(5);
    expect(other.cell('tradingState').value).toBe(-1.5);
  });

  it('refuses memory of another catalogue', () => {
    expect(() => new SharedMetrics(new SharedArrayBuffer(128))).toThrow('share one catalogue');
  });

  it('refuses labels that the catalogue does not have', () => {
    const metrics = new SharedMetrics();
    expect(() => metrics.cell('queueDepth', { queue: 'gossip' })).toThrow('tickring_queue_depth');
    expect(() => metrics.cell('queueDepth')).toThrow('tickring_queue_depth');
    expect(() => metrics.cell('ticksReceived', { reason: 'duplicate' })).toThrow(
      'tickring_ticks_received_total',
    );
  });

  it('keeps histograms and single values apart', () => {
    const metrics = new SharedMetrics();
    expect(() => metrics.cell('tickToOrder')).toThrow('opened with histogram()');
    expect(() => metrics.histogram('ticksReceived')).toThrow('opened with cell()');
  });

  it('lets the compiler refuse a metric that is not in the catalogue', () => {
    const metrics = new SharedMetrics();
    // @ts-expect-error the catalogue is closed
    expect(() => metrics.cell('ticksImagined')).toThrow();
  });
});
