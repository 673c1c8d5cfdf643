import { describe, expect, it } from 'vitest';
import {
  labelCombinations,
  METRICS,
  type MetricDefinition,
} from '../../../src/contract/metrics.ts';
import { QUEUE_NAMES, THREAD_NAMES, TICK_READERS } from '../../../src/contract/topology.ts';
import { DENY_REASONS } from '../../../src/domain/risk/deny-reason.ts';
import { DROP_REASONS } from '../../../src/domain/tick/drop-reason.ts';

const catalogue = Object.entries(METRICS) as [string, MetricDefinition][];

describe('the metric catalogue', () => {
  it('uses every name once', () => {
    const names = catalogue.map(([, { name }]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(catalogue)('%s is named by the rules of Prometheus', (_, { name, type }) => {
    expect(name).toMatch(/^tickring_[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(name).not.toMatch(/_(ms|ns|us|milliseconds|microseconds|nanoseconds|paise)$/);
    // Prometheus adds these to the name of a histogram.
    expect(name).not.toMatch(/_(bucket|sum|count)$/);
  });

  it.each(catalogue)('%s says in a sentence what it counts', (_, { help }) => {
    expect(help).toMatch(/^[0-9A-Z].*\.$/);
  });

  it.each(catalogue)('%s has labels with closed, distinct values', (_, { labels }) => {
    for (const [label, values] of Object.entries(labels)) {
      expect(label).toMatch(/^[a-z]+$/);
      expect(values.length).toBeGreaterThan(0);
      expect(new Set(values).size).toBe(values.length);
      for (const value of values) expect(value).not.toBe('');
    }
  });

  it('takes label values from the lists of the contract', () => {
    expect(METRICS.ticksDropped.labels['reason']).toEqual(DROP_REASONS);
    expect(METRICS.decisionsDenied.labels['reason']).toEqual(DENY_REASONS);
    expect(METRICS.queueDepth.labels['queue']).toEqual(QUEUE_NAMES);
    expect(METRICS.threadUp.labels['thread']).toEqual(THREAD_NAMES);
    expect(METRICS.readerLag.labels['reader']).toEqual(TICK_READERS);
    expect(METRICS.receiveToConsumer.labels['reader']).not.toContain('publish');
  });
});

describe('labelCombinations', () => {
  const define = (labels: MetricDefinition['labels']): MetricDefinition => ({
    name: 'x',
    type: 'gauge',
    help: 'X.',
    labels,
  });

  it('is one empty combination without labels', () => {
    expect(labelCombinations(define({}))).toEqual([{}]);
  });

  it('is every combination in catalogue order', () => {
    expect(labelCombinations(define({ a: ['1', '2'], b: ['x', 'y'] }))).toEqual([
      { a: '1', b: 'x' },
      { a: '1', b: 'y' },
      { a: '2', b: 'x' },
      { a: '2', b: 'y' },
    ]);
  });
});
