/** What proves a loss. */
import { expect, it } from 'vitest';
import { type DurableEvidence, missingProblem } from '../../../src/journal/durable-evidence.ts';

const SOUND: DurableEvidence = {
  sequence: 10,
  sidecar: { sequence: 8, recordCrc: 5 },
  markedCrc: 5,
  segmentCount: 1,
  snapshotSequence: 6,
};

it('finds nothing missing where sidecar and snapshot lie within the journal', () => {
  expect(missingProblem(SOUND)).toBe('');
  expect(missingProblem({ ...SOUND, markedCrc: undefined })).toBe('');
  expect(missingProblem({ ...SOUND, sidecar: { sequence: 10, recordCrc: 5 } })).toBe('');
});

it('names each proof of a loss', () => {
  const problems: readonly (readonly [Partial<DurableEvidence>, string])[] = [
    [{ sequence: 7, snapshotSequence: 0 }, '8 records were durable'],
    [{ markedCrc: 6 }, 'record 8 is not the one'],
    [{ snapshotSequence: 11 }, 'a snapshot of record 11'],
    [{ sidecar: 'damaged' }, 'the durable mark is damaged'],
    [{ sidecar: 'absent' }, 'the durable mark is missing'],
  ];
  for (const [change, problem] of problems) {
    expect(missingProblem({ ...SOUND, ...change })).toContain(problem);
  }
});

it('a folder without anything in it misses nothing', () => {
  const nothing = { sequence: 0, segmentCount: 0, snapshotSequence: 0, markedCrc: undefined };
  expect(missingProblem({ ...nothing, sidecar: 'absent' })).toBe('');
});
