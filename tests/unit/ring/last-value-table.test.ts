import { describe, expect, it } from 'vitest';
import { recordViews } from '../../../src/contract/layout.ts';
import { LastValueTable } from '../../../src/ring/last-value-table.ts';
import {
  isIntact,
  readStamp,
  STAMPED,
  writeHalfStamp,
  writeStamp,
} from '../../concurrency/stamped-record.ts';

const SLOTS = 5;
const oneRecord = () => recordViews(new ArrayBuffer(STAMPED.byteLength));

function write(table: LastValueTable, slot: number, stamp: number): void {
  writeStamp(table.records, table.begin(slot), stamp);
  table.commit(slot);
}

describe('LastValueTable', () => {
  it('says version 0 of a slot that was never written', () => {
    expect(new LastValueTable(STAMPED, SLOTS).read(3, oneRecord())).toBe(0);
  });

  it('gives the last value of each slot to everyone who maps it', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    const other = new LastValueTable(STAMPED, SLOTS, table.buffer);
    for (let slot = 0; slot < SLOTS; slot++) write(table, slot, 100 + slot);
    write(table, 2, 7);
    const copy = oneRecord();
    const stamps = Array.from({ length: SLOTS }, (_, slot) => {
      expect(other.read(slot, copy)).toBeGreaterThan(0);
      expect(isIntact(copy, 0)).toBe(true);
      return readStamp(copy, 0);
    });
    expect(stamps).toEqual([100, 101, 7, 103, 104]);
  });

  it('moves the version by two with every write', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    write(table, 1, 1);
    write(table, 1, 2);
    expect(table.version(1)).toBe(4);
    expect(table.read(1, oneRecord())).toBe(4);
    table.begin(1);
    expect(table.version(1)).toBe(5);
  });

  it('gives no copy while the writer is inside the slot, and the others as ever', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    write(table, 1, 1);
    write(table, 2, 2);
    table.begin(1);
    expect(table.read(1, oneRecord())).toBe(-1);
    expect(table.read(2, oneRecord())).toBe(2);
    table.commit(1);
    expect(table.read(1, oneRecord())).toBe(4);
  });

  it('throws away a copy during which the slot was written, and takes the next', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    write(table, 1, 1);
    const copy = oneRecord();
    let writes = 1;
    /** The writer runs right after the reader has copied. */
    const set = copy.u32.set.bind(copy.u32);
    copy.u32.set = (source, offset) => {
      set(source, offset);
      if (writes < 4) write(table, 1, ++writes);
    };
    expect(table.read(1, copy)).toBe(8);
    expect(readStamp(copy, 0)).toBe(4);
  });

  it('gives up on a slot that is rewritten during every copy', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    const copy = oneRecord();
    let writes = 0;
    const set = copy.u32.set.bind(copy.u32);
    copy.u32.set = (source, offset) => {
      set(source, offset);
      write(table, 1, ++writes);
    };
    expect(table.read(1, copy)).toBe(-1);
  });

  it('works on past the wrap of a version', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    const versions = new Int32Array(table.buffer, 0, SLOTS);
    versions[1] = 2 ** 31 - 2;
    write(table, 1, 5);
    expect(table.read(1, oneRecord())).toBe(-(2 ** 31));
    table.begin(1);
    expect(table.read(1, oneRecord())).toBe(-1);
    table.commit(1);
    versions[1] = -2;
    write(table, 1, 6);
    const copy = oneRecord();
    expect(table.read(1, copy)).toBe(0);
    expect(readStamp(copy, 0)).toBe(6);
  });

  it('empties a slot its writer died in, so that nobody takes half a record for whole', () => {
    const table = new LastValueTable(STAMPED, SLOTS);
    write(table, 1, 11);
    write(table, 2, 22);
    write(table, 3, 33);
    writeHalfStamp(table.records, table.begin(2), 23);
    table.repair();
    const copy = oneRecord();
    expect(table.read(2, copy)).toBe(4);
    expect(copy.u32.every((word) => word === 0)).toBe(true);
    for (const slot of [1, 3]) {
      expect(table.read(slot, copy)).toBe(2);
      expect(readStamp(copy, 0)).toBe(slot * 11);
    }
    write(table, 2, 24);
    expect(table.read(2, copy)).toBe(6);
    expect(readStamp(copy, 0)).toBe(24);
  });

  it('keeps the versions off the lines of the records and refuses other sizes', () => {
    const table = new LastValueTable(STAMPED, 33);
    expect(table.records.u32.byteOffset).toBe(256);
    expect(() => new LastValueTable(STAMPED, 34, table.buffer)).toThrow('map the same size');
  });
});
