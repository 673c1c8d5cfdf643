/** The Prometheus page: every entry of the catalogue and nothing else, read from the source when scraped. Publish thread. */
import {
  type Metric,
  type MetricObjectWithValues,
  type MetricType,
  type MetricValue,
  type MetricValueWithName,
  prometheusContentType,
  Registry,
} from 'prom-client';
import type { MetricDefinition } from '../../contract/metrics.ts';
import type { MetricsSource } from '../port.ts';

export interface MetricsPage {
  readonly contentType: string;
  render(): Promise<string>;
}

/** The process itself, besides the catalogue. `resident` is the whole process, `heap` the publish thread's own. */
export const PROCESS_METRICS = {
  cpuSeconds: {
    name: 'tickring_process_cpu_seconds_total',
    type: 'counter',
    help: 'User and system CPU time of the process, seconds.',
    labels: {},
  },
  residentBytes: {
    name: 'tickring_process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of the process, bytes.',
    labels: {},
  },
  heapUsedBytes: {
    name: 'tickring_process_publish_heap_used_bytes',
    type: 'gauge',
    help: 'JavaScript heap in use in the publish thread, bytes.',
    labels: {},
  },
  startTimeSeconds: {
    name: 'tickring_process_start_time_seconds',
    type: 'gauge',
    help: 'Start of the process, seconds since the epoch.',
    labels: {},
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export function createMetricsPage(
  catalogue: Readonly<Record<string, MetricDefinition>>,
  source: MetricsSource,
): MetricsPage {
  const registry = new Registry();
  const startTimeSeconds = Date.now() / 1000 - process.uptime();
  const readProcess: Readonly<Record<keyof typeof PROCESS_METRICS, () => number>> = {
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    residentBytes: () => process.memoryUsage.rss(),
    heapUsedBytes: () => process.memoryUsage().heapUsed,
    startTimeSeconds: () => startTimeSeconds,
  };
  for (const [key, entry] of Object.entries(catalogue)) register(registry, entry, key, source);
  for (const key of Object.keys(readProcess) as (keyof typeof PROCESS_METRICS)[]) {
    const ofProcess = { ...source, value: () => readProcess[key]() };
    register(registry, PROCESS_METRICS[key], key, ofProcess);
  }
  return { contentType: prometheusContentType, render: () => registry.metrics() };
}

/**
 * prom-client's own metric classes accumulate; these totals already exist elsewhere, so the registry is given objects with
 * the two members it reads, `name` and `get`.
 */
function register(
  registry: Registry,
  entry: MetricDefinition,
  key: string,
  source: MetricsSource,
): void {
  const labelSets = combinations(entry.labels);
  const metric = {
    name: entry.name,
    async get(): Promise<Omit<MetricObjectWithValues<MetricValue<string>>, 'collect'>> {
      const values = labelSets.flatMap((labels) =>
        entry.type === 'histogram'
          ? histogramValues(entry.name, labels, source.histogram(key, labels))
          : [{ value: source.value(key, labels), labels }],
      );
      return {
        name: entry.name,
        help: entry.help,
        type: entry.type as unknown as MetricType,
        aggregator: 'sum',
        values,
      };
    },
  };
  registry.registerMetric(metric as unknown as Metric<string>);
}

function histogramValues(
  name: string,
  labels: Readonly<Record<string, string>>,
  { bounds, counts, sum }: ReturnType<MetricsSource['histogram']>,
): MetricValueWithName<string>[] {
  const total = counts.at(-1) ?? 0;
  const buckets = counts.map((value, i) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le: i < bounds.length ? String(bounds[i]) : '+Inf' },
    value,
  }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}

/** Every combination of label values; one empty set when there are no labels. */
function combinations(
  labels: Readonly<Record<string, readonly string[]>>,
): readonly Readonly<Record<string, string>>[] {
  let sets: readonly Readonly<Record<string, string>>[] = [{}];
  for (const [label, values] of Object.entries(labels)) {
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value })));
  }
  return sets;
}
