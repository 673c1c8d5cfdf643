import { describe, expect, it } from 'vitest';
import { MadeRows, rowDifference, stepDifference } from '../../../../src/app/replay/made-rows.ts';
import type { StoredRow } from '../../../../src/journal/journal-reader.ts';
import { orderRow, SAMPLE_NOTE, SAMPLE_ORDER } from '../../../support/journal-rig.ts';

const stored = (sequence: number): StoredRow => ({
  sequence,
  wallMs: 0,
  kind: SAMPLE_ORDER,
  row: { ...orderRow(sequence) },
});

function made(...rows: readonly object[]) {
  const log = new MadeRows();
  for (const row of rows) log.add(SAMPLE_ORDER, row);
  return log.take();
}

describe('stepDifference', () => {
  it('is none for the same rows in the same order', () => {
    const step = [stored(1), stored(2)];
    expect(stepDifference(step, made(orderRow(1), orderRow(2)))).toBeUndefined();
  });

  it('names the first field that differs, with both values', () => {
    const step = [stored(1), stored(2)];
    const rows = made(orderRow(1), { ...orderRow(2), filled: 9, tag: 'other' });
    expect(stepDifference(step, rows)).toEqual({
      sequence: 2,
      kind: 'sample_order',
      field: 'filled',
      recorded: '2',
      replayed: '9',
    });
  });

  it('finds a row that was not made again, one of another kind, and one too many', () => {
    const step = [stored(1), stored(2)];
    expect(stepDifference(step, made(orderRow(1)))).toMatchObject({
      sequence: 2,
      field: '',
      replayed: 'no row',
    });
    const log = new MadeRows();
    log.record(SAMPLE_NOTE, { text: 'x' });
    expect(stepDifference(step, log.take())).toMatchObject({
      sequence: 1,
      kind: 'sample_order',
      replayed: 'sample_note {"text":"x"}',
    });
    const rows = made(orderRow(1), orderRow(2), orderRow(3));
    expect(stepDifference(step, rows)).toMatchObject({
      sequence: 2,
      recorded: 'no row',
      replayed: expect.stringContaining('"filled":3'),
    });
  });
});

describe('rowDifference', () => {
  it('tells a zero from a negative zero, and lists by their items', () => {
    expect(rowDifference({ a: 0 }, { a: -0 })).toMatchObject({ field: 'a' });
    expect(rowDifference({ a: [1, 2] }, { a: [1, 2] })).toBeUndefined();
    expect(rowDifference({ a: [1, 2] }, { a: [1, 3] })).toMatchObject({ recorded: '[1,2]' });
    expect(rowDifference({ a: [1] }, { a: [1, 3] })).toMatchObject({ field: 'a' });
    expect(rowDifference({ a: 1 }, {})).toMatchObject({ replayed: 'nothing' });
  });
});

describe('MadeRows', () => {
  it('keeps rows as they were when they were recorded', () => {
    const log = new MadeRows();
    const row = { ...orderRow(1) };
    log.record(SAMPLE_ORDER, row);
    Object.assign(row, { filled: 99 });
    expect(log.count).toBe(1);
    expect(log.take()[0]?.row).toEqual(orderRow(1));
    expect(log.take()).toEqual([]);
  });
});
