/** Reader of the postMessage alternative: an event-loop thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ReaderMessage, RingOptions } from '../ring/ring-options.ts';
import { foldPlainTick, type PlainTick } from './plain-tick.ts';

const data = workerData as RingOptions & {
  readonly acknowledged: Int32Array;
  readonly slot: number;
};
const end = data.warmUpRecords + data.records;
let read = 0;
let checksum = 0;

const tell = (message: ReaderMessage) => parentPort?.postMessage(message);

parentPort?.on('message', (ticks: readonly PlainTick[]) => {
  for (const tick of ticks) checksum = foldPlainTick(tick, checksum);
  read += ticks.length;
  Atomics.add(data.acknowledged, data.slot, 1);
  if (read === data.warmUpRecords) tell({ type: 'warm' });
  if (read === end) tell({ type: 'done', checksum, atNs: process.hrtime.bigint() });
});
tell({ type: 'ready' });
