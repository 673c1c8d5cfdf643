/** What the engine must reach, and whether a result does. */
import type { BenchResult, LatencySummary, ProfileReport } from '../harness/result.ts';

export interface TargetCheck {
  /** What was measured. */
  readonly what: string;
  readonly target: string;
  readonly result: string;
  readonly isReached: boolean;
}

interface Target {
  readonly profile: string;
  /** Start of the result's name. */
  readonly name: string;
  readonly what: string;
  readonly target: string;
  check(result: BenchResult, all: readonly BenchResult[]): Omit<TargetCheck, 'what' | 'target'>;
}

const millions = (value: number) => `${(value / 1e6).toFixed(2)} M`;
const microseconds = (value: number | undefined) =>
  value === undefined
    ? 'none'
    : value >= 1000
      ? `${(value / 1000).toFixed(2)} ms`
      : `${value.toFixed(0)} µs`;

function latencyWithin(
  latency: LatencySummary | undefined,
  limits: { readonly p50?: number; readonly p99: number },
): Omit<TargetCheck, 'what' | 'target'> {
  const isReached =
    latency !== undefined &&
    latency.p99 <= limits.p99 &&
    (limits.p50 === undefined || latency.p50 <= limits.p50);
  return {
    result: `p50 ${microseconds(latency?.p50)}, p99 ${microseconds(latency?.p99)}`,
    isReached,
  };
}

/** Nothing lost: no drop, no merge, every tick accounted for. */
function lossless(result: BenchResult): Omit<TargetCheck, 'what' | 'target'> {
  const { dropped = 0, conflated = 0, unaccounted = 0 } = result;
  return {
    result: `${dropped} dropped, ${conflated} conflated, ${unaccounted} unaccounted`,
    isReached: dropped === 0 && conflated === 0 && unaccounted === 0,
  };
}

/** A row is on the disk soon after it was handed over, and not much later than the disk itself needs. */
function acknowledged({
  latencyUs,
  ratioToBareSync = Number.POSITIVE_INFINITY,
}: BenchResult): Omit<TargetCheck, 'what' | 'target'> {
  const p50 = latencyUs?.p50 ?? Number.POSITIVE_INFINITY;
  return {
    result: `p50 ${microseconds(latencyUs?.p50)}, p99 ${microseconds(latencyUs?.p99)}, ${ratioToBareSync.toFixed(2)} × bare`,
    isReached: p50 <= 300 && ratioToBareSync <= 3,
  };
}

const TARGETS: readonly Target[] = [
  {
    profile: 'ring',
    name: 'ring 1→3 batch 256',
    what: 'ring 1→3, batch 256',
    target: '≥ 45 M records/s',
    check: ({ recordsPerSecond = 0 }) => ({
      result: millions(recordsPerSecond),
      isReached: recordsPerSecond >= 45e6,
    }),
  },
  {
    profile: 'pipeline',
    name: 'pipeline, quote',
    what: 'pipeline, Quote frames',
    target: '≥ 2 M ticks/s',
    check: ({ ticksPerSecond = 0 }) => ({
      result: millions(ticksPerSecond),
      isReached: ticksPerSecond >= 2e6,
    }),
  },
  {
    profile: 'pipeline',
    name: 'pipeline, quote',
    what: 'pipeline over bare ws client',
    target: '≥ 0.6',
    check: ({ ratioToBareWs = 0 }) => ({
      result: ratioToBareWs.toFixed(2),
      isReached: ratioToBareWs >= 0.6,
    }),
  },
  {
    profile: 'sustained',
    name: 'sustained',
    what: 'sustained: losses',
    target: '0 dropped, 0 conflated',
    check: lossless,
  },
  {
    profile: 'sustained',
    name: 'sustained',
    what: 'sustained: receive to consumer',
    target: 'p50 ≤ 100 µs, p99 ≤ 1 ms',
    check: ({ latencyUs }) => latencyWithin(latencyUs, { p50: 100, p99: 1000 }),
  },
  {
    profile: 'sustained',
    name: 'sustained',
    what: 'sustained: tick to order',
    target: 'p50 ≤ 250 µs, p99 ≤ 2 ms',
    check: ({ tickToOrderUs }) => latencyWithin(tickToOrderUs, { p50: 250, p99: 2000 }),
  },
  {
    profile: 'sustained',
    name: 'sustained',
    what: 'sustained: growth of resident memory',
    target: '< 20 MB',
    check: ({ rssStartMb = 0, rssEndMb = 0 }) => ({
      result: `${(rssEndMb - rssStartMb).toFixed(1)} MB`,
      isReached: rssEndMb - rssStartMb < 20,
    }),
  },
  {
    profile: 'sustained',
    name: 'many',
    what: '100 strategies: losses and execution',
    target: '0 dropped, p99 < 1 ms',
    check: ({ dropped = 0, strategyExecutionUs }) => {
      const { result, isReached } = latencyWithin(strategyExecutionUs, { p99: 1000 });
      return { result: `${dropped} dropped, ${result}`, isReached: isReached && dropped === 0 };
    },
  },
  {
    profile: 'burst',
    name: 'burst',
    what: 'burst: ticks unaccounted for',
    target: '0',
    check: ({ unaccounted = 0 }) => ({
      result: String(unaccounted),
      isReached: unaccounted === 0,
    }),
  },
  {
    profile: 'burst',
    name: 'burst',
    what: 'burst: back to p99 ≤ 1 ms',
    target: '≤ 200 ms',
    check: ({ recoveryMs = Number.POSITIVE_INFINITY }) => ({
      result: `${recoveryMs.toFixed(0)} ms`,
      isReached: recoveryMs <= 200,
    }),
  },
  {
    profile: 'journal',
    name: 'journal at 1000 records/s, 1 ',
    what: 'journal at 1k records/s: acknowledged',
    target: 'p50 ≤ 0.3 ms, p99 ≤ 3 × bare fdatasync',
    check: acknowledged,
  },
  {
    profile: 'journal',
    name: 'journal at 20000 ',
    what: 'journal at 20k records/s: acknowledged',
    target: 'p50 ≤ 0.3 ms, p99 ≤ 3 × bare fdatasync',
    check: acknowledged,
  },
  {
    profile: 'orders',
    name: 'orders',
    what: 'orders through risk, journal and paper venue',
    target: '≥ 10,000 a minute, 0 lost, 0 duplicated',
    check: ({ ordersPerMinute = 0, lost, duplicated }) => ({
      result: `${ordersPerMinute.toFixed(0)} a minute, ${lost} lost, ${duplicated} duplicated`,
      isReached: ordersPerMinute >= 10_000 && lost === 0 && duplicated === 0,
    }),
  },
  {
    profile: 'orders',
    name: 'orders',
    what: 'orders: tick to durable order',
    target: 'p99 ≤ 10 ms',
    check: ({ tickToOrderUs }) => latencyWithin(tickToOrderUs, { p99: 10_000 }),
  },
  {
    profile: 'recovery',
    name: 'recover 1000000 records, with ',
    what: 'recovery of 1 M records with a snapshot',
    target: '< 2 s',
    check: ({ recoverMs = Number.POSITIVE_INFINITY }) => ({
      result: `${recoverMs.toFixed(0)} ms`,
      isReached: recoverMs < 2000,
    }),
  },
  {
    profile: 'recovery',
    name: 'kill switch',
    what: 'kill switch, 16 positions: flat at the paper venue',
    target: '≤ 2 s',
    check: ({ flatMs = Number.POSITIVE_INFINITY, max }) => ({
      result: `${flatMs.toFixed(0)} ms, at most ${max.toFixed(0)} ms`,
      isReached: max <= 2000,
    }),
  },
  {
    profile: 'recovery',
    name: '200 kills',
    what: '200 kills under load: lost, doubled, unprotected',
    target: '0, 0, ≤ 5 s',
    check: ({ lost, duplicated, unprotectedMs = Number.POSITIVE_INFINITY }) => ({
      result: `${lost} lost, ${duplicated} duplicated, ${unprotectedMs.toFixed(0)} ms`,
      isReached: lost === 0 && duplicated === 0 && unprotectedMs <= 5000,
    }),
  },
  {
    profile: 'fanout',
    name: 'fanout uWebSockets',
    what: 'fan-out through uWebSockets',
    target: '≥ 1 M deliveries/s',
    check: (_, all) => {
      const rate = Math.max(...all.map(({ deliveriesPerSecond = 0 }) => deliveriesPerSecond));
      return { result: millions(rate), isReached: rate >= 1e6 };
    },
  },
  {
    profile: 'micro',
    name: 'scrip master load',
    what: 'scrip master load',
    target: '< 1 s',
    check: ({ loadMs = 0 }) => ({ result: `${loadMs.toFixed(0)} ms`, isReached: loadMs < 1000 }),
  },
  {
    profile: 'micro',
    name: 'large scrip master load',
    what: 'scrip master load, 250,000 rows, disk included',
    target: '< 2 s',
    check: ({ loadMs = 0 }) => ({ result: `${loadMs.toFixed(0)} ms`, isReached: loadMs < 2000 }),
  },
  {
    profile: 'micro',
    name: 'order event',
    what: 'order events, one thread, slowest mix',
    target: '≥ 1 M events/s',
    check: (_, all) => {
      const events = all.filter(({ name }) => name.startsWith('order event'));
      const slowest = Math.max(...events.map(({ nsPerOperation = 0 }) => nsPerOperation));
      return { result: `${millions(1e9 / slowest)} events/s`, isReached: slowest <= 1000 };
    },
  },
  {
    profile: 'micro',
    name: 'instrument lookup',
    what: 'instrument lookup, slowest kind',
    target: '< 1 µs',
    check: (_, all) => {
      const lookups = all.filter(({ name }) => name.startsWith('instrument lookup'));
      const slowest = Math.max(...lookups.map(({ nsPerOperation = 0 }) => nsPerOperation));
      return { result: `${slowest.toFixed(0)} ns`, isReached: slowest < 1000 };
    },
  },
];

/** Every target that the reports have a result for. */
export function checkTargets(reports: readonly ProfileReport[]): TargetCheck[] {
  return TARGETS.flatMap(({ profile, name, what, target, check }) => {
    const results = reports.find((report) => report.profile === profile)?.results ?? [];
    const result = results.find((candidate) =>
      name === 'many' ? isMany(candidate) : candidate.name.startsWith(name) && !isMany(candidate),
    );
    return result === undefined ? [] : [{ what, target, ...check(result, results) }];
  });
}

function isMany({ name }: BenchResult): boolean {
  return /, \d+ strategies$/.test(name);
}
