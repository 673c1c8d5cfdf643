/** Threads that hang or die on the ring, and their successors: nobody else loses, repeats or tears a record. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, it } from 'vitest';
import { READER_DETACHED } from '../../src/ring/broadcast-ring.ts';
import { LastValueTable } from '../../src/ring/last-value-table.ts';
import type { GatingReaderData } from './gating-reader.thread.ts';
import { Outcomes, type OutcomeTable } from './outcomes.ts';
import { RingSession } from './ring-session.ts';
import type { RingWriterData } from './ring-writer.thread.ts';
import { STAMPED } from './stamped-record.ts';
import type { TableSideData } from './table-side.thread.ts';
import { killAll, TestThread } from './test-thread.ts';

const RECORD_OUTCOMES: OutcomeTable = {
  intact: ['EXPECTED', 'the record of this sequence, every word of one write'],
  torn: ['FORBIDDEN', 'half a record of the dead became visible, or a record was overwritten'],
  lost: ['FORBIDDEN', 'a record of this sequence was never seen'],
  repeated: ['FORBIDDEN', 'an older record stands here'],
  'writer waited': ['ACCEPTABLE', 'the ring was full'],
  'records written': ['EXPECTED', 'the writer got to its end'],
};

const CAPACITY = 64;
const SHAPE = { capacity: CAPACITY, readers: 2, batchMax: 16 };

const read = (data: GatingReaderData) => new TestThread('gating-reader', data);
const write = (data: RingWriterData) => new TestThread('ring-writer', data);

afterEach(killAll);

describe('thread death', () => {
  it('lets the writer go on when a supervisor detaches a reader that hangs', async () => {
    const outcomes = new Outcomes('a hung reader is detached', {
      ...RECORD_OUTCOMES,
      'writer stood at one ring': ['EXPECTED', 'it waited for the hung reader, and no further'],
      'writer overran': ['FORBIDDEN', 'it wrote over what the hung reader had not read'],
      'other reader read all': ['EXPECTED', 'the others never noticed'],
      'other reader read fewer': ['FORBIDDEN', 'the others lost records'],
    });
    const hangAt = 500;
    const records = 20_000;
    const session = RingSession.create(SHAPE);
    const hung = read({
      session: session.data,
      slot: 0,
      seed: 1,
      pauseOneIn: 0,
      hangAfter: hangAt,
    });
    const other = read({ session: session.data, slot: 1, seed: 2, pauseOneIn: 0, end: records });
    await Promise.all([hung.heard('attached'), other.heard('attached')]);
    const writer = write({ session: session.data, records, seed: 3, pauseOneIn: 0 });
    await writer.heard('ready');
    await hung.heard('hanging');
    const held = session.ring.loadReader(0);
    while (session.ring.loadTotal() < held + CAPACITY) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Time to do wrong in.
    await setTimeout(20);
    const isHeld = session.ring.loadTotal() === held + CAPACITY;
    outcomes.add({ [isHeld ? 'writer stood at one ring' : 'writer overran']: 1 });
    session.ring.setReaderKind(0, READER_DETACHED);
    outcomes.add(await writer.counts());
    const { 'records read': count, ...rest } = await other.counts();
    outcomes.add(rest);
    const isAll = count === records && rest['intact'] === records;
    outcomes.add({ [isAll ? 'other reader read all' : 'other reader read fewer']: 1 });
    outcomes.settle();
  });

  it('lets a successor go on where a writer died inside a record', async () => {
    const outcomes = new Outcomes('the writer is terminated with half a record written', {
      ...RECORD_OUTCOMES,
      'reader read all': [
        'EXPECTED',
        'the records of the dead up to its last publish, then the new',
      ],
      'reader read fewer': ['FORBIDDEN', 'some record was not the right one'],
    });
    for (const hangAfter of [0, 1, 37, 16 * 20, 5003]) {
      const records = 2000;
      const session = RingSession.create(SHAPE, 2 ** 32 - 2500);
      const first = session.ring.loadTotal();
      const dead = { session: session.data, seed: hangAfter, pauseOneIn: 0 };
      const reader = read({ session: session.data, slot: 0, seed: 4, pauseOneIn: 200 });
      await reader.heard('attached');
      const victim = write({ ...dead, hangAfter: first + hangAfter });
      await victim.heard('ready');
      await victim.heard('half');
      await victim.kill();
      const survived = session.ring.loadTotal() - first;
      const successor = write({ session: session.data, records, seed: 5, pauseOneIn: 0 });
      await successor.heard('ready');
      outcomes.add(await successor.counts());
      const { 'records read': count, ...rest } = await reader.counts();
      outcomes.add(rest);
      const isAll = count === survived + records && rest['intact'] === count;
      outcomes.add({ [isAll ? 'reader read all' : 'reader read fewer']: 1 });
    }
    outcomes.settle();
  });

  it('lets a successor go on where a writer was ended at any moment', async () => {
    const outcomes = new Outcomes('the writer is terminated while it runs', {
      ...RECORD_OUTCOMES,
      'reader read all': ['EXPECTED', 'contiguous over all three writers'],
      'reader read fewer': ['FORBIDDEN', 'some record was not the right one'],
    });
    const session = RingSession.create(SHAPE);
    const reader = read({ session: session.data, slot: 0, seed: 4, pauseOneIn: 0 });
    await reader.heard('attached');
    for (let life = 0; life < 8; life++) {
      const victim = write({ session: session.data, seed: life, pauseOneIn: 0 });
      await victim.heard('ready');
      const from = session.ring.loadTotal();
      while (session.ring.loadTotal() < from + 1000) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await victim.kill();
    }
    const survived = session.ring.loadTotal();
    const records = 1000;
    const last = write({ session: session.data, records, seed: 9, pauseOneIn: 0 });
    await last.heard('ready');
    outcomes.add(await last.counts());
    const { 'records read': count, ...rest } = await reader.counts();
    outcomes.add(rest);
    const isAll = count === survived + records && rest['intact'] === count;
    outcomes.add({ [isAll ? 'reader read all' : 'reader read fewer']: 1 });
    outcomes.settle();
  });

  it('lets a successor attach in the slot of a reader that died inside a batch', async () => {
    const outcomes = new Outcomes('a gating reader is terminated inside a batch', {
      ...RECORD_OUTCOMES,
      'records read': ['EXPECTED', 'the successor and the other reader got to the end'],
      'other reader read all': ['EXPECTED', 'the death cost nobody else a record'],
      'other reader read fewer': ['FORBIDDEN', 'the death cost another reader a record'],
    });
    const records = 20_000;
    for (const isDetached of [true, false]) {
      const session = RingSession.create(SHAPE);
      const victim = read({
        session: session.data,
        slot: 0,
        seed: 1,
        pauseOneIn: 0,
        hangAfter: 777,
      });
      const other = read({ session: session.data, slot: 1, seed: 2, pauseOneIn: 0, end: records });
      await Promise.all([victim.heard('attached'), other.heard('attached')]);
      const writer = write({ session: session.data, records, seed: 3, pauseOneIn: 0 });
      await writer.heard('ready');
      await victim.heard('hanging');
      await victim.kill();
      if (isDetached) session.ring.setReaderKind(0, READER_DETACHED);
      const successor = read({
        session: session.data,
        slot: 0,
        seed: 6,
        pauseOneIn: 0,
        end: records,
      });
      await successor.heard('attached');
      outcomes.add(await writer.counts());
      outcomes.add(await successor.counts());
      const counts = await other.counts();
      outcomes.add(counts);
      const isAll = counts['intact'] === records;
      outcomes.add({ [isAll ? 'other reader read all' : 'other reader read fewer']: 1 });
    }
    outcomes.settle();
  });

  it('leaves no half value in a table whose writer was ended at any moment', async () => {
    const outcomes = new Outcomes('the writer of a table is terminated and its slots repaired', {
      consistent: ['EXPECTED', 'one whole value with its own version'],
      'no copy now': ['ACCEPTABLE', 'the successor sits in the slot'],
      emptied: ['ACCEPTABLE', 'nothing, where the dead left half a value'],
      torn: ['FORBIDDEN', 'half a value of the dead was taken for whole'],
      'odd version': ['FORBIDDEN', 'a copy from inside a write was accepted'],
      'value of another version': ['FORBIDDEN', 'the version does not belong to the value'],
      'older than before': ['FORBIDDEN', 'a slot went back in time'],
      'slot left open': ['FORBIDDEN', 'after the repair every version is even'],
      'writer died inside': ['ACCEPTABLE', 'a slot was open when its writer died'],
    });
    const slots = 2;
    const table = new LastValueTable(STAMPED, slots);
    for (let life = 0; life < 10; life++) {
      const stop = new SharedArrayBuffer(4);
      const side = (name: TableSideData['side']): TableSideData => ({
        side: name,
        table: table.buffer,
        slots,
        stop,
        reads: 2000,
        seed: life,
      });
      const victim = new TestThread('table-side', side('writer'));
      const from = table.version(0);
      while (table.version(0) < from + 100 || table.version(1) === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await victim.kill();
      for (let slot = 0; slot < slots; slot++) {
        if (table.version(slot) % 2 !== 0) outcomes.add({ 'writer died inside': 1 });
      }
      table.repair();
      for (let slot = 0; slot < slots; slot++) {
        if (table.version(slot) % 2 !== 0) outcomes.add({ 'slot left open': 1 });
      }
      const reader = new TestThread('table-side', side('reader'));
      outcomes.add(await reader.counts());
    }
    outcomes.settle();
  });
});
