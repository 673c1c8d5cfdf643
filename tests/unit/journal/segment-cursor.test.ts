/** Reading records through the window. */
import { expect, it } from 'vitest';
import { RecordBuffer } from '../../../src/journal/record.ts';
import { SegmentCursor } from '../../../src/journal/segment-cursor.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

/** Records of up to 64 KiB, together several windows long. */
function fileOf(records: number, zerosAfter: number) {
  const buffer = new RecordBuffer(1024);
  for (let at = 1; at <= records; at++) {
    const payload = new Uint8Array((at * 7919) % 65_000).fill(at);
    const stamp = { sequence: at, previousCrc: 0, groupDistance: 0, isCommit: true, wallMs: at };
    buffer.add({ kindCode: 1, schema: 1, payload }, stamp);
  }
  const bytes = new Uint8Array(buffer.used + zerosAfter);
  bytes.set(buffer.filled());
  return { bytes, used: buffer.used };
}

function cursorOn(bytes: Uint8Array, offset: number): SegmentCursor {
  return new SegmentCursor(MemoryDisk.holding(new Map([['a', bytes]])).open('a', 'read'), offset);
}

it('reads every record across windows, and stops at zeros', () => {
  const { bytes, used } = fileOf(60, 100_000);
  const cursor = cursorOn(bytes, 0);
  for (let at = 1; at <= 60; at++) {
    expect(cursor.load()).toBe(true);
    expect(cursor.record.sequence).toBe(at);
    expect(cursor.record.payload.every((byte) => byte === at)).toBe(true);
    cursor.advance();
  }
  expect(cursor.load()).toBe(false);
  expect(cursor.offset).toBe(used);
  expect(cursor.searchRest(() => true)).toEqual({ isFound: false, isZero: true });
});

it('finds a record behind damage wherever in the file it stands', () => {
  const { bytes } = fileOf(60, 2_000_000);
  for (const wanted of [2, 20, 45, 60]) {
    const cursor = cursorOn(bytes, 8);
    const found = cursor.searchRest(({ sequence }) => sequence >= wanted);
    expect(found).toEqual({ isFound: true, isZero: false });
    expect(cursor.record.sequence).toBe(wanted);
  }
  expect(cursorOn(bytes, 8).searchRest(() => false)).toEqual({ isFound: false, isZero: false });
});

it('finds one lone record behind megabytes of zeros', () => {
  const { bytes, used } = fileOf(1, 0);
  const far = new Uint8Array(3_000_000 + used);
  far.set(bytes, 2_999_992);
  expect(cursorOn(far, 0).searchRest(() => true)).toEqual({ isFound: true, isZero: false });
});
