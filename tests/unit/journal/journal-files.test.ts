/** Segments of a folder, in order. */
import { expect, it } from 'vitest';
import { listSegments, segmentName } from '../../../src/journal/journal-files.ts';
import { encodeSegmentHeader, type SegmentHeader } from '../../../src/journal/segment-header.ts';
import { RUN } from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

function headerOf(number: number, sessionDate: string): SegmentHeader {
  const chain = { firstSequence: 1, previousCrc: 0, createdAtMs: 0 };
  return { ...RUN, ...chain, sessionDate, number, epoch: 1 };
}

function diskOf(headers: readonly SegmentHeader[]): Map<string, Uint8Array> {
  return new Map(headers.map((header) => [segmentName(header), encodeSegmentHeader(header).bytes]));
}

const HEADERS = [
  headerOf(9, '2026-11-20'),
  headerOf(10, '2026-11-19'),
  headerOf(11, '2026-11-21'),
] as const;

it('orders segments by their number, whatever dates their names begin with', () => {
  const files = diskOf(HEADERS).set('other', new Uint8Array(3));
  const numbers = listSegments(MemoryDisk.holding(files)).map(({ header }) => header.number);
  expect(numbers).toEqual([9, 10, 11]);
});

it('JR-01 refuses a gap, a renamed segment and a damaged header', () => {
  const gap = diskOf([HEADERS[0], HEADERS[2]]);
  expect(() => listSegments(MemoryDisk.holding(gap))).toThrow('segment 10 before it is missing');
  const renamed = new Map([['2026-11-20-1-8.seg', encodeSegmentHeader(HEADERS[0]).bytes]]);
  expect(() => listSegments(MemoryDisk.holding(renamed))).toThrow('another name');
  const damaged = diskOf(HEADERS);
  (damaged.get('2026-11-19-1-10.seg') as Uint8Array)[2000] = 1;
  expect(() => listSegments(MemoryDisk.holding(damaged))).toThrow('its header is damaged');
});
