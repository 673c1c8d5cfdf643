/** The broadcast ring between real threads: what is published is whole, and every critical reader sees all of it in order. */
import { afterEach, describe, it } from 'vitest';
import type { AttachingReaderData } from './attaching-reader.thread.ts';
import type { GatingReaderData } from './gating-reader.thread.ts';
import { Outcomes, type OutcomeTable } from './outcomes.ts';
import { RingSession } from './ring-session.ts';
import type { RingWriterData } from './ring-writer.thread.ts';
import { killAll, TestThread } from './test-thread.ts';

const RECORD_OUTCOMES: OutcomeTable = {
  intact: ['EXPECTED', 'the record of this sequence, every word of one write'],
  torn: ['FORBIDDEN', 'words of two writes: published too early or overwritten too soon'],
  lost: ['FORBIDDEN', 'a later record stands here: the writer did not wait'],
  repeated: ['FORBIDDEN', 'an earlier record stands here: the cursor was ahead of the bytes'],
  'writer waited': ['ACCEPTABLE', 'the ring was full'],
};

const start = (data: GatingReaderData) => new TestThread('gating-reader', data);
const startWriter = (data: RingWriterData) => new TestThread('ring-writer', data);

afterEach(killAll);

describe('broadcast ring', () => {
  it('shows all fields of a record once it is published, across 2^31 and 2^32', async () => {
    const records = 100_000;
    const outcomes = new Outcomes('payload visibility after publish, ring of 16', {
      ...RECORD_OUTCOMES,
      'records read': ['EXPECTED', 'the reader got to the end'],
      'records written': ['EXPECTED', 'the writer got to the end'],
    });
    for (const edge of [2 ** 31, 2 ** 32]) {
      const first = edge - records / 2;
      const session = RingSession.create({ capacity: 16, readers: 1, batchMax: 4 }, first);
      const reader = start({
        session: session.data,
        slot: 0,
        end: first + records,
        seed: 1,
        pauseOneIn: 0,
      });
      await reader.heard('attached');
      const writer = startWriter({ session: session.data, records, seed: 2, pauseOneIn: 0 });
      await writer.heard('ready');
      outcomes.add(await writer.counts());
      outcomes.add(await reader.counts());
    }
    outcomes.settle();
  });

  it('gives three critical readers with pauses every record exactly once, in order', async () => {
    const records = 150_000;
    const outcomes = new Outcomes('one writer, three gating readers with random pauses', {
      ...RECORD_OUTCOMES,
      'reader read all': ['EXPECTED', 'as many records as were written, each the right one'],
      'reader read fewer': ['FORBIDDEN', 'some record was not the right one'],
    });
    const session = RingSession.create({ capacity: 256, readers: 5, batchMax: 64 });
    const readers = [0, 2, 4].map((slot) =>
      start({ session: session.data, slot, end: records, seed: slot, pauseOneIn: 60 }),
    );
    await Promise.all(readers.map((reader) => reader.heard('attached')));
    const writer = startWriter({ session: session.data, records, seed: 9, pauseOneIn: 100 });
    await writer.heard('ready');
    const { 'records written': written, ...rest } = await writer.counts();
    outcomes.add(rest);
    for (const reader of readers) {
      const { 'records read': _, ...counts } = await reader.counts();
      outcomes.add(counts);
      const isAll = written === records && counts['intact'] === records;
      outcomes.add({ [isAll ? 'reader read all' : 'reader read fewer']: 1 });
    }
    outcomes.settle();
  });

  it('lets a critical reader attach while the writer runs at full speed', async () => {
    const outcomes = new Outcomes('attach under a running writer, ring of 16', {
      ...RECORD_OUTCOMES,
      attached: ['EXPECTED', 'a reader came, read and went'],
      'started in the past': ['FORBIDDEN', 'its first record was published before it attached'],
      'left behind': ['FORBIDDEN', 'the writer went on by more than a ring'],
      'records written': ['EXPECTED', 'the writer ran'],
    });
    const first = 2 ** 32 - 500_000;
    for (const slots of [[0], [0, 1]]) {
      const session = RingSession.create({ capacity: 16, readers: 2, batchMax: 4 }, first);
      const threads = slots.map(
        (slot) =>
          new TestThread('attaching-reader', {
            session: session.data,
            slot,
            end: first + 1_000_000,
            seed: slot,
          } satisfies AttachingReaderData),
      );
      await Promise.all(threads.map((reader) => reader.heard('ready')));
      const writer = startWriter({ session: session.data, seed: 3, pauseOneIn: 0, spins: 5000 });
      await writer.heard('ready');
      for (const thread of [...threads, writer]) outcomes.add(await thread.counts());
    }
    outcomes.settle();
  });
});
