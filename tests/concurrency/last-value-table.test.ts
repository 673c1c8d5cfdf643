/** The last-value table under a writer that never rests. */
import { afterEach, describe, it } from 'vitest';
import { LastValueTable } from '../../src/ring/last-value-table.ts';
import { Outcomes } from './outcomes.ts';
import { STAMPED } from './stamped-record.ts';
import type { TableSideData } from './table-side.thread.ts';
import { killAll, TestThread } from './test-thread.ts';

const SLOTS = 4;

afterEach(killAll);

describe('last-value table', () => {
  it('gives whole values only, never older than one it gave before', async () => {
    const outcomes = new Outcomes('four slots, one furious writer, two readers', {
      consistent: ['EXPECTED', 'one whole value with its own even version'],
      'no copy now': ['ACCEPTABLE', 'the writer sits in the slot or rewrites it without a pause'],
      'never written': ['ACCEPTABLE', 'the slot before its first value'],
      torn: ['FORBIDDEN', 'words of two writes'],
      'odd version': ['FORBIDDEN', 'a copy from inside a write was accepted'],
      'value of another version': ['FORBIDDEN', 'the version does not belong to the value'],
      'older than before': ['FORBIDDEN', 'a slot went back in time'],
    });
    const table = new LastValueTable(STAMPED, SLOTS);
    const stop = new SharedArrayBuffer(4);
    const side = (name: TableSideData['side'], seed: number): TableSideData => ({
      side: name,
      table: table.buffer,
      slots: SLOTS,
      stop,
      reads: 400_000,
      seed,
    });
    const threads = [
      new TestThread('table-side', side('writer', 1)),
      new TestThread('table-side', side('reader', 2)),
      new TestThread('table-side', side('reader', 3)),
    ];
    for (const thread of threads) outcomes.add(await thread.counts());
    outcomes.settle();
  });
});
