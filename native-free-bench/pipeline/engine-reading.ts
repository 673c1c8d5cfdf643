/** One look at the engine's counters and histograms, and what happened between two looks. */
import { ORDER_PATH_STAGES } from '../../src/contract/metrics.ts';
import { DROP_REASONS } from '../../src/domain/tick/drop-reason.ts';
import type { SharedMetrics } from '../../src/ring/shared-metrics.ts';
import type { LatencySummary, Measurement } from '../harness/result.ts';
import type { EngineRun } from './engine-run.ts';
import {
  type BucketCounts,
  bucketCounts,
  bucketsBetween,
  mergeBuckets,
  summariseLatency,
} from './latency.ts';

export interface EngineReading {
  readonly atMs: number;
  readonly received: number;
  readonly published: number;
  readonly conflated: number;
  readonly pending: number;
  /** By reason, in catalogue order. */
  readonly dropped: readonly number[];
  /** By reader. */
  readonly read: readonly number[];
  /** By reader. */
  readonly latency: readonly BucketCounts[];
  readonly tickToOrder: BucketCounts;
  /** By stage, in the order of `ORDER_PATH_STAGES`. */
  readonly orderPath: readonly BucketCounts[];
  readonly strategyExecution: BucketCounts;
  readonly signals: number;
  readonly orders: number;
  readonly fills: number;
}

type CounterKey =
  | 'ticksReceived'
  | 'ticksPublished'
  | 'ticksConflated'
  | 'ticksPending'
  | 'signals'
  | 'ordersSent'
  | 'orderFills';

function value(metrics: SharedMetrics, key: CounterKey): number {
  return metrics.cell(key).value;
}

/** What a reading needs of a running engine. */
export type ReadableEngine = Pick<EngineRun, 'metrics' | 'readers' | 'strategyThreads'>;

export function readEngine({ metrics, readers, strategyThreads }: ReadableEngine): EngineReading {
  return {
    atMs: performance.now(),
    received: value(metrics, 'ticksReceived'),
    published: value(metrics, 'ticksPublished'),
    conflated: value(metrics, 'ticksConflated'),
    pending: value(metrics, 'ticksPending'),
    dropped: DROP_REASONS.map((reason) => metrics.cell('ticksDropped', { reason }).value),
    read: readers.map((reader) => metrics.cell('readerRead', { reader }).value),
    latency: readers.map((reader) =>
      bucketCounts(metrics.histogram('receiveToConsumer', { reader })),
    ),
    tickToOrder: bucketCounts(metrics.histogram('tickToOrder')),
    orderPath: ORDER_PATH_STAGES.map((stage) =>
      bucketCounts(metrics.histogram('orderPathAge', { stage })),
    ),
    strategyExecution: mergeBuckets(
      strategyThreads.map((reader) =>
        bucketCounts(metrics.histogram('strategyExecution', { reader })),
      ),
    ),
    signals: value(metrics, 'signals'),
    orders: value(metrics, 'ordersSent'),
    fills: value(metrics, 'orderFills'),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

/**
 * Rates and latencies from `from` to `to`. `ticksPerSecond` is what the slowest reader handled, not
 * what the socket delivered: ticks that were merged because readers could not follow do not count.
 */
export function measureBetween(
  from: EngineReading,
  to: EngineReading,
  readers: readonly string[],
): Measurement {
  const seconds = (to.atMs - from.atMs) / 1000;
  const read = to.read.map((count, reader) => count - (from.read[reader] ?? 0));
  const latency = to.latency.map((counts, reader) =>
    bucketsBetween(from.latency[reader] ?? new Map(), counts),
  );
  const byReader: Record<string, LatencySummary> = {};
  latency.forEach((counts, reader) => {
    const summary = summariseLatency(counts);
    const name = readers[reader];
    if (summary !== undefined && name !== undefined) byReader[name] = summary;
  });
  return {
    ticksPerSecond: Math.min(...read) / seconds,
    receivedPerSecond: (to.received - from.received) / seconds,
    received: to.received - from.received,
    published: to.published - from.published,
    conflated: to.conflated - from.conflated,
    dropped: sum(to.dropped) - sum(from.dropped),
    signals: to.signals - from.signals,
    orders: to.orders - from.orders,
    fills: to.fills - from.fills,
    readers: byReader,
    orderPathUs: orderPathBetween(from, to),
    ...latencies({
      latencyUs: mergeBuckets(latency),
      tickToOrderUs: bucketsBetween(from.tickToOrder, to.tickToOrder),
      strategyExecutionUs: bucketsBetween(from.strategyExecution, to.strategyExecution),
    }),
  };
}

/** How old an order is at each hand-over on its way; the last one is `tickToOrderUs`. */
function orderPathBetween(from: EngineReading, to: EngineReading): Record<string, LatencySummary> {
  const stages: Record<string, LatencySummary> = {};
  ORDER_PATH_STAGES.forEach((stage, index) => {
    const before = from.orderPath[index] ?? new Map();
    const summary = summariseLatency(bucketsBetween(before, to.orderPath[index] ?? new Map()));
    if (summary !== undefined) stages[stage] = summary;
  });
  return stages;
}

type LatencyKey = 'latencyUs' | 'tickToOrderUs' | 'strategyExecutionUs';

/** Only what was recorded at all. */
function latencies(
  all: Record<LatencyKey, BucketCounts>,
): Partial<Record<LatencyKey, LatencySummary>> {
  const summaries: Partial<Record<LatencyKey, LatencySummary>> = {};
  for (const [key, counts] of Object.entries(all) as [LatencyKey, BucketCounts][]) {
    const summary = summariseLatency(counts);
    if (summary !== undefined) summaries[key] = summary;
  }
  return summaries;
}

/**
 * The identity over the whole life of an engine that has been stopped: 0 when every received tick
 * is accounted for.
 */
export function unaccountedTicks(end: EngineReading): number {
  return end.received - end.published - end.conflated - end.pending - sum(end.dropped);
}

/** Dropped ticks by reason, only reasons that occurred. */
export function droppedByReason(end: EngineReading): Record<string, number> {
  const entries = DROP_REASONS.map((reason, index) => [reason, end.dropped[index] ?? 0] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}
