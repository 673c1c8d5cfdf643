import { describe, expect, it } from 'vitest';
import { METRICS, type MetricDefinition } from '../../../../src/contract/metrics.ts';
import { createMetricsPage, PROCESS_METRICS } from '../../../../src/web/metrics/registry.ts';
import type { MetricsSource } from '../../../../src/web/port.ts';

const CATALOGUE: Readonly<Record<string, MetricDefinition>> = {
  received: { name: 'tickring_received_total', type: 'counter', help: 'Received.', labels: {} },
  depth: {
    name: 'tickring_queue_depth',
    type: 'gauge',
    help: 'Queued.',
    labels: { queue: ['a', 'b'], side: ['in', 'out'] },
  },
  latency: {
    name: 'tickring_latency_seconds',
    type: 'histogram',
    help: 'Latency.',
    labels: { reader: ['risk'] },
  },
};

const SOURCE: MetricsSource = {
  value: (metric, labels) =>
    metric === 'received' ? 9 : labels['queue'] === 'b' && labels['side'] === 'out' ? 4 : 1,
  histogram: () => ({ bounds: [0.001, 0.01], counts: [5, 7, 8], sum: 0.25 }),
};

/** Sample lines without the process metrics. */
async function samples(catalogue: typeof CATALOGUE, source: MetricsSource): Promise<string[]> {
  const text = await createMetricsPage(catalogue, source).render();
  return text.split('\n').filter((line) => line !== '' && !line.includes('tickring_process_'));
}

describe('metrics page', () => {
  it('shows every entry with every label combination, read when asked', async () => {
    expect(await samples(CATALOGUE, SOURCE)).toEqual([
      '# HELP tickring_received_total Received.',
      '# TYPE tickring_received_total counter',
      'tickring_received_total 9',
      '# HELP tickring_queue_depth Queued.',
      '# TYPE tickring_queue_depth gauge',
      'tickring_queue_depth{queue="a",side="in"} 1',
      'tickring_queue_depth{queue="a",side="out"} 1',
      'tickring_queue_depth{queue="b",side="in"} 1',
      'tickring_queue_depth{queue="b",side="out"} 4',
      '# HELP tickring_latency_seconds Latency.',
      '# TYPE tickring_latency_seconds histogram',
      'tickring_latency_seconds_bucket{reader="risk",le="0.001"} 5',
      'tickring_latency_seconds_bucket{reader="risk",le="0.01"} 7',
      'tickring_latency_seconds_bucket{reader="risk",le="+Inf"} 8',
      'tickring_latency_seconds_sum{reader="risk"} 0.25',
      'tickring_latency_seconds_count{reader="risk"} 8',
    ]);
  });

  it('reads the source again at every scrape', async () => {
    let value = 0;
    const source = { ...SOURCE, value: () => value };
    const page = createMetricsPage({ received: CATALOGUE['received'] as MetricDefinition }, source);
    expect(await page.render()).toContain('tickring_received_total 0\n');
    value = 5;
    expect(await page.render()).toContain('tickring_received_total 5\n');
  });

  it('shows the whole catalogue, the listed process metrics and nothing else', async () => {
    const text = await createMetricsPage(METRICS, {
      value: () => 1,
      histogram: () => ({ bounds: [1], counts: [0, 0], sum: 0 }),
    }).render();
    const shown = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    const listed = [...Object.values(METRICS), ...Object.values(PROCESS_METRICS)];
    expect(shown.sort()).toEqual(listed.map(({ name, type }) => [name, type]).sort());
    const sampled = new Set(
      [...text.matchAll(/^([a-z_]+)[{ ]/gm)].map(([, name]) =>
        name?.replace(/_(bucket|sum|count)$/, ''),
      ),
    );
    const names = new Set(listed.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')));
    expect(sampled).toEqual(names);
  });

  it('gives the process metrics real values', async () => {
    const text = await createMetricsPage({}, SOURCE).render();
    const readingOf = (name: string): number =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    expect(readingOf(PROCESS_METRICS.residentBytes.name)).toBeGreaterThan(1e6);
    expect(readingOf(PROCESS_METRICS.cpuSeconds.name)).toBeGreaterThan(0);
    expect(readingOf(PROCESS_METRICS.startTimeSeconds.name)).toBeGreaterThan(1.5e9);
    expect(readingOf(PROCESS_METRICS.heapUsedBytes.name)).toBeGreaterThan(1e6);
  });
});
