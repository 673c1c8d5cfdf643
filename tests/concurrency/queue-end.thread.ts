/** One end of a lossless queue, at its own irregular pace. */
import { workerData } from 'node:worker_threads';
import { SpscQueue, SpscReader, SpscWriter } from '../../src/ring/spsc-queue.ts';
import { isSampleOf, sampleCodec, sampleOf } from './sample-value.ts';
import { nap, Pauses, report, Tally } from './thread-side.ts';

export interface QueueEndData {
  readonly end: 'writer' | 'reader';
  readonly queue: SharedArrayBuffer;
  readonly capacity: number;
  readonly values: number;
  readonly seed: number;
}

const data = workerData as QueueEndData;
const queue = new SpscQueue(sampleCodec, data.capacity, data.queue);
const pauses = new Pauses(data.seed);
const tally = new Tally();

function writeAll(): void {
  const writer = new SpscWriter(queue);
  let refused = 0;
  for (let id = 0; id < data.values; id++) {
    for (let turn = 0; !writer.tryWrite(sampleOf(id)); turn++) {
      refused++;
      if (turn > 20) nap(0.05);
    }
    pauses.maybe(100);
  }
  tally.add(refused === queue.refused ? 'refusals agree' : 'refusals differ');
  tally.add('refused', refused);
}

function readAll(): void {
  const reader = new SpscReader(queue);
  for (let id = 0; id < data.values; ) {
    const value = reader.tryRead();
    if (value === undefined) {
      tally.add('empty');
      nap(0.02);
      continue;
    }
    if (isSampleOf(value, id)) tally.add('as written');
    else tally.add(value.id === id ? 'torn' : 'out of order');
    id++;
    pauses.maybe(100);
  }
  tally.add(reader.tryRead() === undefined ? 'empty at the end' : 'one too many');
}

if (data.end === 'writer') writeAll();
else readAll();
report(tally.all);
