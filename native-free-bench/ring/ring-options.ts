/** What every ring variant is run with, and how readers and writer meet. */
import type { Worker } from 'node:worker_threads';
import type { WaitStrategyName } from '../../src/ring/wait-strategy.ts';
import type { Measurement } from '../harness/result.ts';
import { workHash } from '../harness/work-hash.ts';

export interface RingOptions {
  /** Reader threads. */
  readonly readers: number;
  /** Records the writer publishes at once. */
  readonly batch: number;
  /** Records before the clock starts: threads up, code compiled. */
  readonly warmUpRecords: number;
  readonly records: number;
  /** Ring capacity in records. */
  readonly capacity: number;
  readonly wait: WaitStrategyName;
}

/** Reader thread → writer. `atNs` is the process-wide monotonic clock. */
export type ReaderMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'warm' }
  | { readonly type: 'done'; readonly checksum: number; readonly atNs: bigint };

/**
 * The next message of every reader, in reader order. Rejects when one dies. Call before what causes
 * the messages.
 */
export function nextMessages(workers: readonly Worker[]): Promise<ReaderMessage[]> {
  return Promise.all(
    workers.map(
      (worker) =>
        new Promise<ReaderMessage>((resolve, reject) => {
          const onError = (error: Error) => reject(error);
          worker.once('error', onError);
          worker.once('message', (message: ReaderMessage) => {
            worker.off('error', onError);
            resolve(message);
          });
        }),
    ),
  );
}

/**
 * One run: `write` pushes records `[from, to)` through; the clock runs from its second call to the
 * last reader's end.
 */
export async function measureTransfer(
  workers: readonly Worker[],
  options: Pick<RingOptions, 'warmUpRecords' | 'records'>,
  write: (from: number, to: number) => void | Promise<void>,
): Promise<Measurement> {
  const warm = nextMessages(workers);
  await write(0, options.warmUpRecords);
  await warm;
  const ends = nextMessages(workers);
  const cpuStart = process.cpuUsage();
  const startNs = process.hrtime.bigint();
  await write(options.warmUpRecords, options.warmUpRecords + options.records);
  const done = await ends;
  const cpu = process.cpuUsage(cpuStart);
  const checksums: number[] = [];
  let endNs = startNs;
  for (const message of done) {
    if (message.type !== 'done') throw new Error(`a reader said ${message.type} at its end`);
    checksums.push(message.checksum);
    if (message.atNs > endNs) endNs = message.atNs;
  }
  if (new Set(checksums).size !== 1) {
    throw new Error(`readers of one ring disagree: ${checksums.join(', ')}`);
  }
  const elapsedUs = Number(endNs - startNs) / 1000;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return {
    recordsPerSecond: (options.records / elapsedUs) * 1e6,
    cpuPercent: (100 * (cpu.user + cpu.system)) / elapsedUs,
    workHash: workHash(checksums.slice(0, 1)),
  };
}
