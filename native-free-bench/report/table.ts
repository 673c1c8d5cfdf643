/** Results as aligned text columns. */
import type { BenchResult, LatencySummary, Measure, ProfileReport } from '../harness/result.ts';
import { checkTargets } from './targets.ts';

const UNITS: Record<Measure, { readonly divisor: number; readonly unit: string }> = {
  recordsPerSecond: { divisor: 1e6, unit: 'M records/s' },
  ticksPerSecond: { divisor: 1e6, unit: 'M ticks/s' },
  receivedPerSecond: { divisor: 1e6, unit: 'M ticks/s received' },
  bareWsPerSecond: { divisor: 1e6, unit: 'M messages/s' },
  generatedPerSecond: { divisor: 1e6, unit: 'M ticks/s generated' },
  deliveriesPerSecond: { divisor: 1e6, unit: 'M deliveries/s' },
  nsPerOperation: { divisor: 1, unit: 'ns/op' },
  loadMs: { divisor: 1, unit: 'ms' },
  recoveryMs: { divisor: 1, unit: 'ms to recover' },
  ratioToBareWs: { divisor: 1, unit: '× bare ws' },
  received: { divisor: 1, unit: 'received' },
  published: { divisor: 1, unit: 'published' },
  conflated: { divisor: 1, unit: 'conflated' },
  dropped: { divisor: 1, unit: 'dropped' },
  pending: { divisor: 1, unit: 'pending' },
  unaccounted: { divisor: 1, unit: 'unaccounted' },
  fanoutConflated: { divisor: 1, unit: 'conflated for clients' },
  signals: { divisor: 1, unit: 'signals' },
  orders: { divisor: 1, unit: 'orders' },
  fills: { divisor: 1, unit: 'fills' },
  rssStartMb: { divisor: 1, unit: 'MB' },
  rssEndMb: { divisor: 1, unit: 'MB' },
  cpuPercent: { divisor: 1, unit: '% of a core' },
  ackUs: { divisor: 1, unit: 'µs to durable' },
  commits: { divisor: 1, unit: 'commits' },
  ratioToBareSync: { divisor: 1, unit: '× bare fdatasync' },
  ordersPerMinute: { divisor: 1, unit: 'orders/min' },
  lost: { divisor: 1, unit: 'lost' },
  duplicated: { divisor: 1, unit: 'duplicated' },
  recoverMs: { divisor: 1, unit: 'ms to recover' },
  startMs: { divisor: 1, unit: 'ms to start' },
  unprotectedMs: { divisor: 1, unit: 'ms unprotected' },
  kills: { divisor: 1, unit: 'kills' },
  flatMs: { divisor: 1, unit: 'ms to flat' },
};

export function formatMeasure(measure: Measure, value: number): string {
  const scaled = value / UNITS[measure].divisor;
  const digits = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return scaled.toFixed(digits);
}

export function unitOf(measure: Measure): string {
  return UNITS[measure].unit;
}

export type Row = readonly string[];

/** Columns as wide as their widest cell; the first row is the header. */
function alignColumns(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const HEADER: Row = [
  'variant',
  'median',
  'min',
  'max',
  'unit',
  'p50 µs',
  'p99 µs',
  'max µs',
  'notes',
];

/** One row per result. */
export function resultRows(results: readonly BenchResult[]): Row[] {
  return [HEADER, ...results.map(resultRow)];
}

function resultRow(result: BenchResult): Row {
  const { name, measure, min, max, latencyUs } = result;
  const us = (key: keyof LatencySummary) => (latencyUs ? latencyUs[key].toFixed(0) : '');
  return [
    name,
    formatMeasure(measure, result[measure] ?? Number.NaN),
    formatMeasure(measure, min),
    formatMeasure(measure, max),
    unitOf(measure),
    us('p50'),
    us('p99'),
    us('max'),
    notes(result),
  ];
}

/** What a row of `journal`, `orders` or `recovery` has to say besides its measure. */
function orderNotes(result: BenchResult): string[] {
  const parts: string[] = [];
  const { ratioToBareSync, commits, lost, duplicated, startMs, kills, orders } = result;
  if (commits !== undefined) parts.push(`${commits} commits`);
  if (ratioToBareSync !== undefined) parts.push(`p99 ${ratioToBareSync.toFixed(2)} × bare`);
  if (lost !== undefined) parts.push(`${orders ?? 0} orders`, `lost ${lost}`);
  if (duplicated !== undefined) parts.push(`duplicated ${duplicated}`);
  if (kills !== undefined) parts.push(`${kills} kills`);
  if (startMs !== undefined) parts.push(`starts within ${startMs.toFixed(0)} ms`);
  return parts;
}

/** What else the row has to say, in a few words. */
function notes(result: BenchResult): string {
  const parts = orderNotes(result);
  if (result.ratioToBareWs !== undefined)
    parts.push(`${result.ratioToBareWs.toFixed(2)} × bare ws`);
  if (result.recoveryMs !== undefined && result.measure !== 'recoveryMs') {
    parts.push(`recovers in ${result.recoveryMs.toFixed(0)} ms`);
  }
  if (result.received !== undefined && result.published !== undefined) {
    const { conflated = 0, dropped = 0, unaccounted } = result;
    parts.push(`conflated ${conflated}`, `dropped ${dropped}`);
    if (unaccounted !== undefined) parts.push(`unaccounted ${unaccounted}`);
  }
  if (result.orderPathUs !== undefined) {
    const stages = Object.entries(result.orderPathUs);
    parts.push(...stages.map(([stage, { p50 }]) => `${stage} p50 ${Math.round(p50)} µs`));
  }
  if (result.tickToOrderUs !== undefined) {
    const { p50, p99 } = result.tickToOrderUs;
    parts.push(`tick to order p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} µs`);
  }
  if (result.strategyExecutionUs !== undefined) {
    parts.push(`strategy p99 ${result.strategyExecutionUs.p99.toFixed(0)} µs`);
  }
  if (result.rssStartMb !== undefined && result.rssEndMb !== undefined) {
    parts.push(`rss ${result.rssStartMb.toFixed(0)} to ${result.rssEndMb.toFixed(0)} MB`);
  }
  if (result.cpuPercent !== undefined) parts.push(`cpu ${result.cpuPercent.toFixed(0)} %`);
  return parts.join(', ');
}

/**
 * Everything a run has to say on standard output. Tiny inputs reach no target and say nothing about
 * any.
 */
export function renderReports(
  reports: readonly ProfileReport[],
  areTargetsChecked: boolean,
): string {
  const sections = reports.map(
    ({ profile, results }) => `${profile}\n${alignColumns(resultRows(results))}\n`,
  );
  const checks = areTargetsChecked ? checkTargets(reports) : [];
  if (checks.length > 0) {
    const rows = checks.map(({ what, target, result, isReached }) => [
      what,
      target,
      result,
      isReached ? 'reached' : 'NOT REACHED',
    ]);
    sections.push(`targets\n${alignColumns([['what', 'target', 'result', ''], ...rows])}\n`);
  }
  return sections.join('\n');
}
