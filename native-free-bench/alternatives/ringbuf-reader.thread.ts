/** Reader of the `ringbuf.js` peer. A thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { recordViews } from '../../src/contract/layout.ts';
import { TICK_POLL_BATCH } from '../../src/contract/limits.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { Doorbell } from '../../src/ring/doorbell.ts';
import { waitStrategy } from '../../src/ring/wait-strategy.ts';
import type { ReaderMessage, RingOptions } from '../ring/ring-options.ts';
import { foldTick } from '../ring/tick-work.ts';

export interface RingbufReaderData extends RingOptions {
  readonly ring: SharedArrayBuffer;
  readonly bell: SharedArrayBuffer;
}

const IDLE_MS = 100;

const data = workerData as RingbufReaderData;
const ring = new RingBuffer(data.ring, Int32Array);
const bell = new Doorbell(data.bell);
const idle = waitStrategy(data.wait);
const scratch = recordViews(new ArrayBuffer(TICK_POLL_BATCH * TICK.byteLength));

function foldBatch(count: number, checksum: number): number {
  let folded = checksum;
  for (let k = 0; k < count; k++) folded = foldTick(scratch, k * TICK.words, folded);
  return folded;
}

let read = 0;

function foldUntil(total: number, checksum: number): number {
  let folded = checksum;
  while (read < total) {
    const seen = bell.read();
    const count = ring.pop(scratch.i32, scratch.i32.length) / TICK.words;
    if (count === 0) idle.idle(bell, seen, IDLE_MS);
    else folded = foldBatch(count, folded);
    read += count;
  }
  return folded;
}

const tell = (message: ReaderMessage) => parentPort?.postMessage(message);

tell({ type: 'ready' });
const warm = foldUntil(data.warmUpRecords, 0);
tell({ type: 'warm' });
const checksum = foldUntil(data.warmUpRecords + data.records, warm);
tell({ type: 'done', checksum, atNs: process.hrtime.bigint() });
