/**
 * Alternative: every record is published and notified by itself, whether anybody waits or not.
 *
 *   writer ──ring, `Atomics.notify` per record──→ reader 0..n
 */
import { Worker } from 'node:worker_threads';
import { TICK } from '../../src/contract/records/tick.ts';
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { BroadcastWriter, RING_FULL } from '../../src/ring/broadcast-writer.ts';
import { DOORBELL_BYTES } from '../../src/ring/doorbell.ts';
import type { Measurement } from '../harness/result.ts';
import { nap } from '../ring/nap.ts';
import { measureTransfer, nextMessages, type RingOptions } from '../ring/ring-options.ts';
import type { RingReaderData } from '../ring/ring-reader.thread.ts';
import { fillTick } from '../ring/tick-work.ts';

export async function runNotifyPerRecord(options: RingOptions): Promise<Measurement> {
  const ring = new BroadcastRing({
    layout: TICK,
    capacity: options.capacity,
    readers: options.readers,
  });
  const bellBuffer = new SharedArrayBuffer(DOORBELL_BYTES);
  const bellWord = new Int32Array(bellBuffer, 0, 1);
  const workers = Array.from({ length: options.readers }, (_, slot) => {
    const workerData: RingReaderData = { ...options, ring: ring.buffer, bell: bellBuffer, slot };
    return new Worker(new URL('../ring/ring-reader.thread.js', import.meta.url), { workerData });
  });
  await nextMessages(workers);
  const writer = new BroadcastWriter(ring, 1);
  const { records } = writer;
  return measureTransfer(workers, options, (from, to) => {
    for (let n = from; n < to; n++) {
      let base = writer.claim();
      while (base === RING_FULL) {
        nap();
        base = writer.claim();
      }
      fillTick(records, base, n);
      writer.publish();
      Atomics.add(bellWord, 0, 1);
      Atomics.notify(bellWord, 0);
    }
  });
}
