/** All micro benchmarks, in one process: nanoseconds per operation, through tinybench. */
import { Bench } from 'tinybench';
import type { BenchResult } from '../harness/result.ts';
import { coreCases } from './core-cases.ts';
import { feedCases } from './feed-cases.ts';
import { loadMasters, lookupCases, searchCases } from './instrument-cases.ts';
import { journalCases } from './journal-cases.ts';
import type { EqualCases, MicroCase } from './micro-case.ts';
import { orderCases } from './order-cases.ts';
import { recordCases, tickReadCases } from './record-cases.ts';

export interface MicroOptions {
  /** Measured time per case. */
  readonly timeMs: number;
  readonly warmUpMs: number;
  readonly isSmoke: boolean;
}

/** Throws when cases that are to do the same work differ. */
function checkEqual({ what, cases }: EqualCases): void {
  const results = new Set(cases.map((each) => each.run()));
  if (results.size !== 1) throw new Error(`${what}: results differ: ${[...results].join(', ')}`);
}

/** Latency of a sample per operation, ns. */
async function measure(cases: readonly MicroCase[], options: MicroOptions): Promise<BenchResult[]> {
  const bench = new Bench({
    time: options.timeMs,
    warmupTime: options.warmUpMs,
    iterations: 10,
    warmupIterations: 5,
  });
  // What the cases compute is kept, so that no compiler can prove it unused.
  let sink = 0;
  for (const each of cases) {
    bench.add(each.name, () => {
      sink += each.run();
    });
  }
  await bench.run();
  if (Number.isNaN(sink)) throw new Error('a micro benchmark computed nothing');
  return cases.map((each) => {
    const result = bench.getTask(each.name)?.result;
    if (result?.state !== 'completed') {
      throw new Error(`${each.name} did not complete: ${JSON.stringify(result)}`);
    }
    const ns = (sampleMs: number) => (sampleMs * 1e6) / each.operations;
    const { latency } = result;
    return {
      name: each.name,
      measure: 'nsPerOperation',
      rounds: latency.samplesCount,
      min: ns(latency.min),
      max: ns(latency.p99),
      nsPerOperation: ns(latency.p50),
    };
  });
}

export async function runMicro(options: MicroOptions): Promise<BenchResult[]> {
  const { master, results } = loadMasters(options.isSmoke);
  const reads = tickReadCases();
  checkEqual(reads);
  const cases = [
    ...feedCases(),
    ...reads.cases,
    ...recordCases(),
    ...coreCases(),
    ...orderCases(),
    ...journalCases(),
    ...lookupCases(master),
    ...searchCases(master),
  ];
  return [...results, ...(await measure(cases, options))];
}
