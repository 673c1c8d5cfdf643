/** Checking a whole journal. */
import { expect, it } from 'vitest';
import { stateHashOf } from '../../../src/journal/snapshot.ts';
import { verifyJournal } from '../../../src/journal/verify.ts';
import { imageOf, REGISTRY, segmentedJournal, withBitFlipped } from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

it('finds a sound journal sound, and gives the hash of its state', () => {
  const report = verifyJournal(segmentedJournal(), REGISTRY);
  expect(report).toMatchObject({ verdict: 'sound', problems: [], records: 40, snapshots: 1 });
  expect(report.stateHash).toBe(stateHashOf(REGISTRY, imageOf(40)));
  expect(verifyJournal(new MemoryDisk(), REGISTRY).verdict).toBe('sound');
});

it('sees every changed byte of every file that matters', () => {
  const disk = segmentedJournal();
  for (const [name, bytes] of disk.files()) {
    if (name.endsWith('.prep') || name === 'durable.seq') continue;
    // The unused end of a segment says nothing until it is sealed.
    const used = bytes.findLastIndex((byte) => byte !== 0);
    for (let at = 0; at <= used; at += 31) {
      const report = verifyJournal(withBitFlipped(disk, name, at), REGISTRY);
      expect(report.verdict, `${name} ${at}`).toBe('damaged');
    }
  }
});

it('tells a torn end from damage', () => {
  const disk = segmentedJournal();
  const files = disk.files();
  const last = [...files.keys()].filter((name) => name.endsWith('.seg')).at(-1) as string;
  const bytes = files.get(last) as Uint8Array;
  const longer = new Uint8Array(bytes.length + 64).fill(3);
  longer.set(bytes);
  const torn = verifyJournal(MemoryDisk.holding(files.set(last, longer)), REGISTRY);
  expect(torn).toMatchObject({ verdict: 'torn', lastSequence: 40 });
  expect(torn.problems[0]).toContain('is torn');
  const lost = verifyJournal(
    MemoryDisk.holding(files.set(last, bytes.subarray(0, bytes.length - 8))),
    REGISTRY,
  );
  expect(lost.verdict).toBe('damaged');
});

it('JR-06 finds a snapshot that is whole and of another state', () => {
  const { problems } = verifyJournal(segmentedJournal(19), REGISTRY);
  expect(problems).toEqual([expect.stringContaining('JR-06')]);
});

it('begins where an archived part ended', () => {
  const disk = segmentedJournal();
  disk.remove('2026-11-20-1-1.seg');
  expect(verifyJournal(disk, REGISTRY)).toMatchObject({ verdict: 'sound', lastSequence: 40 });
});
