/** Reader of the `DataView` alternative. A thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { TICK_POLL_BATCH } from '../../src/contract/limits.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { Doorbell } from '../../src/ring/doorbell.ts';
import { GatingReader } from '../../src/ring/gating-reader.ts';
import { waitStrategy } from '../../src/ring/wait-strategy.ts';
import type { ReaderMessage } from '../ring/ring-options.ts';
import type { RingReaderData } from '../ring/ring-reader.thread.ts';
import { foldTickView, recordsView } from './data-view-work.ts';

const IDLE_MS = 100;

const data = workerData as RingReaderData;
const ring = new BroadcastRing(
  { layout: TICK, capacity: data.capacity, readers: data.readers },
  data.ring,
);
const view = recordsView(ring);
const bell = new Doorbell(data.bell);
const reader = new GatingReader(ring, data.slot);
const idle = waitStrategy(data.wait);

function foldBatch(count: number, checksum: number): number {
  let folded = checksum;
  for (let k = 0; k < count; k++) folded = foldTickView(view, reader.baseOf(k) << 2, folded);
  reader.release(count);
  return folded;
}

function foldUntil(total: number, checksum: number): number {
  let folded = checksum;
  while (reader.read < total) {
    const seen = bell.read();
    const count = reader.available(TICK_POLL_BATCH);
    if (count === 0) idle.idle(bell, seen, IDLE_MS);
    else folded = foldBatch(count, folded);
  }
  return folded;
}

const tell = (message: ReaderMessage) => parentPort?.postMessage(message);

reader.attach();
tell({ type: 'ready' });
const warm = foldUntil(data.warmUpRecords, 0);
tell({ type: 'warm' });
const checksum = foldUntil(data.warmUpRecords + data.records, warm);
tell({ type: 'done', checksum, atNs: process.hrtime.bigint() });
