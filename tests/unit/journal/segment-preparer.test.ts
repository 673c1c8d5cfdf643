/** Segments made ahead of their use. */
import { expect, it } from 'vitest';
import { readWhole } from '../../../src/journal/disk.ts';
import { decodeSegmentHeader } from '../../../src/journal/segment-header.ts';
import { SegmentPreparer } from '../../../src/journal/segment-preparer.ts';
import { RUN } from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

const TERMS = { name: 'next.prep', bytes: 2_500_000 };
const HEADER = {
  ...RUN,
  number: 1,
  epoch: 1,
  firstSequence: 1,
  previousCrc: 0,
  createdAtMs: 0,
};

it('fills piece by piece, every piece durable', () => {
  const disk = new MemoryDisk();
  const preparer = new SegmentPreparer(disk, TERMS);
  let pieces = 0;
  for (; !preparer.isReady; pieces++) {
    preparer.advance();
    expect(disk.unsyncedWrites).toBe(0);
  }
  expect(pieces).toBe(3);
  expect(readWhole(disk, 'next.prep').every((byte) => byte === 0)).toBe(true);
});

it('activates with header and name durable, filling what is missing', () => {
  const disk = new MemoryDisk();
  const active = new SegmentPreparer(disk, TERMS).activate(HEADER);
  disk.crash({ content: { kind: 'sectors', fate: () => 'old' } });
  expect(disk.list()).toEqual(['2026-11-20-1-1.seg']);
  const bytes = readWhole(disk, '2026-11-20-1-1.seg');
  expect(bytes.length).toBe(TERMS.bytes);
  expect(decodeSegmentHeader(bytes)).toEqual({ ...HEADER, crc: active.headerCrc });
});

it('uses a waiting file of the right size and replaces any other', () => {
  const disk = MemoryDisk.holding(new Map([['next.prep', new Uint8Array(TERMS.bytes)]]));
  expect(new SegmentPreparer(disk, TERMS).isReady).toBe(true);
  const other = MemoryDisk.holding(new Map([['next.prep', new Uint8Array(100)]]));
  expect(new SegmentPreparer(other, TERMS).isReady).toBe(false);
  expect(other.list()).toEqual([]);
});

it('leaves nothing behind on a full disk, and can be tried again', () => {
  const disk = new MemoryDisk();
  const preparer = new SegmentPreparer(disk, TERMS);
  let left = 1_500_000;
  disk.faults = {
    onWrite: (_name, _position, length) => {
      left -= length;
      return left < 0 ? 'no_space' : length;
    },
  };
  expect(() => {
    while (!preparer.isReady) preparer.advance();
  }).toThrow(expect.objectContaining({ code: 'no_space' }));
  expect(disk.list()).toEqual([]);
  disk.faults = {};
  disk.capacityBytes = 1000;
  expect(() => preparer.advance()).toThrow(expect.objectContaining({ code: 'no_space' }));
  disk.capacityBytes = 3_000_000;
  while (!preparer.isReady) preparer.advance();
  expect(disk.list()).toEqual(['next.prep']);
});
