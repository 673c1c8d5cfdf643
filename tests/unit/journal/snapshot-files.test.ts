/** Which snapshots are kept. */
import { expect, it } from 'vitest';
import {
  listSnapshots,
  pruneSnapshots,
  snapshotName,
} from '../../../src/journal/snapshot-files.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

function diskWith(names: readonly string[]): MemoryDisk {
  return MemoryDisk.holding(new Map(names.map((name) => [name, new Uint8Array(1)])));
}

it('lists newest first and nothing else', () => {
  const disk = diskWith([
    snapshotName(9, 'running'),
    snapshotName(2 ** 50, 'start'),
    snapshotName(10, 'running'),
    `${snapshotName(11, 'running')}.tmp`,
    'lock',
  ]);
  expect(listSnapshots(disk).map(({ sequence }) => sequence)).toEqual([2 ** 50, 10, 9]);
});

it('JR-06 keeps the newest two and the newest session start', () => {
  const disk = diskWith([
    snapshotName(1, 'start'),
    snapshotName(5, 'start'),
    ...[6, 7, 8, 9].map((sequence) => snapshotName(sequence, 'running')),
  ]);
  pruneSnapshots(disk);
  expect(listSnapshots(disk).map(({ sequence }) => sequence)).toEqual([9, 8, 5]);
  pruneSnapshots(disk);
  expect(listSnapshots(disk).length).toBe(3);
});
