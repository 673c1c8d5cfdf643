/** What a seal notices. */
import { expect, it } from 'vitest';
import { sealProblems } from '../../../src/journal/manifest.ts';
import { sealSession } from '../../../src/journal/seal.ts';
import {
  REGISTRY,
  RUN,
  segmentedJournal,
  startJournal,
  step,
  withBitFlipped,
} from '../../support/journal-rig.ts';
import type { MemoryDisk } from '../../support/memory-disk.ts';

const request = (disk: MemoryDisk, sessionDate = '2026-11-20') => ({
  disk,
  registry: REGISTRY,
  sessionDate,
  nowMs: 5,
});

it('any byte changed afterwards is found, and such a journal is not sealed again', () => {
  const disk = segmentedJournal();
  sealSession(request(disk));
  for (const at of [20, 4096, 4500]) {
    const broken = withBitFlipped(disk, '2026-11-20-1-1.seg', at);
    expect(sealProblems(broken)).toEqual([expect.stringContaining('was changed after')]);
    expect(() => sealSession(request(broken))).toThrow(
      expect.objectContaining({ code: 'journal_seal_broken' }),
    );
  }
});

it('a seal chains to the one before it', () => {
  const disk = segmentedJournal();
  sealSession(request(disk));
  const run = { ...RUN, sessionDate: '2026-11-23' };
  const { recovery, writer } = startJournal(disk, { run });
  writer.append(step(41));
  writer.close();
  recovery.lock.release();
  sealSession(request(disk, '2026-11-23'));
  expect(sealProblems(disk)).toEqual([]);
  const later = withBitFlipped(disk, '2026-11-20.manifest', 60);
  expect(sealProblems(later)).toContainEqual(expect.stringContaining('2026-11-20.manifest'));
  expect(sealProblems(withBitFlipped(disk, '2026-11-20.manifest', 0))).toEqual([
    '2026-11-20.manifest: it is no manifest',
  ]);
});
