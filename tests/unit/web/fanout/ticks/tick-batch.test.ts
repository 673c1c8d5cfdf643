import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstrumentSet, TickBatch } from '../../../../../src/web/fanout/ticks/tick-batch.ts';

describe('InstrumentSet', () => {
  it('behaves like a set of numbers', () => {
    const operations = fc.array(fc.tuple(fc.boolean(), fc.nat(99)));
    fc.assert(
      fc.property(operations, operations, (first, second) => {
        const [sets, models] = [
          [new InstrumentSet(100), new InstrumentSet(100)] as const,
          [new Set<number>(), new Set<number>()] as const,
        ];
        [first, second].forEach((list, i) => {
          for (const [isAdd, instrument] of list) {
            if (isAdd) sets[i as 0 | 1].add(instrument);
            else sets[i as 0 | 1].delete(instrument);
            if (isAdd) models[i as 0 | 1].add(instrument);
            else models[i as 0 | 1].delete(instrument);
          }
        });
        sets[0].addAll(sets[1]);
        const rows = new Uint32Array(100);
        const members = [...rows.subarray(0, sets[0].list(rows))];
        const expected = [...new Set([...models[0], ...models[1]])].sort((a, b) => a - b);
        expect(members).toEqual(expected);
        for (let i = 0; i < 100; i++) expect(sets[0].has(i)).toBe(expected.includes(i));
      }),
    );
  });
});

describe('TickBatch', () => {
  it('finds the rows of each instrument, oldest first', () => {
    const batch = new TickBatch(8, 3);
    for (const instrument of [2, 0, 2, 2, 0]) {
      batch.columns.set(batch.count, instrument, 1, 1, 1, 1, 1);
      batch.count += 1;
    }
    batch.link();
    const rows = new Uint32Array(8);
    const rowsOf = (instrument: number): number[] => [
      ...rows.subarray(0, batch.rowsOf(instrument, rows)),
    ];
    expect([rowsOf(0), rowsOf(1), rowsOf(2)]).toEqual([[1, 4], [], [0, 2, 3]]);
    batch.clear();
    batch.link();
    expect(rowsOf(2)).toEqual([]);
  });
});
