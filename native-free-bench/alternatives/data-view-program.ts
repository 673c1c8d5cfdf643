/**
 * Alternative: the same ring and cursors, records written and read through a `DataView` instead of
 * typed views.
 *
 *   writer ──ring (DataView)──→ reader 0..n
 */
import { Worker } from 'node:worker_threads';
import { TICK } from '../../src/contract/records/tick.ts';
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { BroadcastWriter, RING_FULL } from '../../src/ring/broadcast-writer.ts';
import { DOORBELL_BYTES, Doorbell } from '../../src/ring/doorbell.ts';
import type { Measurement } from '../harness/result.ts';
import { nap } from '../ring/nap.ts';
import { measureTransfer, nextMessages, type RingOptions } from '../ring/ring-options.ts';
import type { RingReaderData } from '../ring/ring-reader.thread.ts';
import { fillTickView, recordsView } from './data-view-work.ts';

const BATCH_MAX = 1024;

function fillBatch(writer: BroadcastWriter, view: DataView, from: number, to: number): number {
  for (let n = from; n < to; n++) {
    const base = writer.claim();
    if (base === RING_FULL) return n;
    fillTickView(view, base << 2, n);
  }
  return to;
}

export async function runDataView(options: RingOptions): Promise<Measurement> {
  const ring = new BroadcastRing({
    layout: TICK,
    capacity: options.capacity,
    readers: options.readers,
  });
  const view = recordsView(ring);
  const bellBuffer = new SharedArrayBuffer(DOORBELL_BYTES);
  const bell = new Doorbell(bellBuffer);
  const workers = Array.from({ length: options.readers }, (_, slot) => {
    const workerData: RingReaderData = { ...options, ring: ring.buffer, bell: bellBuffer, slot };
    return new Worker(new URL('./data-view-reader.thread.js', import.meta.url), { workerData });
  });
  await nextMessages(workers);
  const writer = new BroadcastWriter(ring, Math.min(BATCH_MAX, options.capacity / 4));
  return measureTransfer(workers, options, (from, to) => {
    let next = from;
    while (next < to) {
      const end = Math.min(next + options.batch, to);
      next = fillBatch(writer, view, next, end);
      if (writer.publish() > 0) bell.ring();
      if (next < end) nap();
    }
  });
}
