/** Closing the books of a session. */
import { expect, it } from 'vitest';
import { sealSession } from '../../../src/journal/seal.ts';
import { verifyJournal } from '../../../src/journal/verify.ts';
import { REGISTRY, segmentedJournal, withBitFlipped } from '../../support/journal-rig.ts';
import type { MemoryDisk } from '../../support/memory-disk.ts';

const request = (disk: MemoryDisk, sessionDate = '2026-11-20') => ({
  disk,
  registry: REGISTRY,
  sessionDate,
  nowMs: 5,
});

it('names every segment of the session with its records, and may be repeated', () => {
  const disk = segmentedJournal();
  const { segments } = sealSession(request(disk));
  expect(segments[0]).toMatchObject({ name: '2026-11-20-1-1.seg', firstSequence: 1 });
  expect(segments.at(-1)?.lastSequence).toBe(40);
  expect(segments.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  expect(verifyJournal(disk, REGISTRY).verdict).toBe('sound');
  expect(sealSession(request(disk)).segments).toEqual(segments);
});

it('JR-05 a journal that is damaged or torn is not sealed', () => {
  const damaged = withBitFlipped(segmentedJournal(), '2026-11-20-1-1.seg', 4500);
  expect(() => sealSession(request(damaged))).toThrow(
    expect.objectContaining({ code: 'journal_seal_broken' }),
  );
  const torn = segmentedJournal();
  const last = torn.list().findLast((name) => name.endsWith('.seg')) as string;
  const file = torn.open(last, 'update');
  file.write(Uint8Array.of(1), file.size());
  expect(() => sealSession(request(torn))).toThrow('the journal is torn');
});

it('a date without a segment is refused', () => {
  expect(() => sealSession(request(segmentedJournal(), '2026-11-21'))).toThrow(
    'no segment of 2026-11-21',
  );
});
