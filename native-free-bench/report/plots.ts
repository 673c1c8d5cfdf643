/** Which charts a set of reports gives. */
import type { BenchResult, LatencySummary, Measure, ProfileReport } from '../harness/result.ts';
import { type Bar, barChart, type LatencyLine, latencyChart } from './svg.ts';
import { formatMeasure, unitOf } from './table.ts';

export interface Plot {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

const BAR_PLOTS: readonly {
  readonly profile: string;
  readonly measures: readonly Measure[];
  readonly title: string;
}[] = [
  { profile: 'ring', measures: ['recordsPerSecond'], title: 'Ring throughput' },
  {
    profile: 'pipeline',
    measures: ['ticksPerSecond', 'bareWsPerSecond'],
    title: 'Pipeline throughput beside a bare ws client',
  },
  { profile: 'micro', measures: ['nsPerOperation'], title: 'Hot-path operations' },
  { profile: 'fanout', measures: ['deliveriesPerSecond'], title: 'Fan-out' },
];

export function plotsOf(reports: readonly ProfileReport[]): Plot[] {
  const plots: Plot[] = [];
  for (const { profile, measures, title } of BAR_PLOTS) {
    const results = reports.find((report) => report.profile === profile)?.results ?? [];
    // A chart of nanoseconds in which one row is a thousand times the others shows nothing.
    const shown = results.filter(
      ({ measure, nsPerOperation = 0 }) => measures.includes(measure) && nsPerOperation < 1000,
    );
    if (shown.length === 0) continue;
    plots.push({
      file: `${profile}-throughput.svg`,
      title,
      svg: barChart(`${title}: median, whiskers min and max`, shown.map(barOf)),
    });
  }
  const lines = reports.flatMap(({ results }) => results.flatMap(latencyLines));
  if (lines.length > 0) {
    const title = 'Latency by percentile';
    plots.push({ file: 'latency.svg', title, svg: latencyChart(title, lines) });
  }
  return plots;
}

function barOf(result: BenchResult): Bar {
  const value = result[result.measure] ?? 0;
  return {
    label: result.name,
    value,
    min: result.min,
    max: result.max,
    text: `${formatMeasure(result.measure, value)} ${unitOf(result.measure)}`,
  };
}

/** Paced runs only: at full speed latency is the length of a queue. */
function latencyLines(result: BenchResult): LatencyLine[] {
  if (!/^(sustained|burst)/.test(result.name)) return [];
  const line = (label: string, latency: LatencySummary | undefined): LatencyLine[] => {
    if (latency === undefined) return [];
    const { p50, p90, p99, p999, max } = latency;
    return [{ label: `${result.name}: ${label}`, valuesUs: [p50, p90, p99, p999, max] }];
  };
  return [
    ...line('receive to consumer', result.latencyUs),
    ...line('tick to order', result.tickToOrderUs),
  ];
}
