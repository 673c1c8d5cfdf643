/**
 * Outside peer: `ringbuf.js`, a wait-free single-producer single-consumer ring. It has one reader,
 * so three readers take three rings and three copies; it cannot wait, so its readers sleep on the
 * same doorbell as ours.
 *
 *   writer ──copy──ring 0──copy──→ reader 0
 *          ──copy──ring 1──copy──→ reader 1   …
 */
import { Worker } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { recordViews } from '../../src/contract/layout.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { DOORBELL_BYTES, Doorbell } from '../../src/ring/doorbell.ts';
import type { Measurement } from '../harness/result.ts';
import { nap } from '../ring/nap.ts';
import { measureTransfer, nextMessages, type RingOptions } from '../ring/ring-options.ts';
import { fillTick } from '../ring/tick-work.ts';
import type { RingbufReaderData } from './ringbuf-reader.thread.ts';

export async function runRingbuf(options: RingOptions): Promise<Measurement> {
  const buffers = Array.from({ length: options.readers }, () =>
    RingBuffer.getStorageForCapacity(options.capacity * TICK.words, Int32Array),
  );
  const rings = buffers.map((buffer) => new RingBuffer(buffer, Int32Array));
  const bellBuffer = new SharedArrayBuffer(DOORBELL_BYTES);
  const bell = new Doorbell(bellBuffer);
  const workers = buffers.map((ring) => {
    const workerData: RingbufReaderData = { ...options, ring, bell: bellBuffer };
    return new Worker(new URL('./ringbuf-reader.thread.js', import.meta.url), { workerData });
  });
  await nextMessages(workers);
  const scratch = recordViews(new ArrayBuffer(options.batch * TICK.byteLength));
  return measureTransfer(workers, options, (from, to) => {
    for (let next = from; next < to; ) {
      const count = Math.min(options.batch, to - next);
      for (let k = 0; k < count; k++) fillTick(scratch, k * TICK.words, next + k);
      const words = count * TICK.words;
      while (rings.some((ring) => ring.available_write() < words)) nap();
      for (const ring of rings) ring.push(scratch.i32, words);
      bell.ring();
      next += count;
    }
  });
}
