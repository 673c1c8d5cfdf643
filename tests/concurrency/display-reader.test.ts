/** A display reader that the writer laps again and again: it may miss records, never see a torn one, and counts what it missed. */
import { afterEach, describe, it } from 'vitest';
import type { DisplayReaderData } from './display-reader.thread.ts';
import { Outcomes } from './outcomes.ts';
import { RingSession } from './ring-session.ts';
import type { RingWriterData } from './ring-writer.thread.ts';
import { killAll, TestThread } from './test-thread.ts';

afterEach(killAll);

describe('display reader', () => {
  it('is lapped and never torn, and read + skipped = published', async () => {
    const outcomes = new Outcomes('display reader lapped on purpose, ring of 64', {
      intact: ['EXPECTED', 'the record of its sequence, every word of one write'],
      torn: ['FORBIDDEN', 'a copy that was overwritten meanwhile was handed out'],
      lost: ['FORBIDDEN', 'a record of a later lap was handed out as this one'],
      repeated: ['FORBIDDEN', 'a record of an earlier lap was handed out as this one'],
      'skipped ahead': ['EXPECTED', 'it found itself more than half a ring behind'],
      'copy thrown away': ['ACCEPTABLE', 'the writer came too close while it copied'],
      'accounts balance': ['EXPECTED', 'read + skipped = published since it attached'],
      'accounts differ': ['FORBIDDEN', 'a record is neither read nor counted as skipped'],
      'records written': ['EXPECTED', 'nobody held the writer up'],
    });
    for (const first of [0, 2 ** 32 - 50_000]) {
      const session = RingSession.create({ capacity: 64, readers: 1, batchMax: 4 }, first);
      const follow: DisplayReaderData = { session: session.data, slot: 0, copyBatch: 12, seed: 5 };
      const reader = new TestThread('display-reader', follow);
      await reader.heard('attached');
      const write: RingWriterData = {
        session: session.data,
        records: 1_500_000,
        seed: 6,
        pauseOneIn: 500,
      };
      const writer = new TestThread('ring-writer', write);
      await writer.heard('ready');
      outcomes.add(await writer.counts());
      outcomes.add(await reader.counts());
    }
    outcomes.settle();
  });
});
