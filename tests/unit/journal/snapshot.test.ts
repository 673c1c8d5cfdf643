/** Snapshots as files. */
import { expect, it } from 'vitest';
import { readWhole } from '../../../src/journal/disk.ts';
import {
  checkSnapshot,
  loadSnapshot,
  SnapshotJob,
  stateHashOf,
} from '../../../src/journal/snapshot.ts';
import type { SnapshotRole } from '../../../src/journal/snapshot-files.ts';
import { JournalImage } from '../../../src/journal/state-image.ts';
import { orderRow, REGISTRY, SAMPLE_ORDER } from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

const POSITION = {
  sequence: 50,
  recordCrc: 77,
  segmentNumber: 2,
  recordOffset: 5000,
  endOffset: 5056,
};
const NAME = '0000000000000050-running.snap';

function imageOf(upTo: number): JournalImage {
  const image = new JournalImage();
  for (let at = 1; at <= upTo; at++) {
    image.apply(SAMPLE_ORDER, { ...orderRow(at), orderId: at });
  }
  return image;
}

function jobOn(disk: MemoryDisk, image: JournalImage, role: SnapshotRole = 'running') {
  return new SnapshotJob({ disk, registry: REGISTRY, image, position: POSITION, role });
}

it('JR-06 comes back as the same rows, in the same order, with the same hash', () => {
  const disk = new MemoryDisk();
  const image = imageOf(10_000);
  const job = jobOn(disk, image);
  let calls = 1;
  for (; !job.advance(999); calls++) expect(disk.list()).not.toContain(NAME);
  expect(calls).toBe(11);
  const bytes = readWhole(disk, NAME);
  const summary = checkSnapshot(bytes);
  expect(summary).toEqual(job.summary);
  expect(summary).toMatchObject({ position: POSITION, rowCount: 10_000 });
  const back = new JournalImage();
  loadSnapshot(bytes, REGISTRY, (kind, row) => back.apply(kind, row));
  expect(back.rows(SAMPLE_ORDER)).toEqual(image.rows(SAMPLE_ORDER));
  expect(stateHashOf(REGISTRY, back)).toBe(summary?.stateHash);
});

it('is of the moment it was begun, whatever happens while it is written', () => {
  const disk = new MemoryDisk();
  const image = imageOf(100);
  const before = stateHashOf(REGISTRY, image);
  const job = jobOn(disk, image);
  for (let at = 1; !job.advance(10); at++) {
    image.apply(SAMPLE_ORDER, { ...orderRow(at), orderId: at * 9, filled: 0 });
  }
  expect(job.summary?.stateHash).toBe(before);
  expect(stateHashOf(REGISTRY, image)).not.toBe(before);
});

it('any flipped byte is seen', () => {
  const disk = new MemoryDisk();
  while (!jobOn(disk, imageOf(5)).advance(100));
  const bytes = readWhole(disk, NAME);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ 1;
    expect(checkSnapshot(damaged)).toBeUndefined();
  }
});

it('its name is there only with all of its bytes, wherever the power goes off', () => {
  for (let names = 0; names < 4; names++) {
    const disk = new MemoryDisk({
      onSync: (name) => (name === '' ? 'io' : 'ok'),
    });
    const job = jobOn(disk, imageOf(50));
    expect(() => job.advance(100)).toThrow('sync');
    disk.crash({ names, content: { kind: 'sectors', fate: () => 'old' } });
    if (!disk.list().includes(NAME)) continue;
    expect(checkSnapshot(readWhole(disk, NAME))?.rowCount).toBe(50);
  }
});

it('an abandoned one leaves nothing', () => {
  const disk = new MemoryDisk();
  const job = jobOn(disk, imageOf(50));
  job.advance(3);
  job.abandon();
  expect(disk.list()).toEqual([]);
});

it('JR-06 leaves the newest two and the newest session start', () => {
  const disk = new MemoryDisk();
  for (let sequence = 1; sequence <= 5; sequence++) {
    const position = { ...POSITION, sequence };
    const role = sequence === 2 ? 'start' : 'running';
    const request = { disk, registry: REGISTRY, image: imageOf(sequence), position, role } as const;
    expect(new SnapshotJob(request).advance(100)).toBe(true);
  }
  expect(disk.list()).toEqual([
    '0000000000000002-start.snap',
    '0000000000000004-running.snap',
    '0000000000000005-running.snap',
  ]);
});

it('gives up on a full disk, leaving nothing', () => {
  for (const capacity of [0, 3000, 5000]) {
    const disk = new MemoryDisk();
    disk.capacityBytes = capacity;
    const job = jobOn(disk, imageOf(20_000));
    while (!job.advance(500));
    expect(job.summary).toBeUndefined();
    expect(disk.list()).toEqual([]);
  }
});

it('says when the disk failed', () => {
  const job = jobOn(new MemoryDisk({ onWrite: () => 'io' }), imageOf(5));
  expect(() => job.advance(100)).toThrow(expect.objectContaining({ code: 'io' }));
});
