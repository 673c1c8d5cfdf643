/**
 * Alternative: no shared memory; the writer posts arrays of plain objects, cloned once per reader.
 *
 *   writer ──postMessage(array of ticks)──→ reader 0..n
 *
 * At most `IN_FLIGHT` unread batches per reader.
 */
import { Worker } from 'node:worker_threads';
import type { Measurement } from '../harness/result.ts';
import { measureTransfer, nextMessages, type RingOptions } from '../ring/ring-options.ts';
import { makeTick, type PlainTick } from './plain-tick.ts';

/** Without a bound the messages pile up in memory faster than they are read. */
const IN_FLIGHT = 64;

/**
 * Counts batches that readers have finished, through one shared word per reader, so that messages
 * carry only ticks.
 */
class Acknowledged {
  readonly words: Int32Array;

  constructor(readers: number) {
    this.words = new Int32Array(new SharedArrayBuffer(readers * 4));
  }

  fewest(): number {
    let fewest = Number.POSITIVE_INFINITY;
    for (let reader = 0; reader < this.words.length; reader++) {
      fewest = Math.min(fewest, Atomics.load(this.words, reader));
    }
    return fewest;
  }
}

export async function runPostMessage(options: RingOptions): Promise<Measurement> {
  const acknowledged = new Acknowledged(options.readers);
  const workers = Array.from(
    { length: options.readers },
    (_, slot) =>
      new Worker(new URL('./post-message-reader.thread.js', import.meta.url), {
        workerData: { ...options, acknowledged: acknowledged.words, slot },
      }),
  );
  await nextMessages(workers);
  let posted = 0;
  return measureTransfer(workers, options, async (from, to) => {
    for (let next = from; next < to; ) {
      const end = Math.min(next + options.batch, to);
      const ticks: PlainTick[] = [];
      for (; next < end; next++) ticks.push(makeTick(next));
      for (const worker of workers) worker.postMessage(ticks);
      posted++;
      while (posted - acknowledged.fewest() >= IN_FLIGHT) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
  });
}
