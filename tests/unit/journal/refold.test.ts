import { expect, it } from 'vitest';
import { refoldJournal } from '../../../src/journal/refold.ts';
import { stateHashOf } from '../../../src/journal/snapshot.ts';
import { imageOf, REGISTRY, segmentedJournal } from '../../support/journal-rig.ts';

it('JR-06 folds all rows from genesis to the state of every snapshot', () => {
  expect(refoldJournal(segmentedJournal(), REGISTRY)).toEqual({
    rows: 40,
    steps: 20,
    lastSequence: 40,
    stateHash: stateHashOf(REGISTRY, imageOf(40)),
    snapshots: [{ name: '0000000000000020-start.snap', sequence: 20, verdict: 'same' }],
  });
});

it('JR-06 names a snapshot that is of another state', () => {
  expect(refoldJournal(segmentedJournal(19), REGISTRY)?.snapshots).toMatchObject([
    { sequence: 20, verdict: 'different' },
  ]);
});
