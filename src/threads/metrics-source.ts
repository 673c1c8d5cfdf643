/** The shared metrics as the scrape sees them; publish thread. */
import type { MetricKey } from '../contract/metrics.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { SharedMetrics } from '../ring/shared-metrics.ts';
import type { HistogramView, MetricsSource } from '../web/port.ts';

/** Bucket bounds of every latency histogram, seconds: 5 µs to 10 s in steps of 2 to 2.5. */
const BOUNDS_SECONDS: readonly number[] = [
  5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25,
  0.5, 1, 2.5, 5, 10,
];

export function metricsSource(metrics: SharedMetrics): MetricsSource {
  return {
    value: (metric, labels) => metrics.cell(metric as MetricKey, labels).value,
    histogram: (metric, labels) => viewOf(metrics.histogram(metric as MetricKey, labels)),
  };
}

/** A fine bucket counts for the first bound at or above its upper edge, so a bound never promises too much. */
function viewOf(histogram: LatencyHistogram): HistogramView {
  const counts = new Array<number>(BOUNDS_SECONDS.length + 1).fill(0);
  for (const { upperNs, count } of histogram.buckets()) {
    const bound = BOUNDS_SECONDS.findIndex((seconds) => upperNs <= seconds * 1e9);
    const position = bound < 0 ? BOUNDS_SECONDS.length : bound;
    counts[position] = (counts[position] ?? 0) + count;
  }
  let cumulative = 0;
  return {
    bounds: BOUNDS_SECONDS,
    counts: counts.map((count) => {
      cumulative += count;
      return cumulative;
    }),
    sum: histogram.sumNs / 1e9,
  };
}
