/** The daemon's own figures, from its Prometheus page. Main thread of the harness. */
import type { BucketCounts } from '../pipeline/latency.ts';

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="([^"]*)"/g;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function parseMetrics(page: string): Sample[] {
  return page.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    if (match === null) return [];
    const labels = Object.fromEntries(
      [...(match[2] ?? '').matchAll(LABEL)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    return [{ name: match[1] ?? '', labels, value: Number(match[3]) }];
  });
}

export async function scrape(baseUrl: string): Promise<Sample[]> {
  const response = await fetch(`${baseUrl}/metrics`);
  if (!response.ok) throw new Error(`GET /metrics answered ${response.status}`);
  return parseMetrics(await response.text());
}

/** Sum over all label values. */
export function total(samples: readonly Sample[], name: string): number {
  return samples.reduce((sum, sample) => (sample.name === name ? sum + sample.value : sum), 0);
}

/**
 * A histogram in seconds, all label values merged, as counts by upper bound in ns. Values above the
 * last bound get twice that bound.
 */
export function histogramCounts(samples: readonly Sample[], name: string): BucketCounts {
  const cumulative = new Map<number, number>();
  for (const sample of samples) {
    if (sample.name !== `${name}_bucket`) continue;
    const le =
      sample.labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(sample.labels['le']);
    cumulative.set(le, (cumulative.get(le) ?? 0) + sample.value);
  }
  const bounds = [...cumulative.keys()].sort((a, b) => a - b);
  const counts = new Map<number, number>();
  let before = 0;
  let lastNs = 0;
  for (const bound of bounds) {
    const count = (cumulative.get(bound) ?? 0) - before;
    before += count;
    const upperNs = Number.isFinite(bound) ? bound * 1e9 : 2 * lastNs;
    if (count > 0) counts.set(upperNs, (counts.get(upperNs) ?? 0) + count);
    lastNs = upperNs;
  }
  return counts;
}
