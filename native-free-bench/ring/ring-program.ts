/**
 * The engine's broadcast ring: one writer, every reader sees every record and folds it into a
 * checksum. Runs in a process of its own; the writer is the main thread.
 *
 *                    ┌→ reader 0 (thread)
 *   writer ──ring────┼→ reader 1
 *     ↑              └→ reader 2
 *     └── waits while the slowest reader is a full ring behind
 */
import { Worker } from 'node:worker_threads';
import { TICK } from '../../src/contract/records/tick.ts';
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { BroadcastWriter, RING_FULL } from '../../src/ring/broadcast-writer.ts';
import { DOORBELL_BYTES, Doorbell } from '../../src/ring/doorbell.ts';
import type { Measurement } from '../harness/result.ts';
import { nap } from './nap.ts';
import { measureTransfer, nextMessages, type RingOptions } from './ring-options.ts';
import type { RingReaderData } from './ring-reader.thread.ts';
import { fillTick } from './tick-work.ts';

/** As in the engine: what a writer may hold unpublished. */
const BATCH_MAX = 1024;

/**
 * Fills records `[from, to)`; returns where it stopped because the ring was full. One small
 * function, so that it is compiled well.
 */
function fillBatch(writer: BroadcastWriter, from: number, to: number): number {
  const { records } = writer;
  for (let n = from; n < to; n++) {
    const base = writer.claim();
    if (base === RING_FULL) return n;
    fillTick(records, base, n);
  }
  return to;
}

export async function runRing(options: RingOptions): Promise<Measurement> {
  const ring = new BroadcastRing({
    layout: TICK,
    capacity: options.capacity,
    readers: options.readers,
  });
  const bellBuffer = new SharedArrayBuffer(DOORBELL_BYTES);
  const bell = new Doorbell(bellBuffer);
  const workers = Array.from({ length: options.readers }, (_, slot) => {
    const workerData: RingReaderData = { ...options, ring: ring.buffer, bell: bellBuffer, slot };
    return new Worker(new URL('./ring-reader.thread.js', import.meta.url), { workerData });
  });
  await nextMessages(workers);
  const writer = new BroadcastWriter(ring, Math.min(BATCH_MAX, options.capacity / 4));
  return measureTransfer(workers, options, (from, to) => {
    let next = from;
    while (next < to) {
      const end = Math.min(next + options.batch, to);
      next = fillBatch(writer, next, end);
      if (writer.publish() > 0) bell.ring();
      if (next < end) nap();
    }
  });
}
