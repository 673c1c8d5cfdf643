/** A lossless queue between two real threads, both with irregular pauses. */
import { afterEach, describe, it } from 'vitest';
import { SpscQueue } from '../../src/ring/spsc-queue.ts';
import { Outcomes } from './outcomes.ts';
import type { QueueEndData } from './queue-end.thread.ts';
import { sampleCodec } from './sample-value.ts';
import { killAll, TestThread } from './test-thread.ts';

afterEach(killAll);

describe('SPSC queue', () => {
  it('hands over every value as it was written, in order, and counts each refusal', async () => {
    const outcomes = new Outcomes('lossless queue of 8, both ends with pauses', {
      'as written': ['EXPECTED', 'the next value, whole'],
      torn: ['FORBIDDEN', 'fields of two values'],
      'out of order': ['FORBIDDEN', 'a value lost, repeated or overtaken'],
      'one too many': ['FORBIDDEN', 'a value that nobody wrote'],
      'empty at the end': ['EXPECTED', 'as many were read as were written'],
      empty: ['ACCEPTABLE', 'the reader was faster'],
      refused: ['EXPECTED', 'the queue was full'],
      'refusals agree': ['EXPECTED', 'the shared count is what the writer was told'],
      'refusals differ': ['FORBIDDEN', 'a refusal went uncounted'],
    });
    for (const start of [0, 2 ** 31 - 10_000, -10_000]) {
      const capacity = 8;
      const queue = new SpscQueue(sampleCodec, capacity);
      queue.storeWriter(start);
      queue.storeReader(start);
      const end = (side: QueueEndData['end'], seed: number): QueueEndData => ({
        end: side,
        queue: queue.buffer,
        capacity,
        values: 30_000,
        seed,
      });
      const threads = [
        new TestThread('queue-end', end('reader', 1)),
        new TestThread('queue-end', end('writer', 2)),
      ];
      for (const thread of threads) outcomes.add(await thread.counts());
    }
    outcomes.settle();
  });
});
