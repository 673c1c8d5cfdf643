/** Groups of steps in one segment. */
import { expect, it } from 'vitest';
import { BEGINNING } from '../../../src/journal/scan.ts';
import { SegmentPreparer } from '../../../src/journal/segment-preparer.ts';
import { SegmentWriter, stepBytes } from '../../../src/journal/segment-writer.ts';
import { RUN, recoverOn, step } from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

const NAME = '2026-11-20-1-1.seg';

function writerOn(disk: MemoryDisk): SegmentWriter {
  const preparer = new SegmentPreparer(disk, { name: 'next.prep', bytes: 8192 });
  const chain = { number: 1, epoch: 1, firstSequence: 1, previousCrc: 0, createdAtMs: 0 };
  return new SegmentWriter(preparer.activate({ ...RUN, ...chain }), BEGINNING);
}

it('nothing is durable before the flush, all of it after', () => {
  const writer = writerOn(new MemoryDisk());
  writer.gather(step(1, 3));
  expect(writer.durable).toEqual(BEGINNING);
  writer.flush();
  const bytes = stepBytes(step(1, 3));
  expect(writer.durable).toMatchObject({ sequence: 3, segmentNumber: 1, endOffset: 4096 + bytes });
});

it('has room for exactly what fits', () => {
  const writer = writerOn(new MemoryDisk());
  expect(writer.hasRoom(4096)).toBe(true);
  writer.gather(step(1));
  const left = 4096 - stepBytes(step(1));
  expect(writer.hasRoom(left)).toBe(true);
  expect(writer.hasRoom(left + 1)).toBe(false);
  writer.flush();
  expect(writer.hasRoom(left)).toBe(true);
  expect(writer.hasRoom(left + 1)).toBe(false);
});

it('a group holds no more records than their distance can be told', () => {
  const writer = writerOn(new MemoryDisk());
  expect(writer.isGroupFull(32_768)).toBe(false);
  writer.gather(step(1));
  expect(writer.isGroupFull(32_767)).toBe(false);
  expect(writer.isGroupFull(32_768)).toBe(true);
});

it('JR-08 a dropped group leaves no whole step behind, and its numbers are given again', () => {
  const disk = new MemoryDisk();
  const writer = writerOn(disk);
  writer.gather(step(1));
  writer.flush();
  const end = writer.durable.endOffset;
  disk.faults = { onSync: () => 'ok', onWrite: (_name, at) => (at === end ? 150 : 'no_space') };
  writer.gather(step(2));
  writer.gather(step(3));
  writer.gather(step(4));
  expect(() => writer.flush()).toThrow(expect.objectContaining({ code: 'no_space' }));
  writer.dropGroup();
  expect(disk.files().get(NAME)?.length).toBe(end);
  disk.faults = {};
  writer.gather(step(2));
  writer.flush();
  expect(writer.durable.sequence).toBe(2);
});

it('JR-01 does not begin a segment at another sequence than the next', () => {
  const preparer = new SegmentPreparer(new MemoryDisk(), { name: 'next.prep', bytes: 8192 });
  const chain = { number: 1, epoch: 1, firstSequence: 5, previousCrc: 0, createdAtMs: 0 };
  const segment = preparer.activate({ ...RUN, ...chain });
  expect(() => new SegmentWriter(segment, BEGINNING)).toThrow('JR-01');
});

it('gives back the unused space when it is closed', () => {
  const disk = new MemoryDisk();
  const writer = writerOn(disk);
  writer.gather(step(1, 2));
  writer.flush();
  writer.close();
  expect(disk.files().get(NAME)?.length).toBe(writer.durable.endOffset);
  expect(recoverOn(disk)).toMatchObject({ lastSequence: 2 });
});
