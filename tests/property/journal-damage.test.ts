/** Damaged and torn journals against what is known to have been durable. */
import { expect, it } from 'vitest';
import { Dice } from '../support/dice.ts';
import { openWriter, recoverOn } from '../support/journal-rig.ts';
import { appendSteps, damagedFiles, expectedOf, knownJournal } from '../support/known-journal.ts';
import { MemoryDisk, type SectorFate } from '../support/memory-disk.ts';

const RUNS_PER_DISK = 8;
const FATES: readonly SectorFate[] = ['new', 'old', 'zero'];

class PowerLoss extends Error {}

function isContiguous(rows: readonly number[]): boolean {
  return rows.every((filled, at) => filled === at + 1);
}

/** The power goes off at the `operations`-th write or sync from here. */
function losePowerAfter(disk: MemoryDisk, operations: number): void {
  let left = operations;
  const count = () => {
    left--;
    if (left < 0) throw new PowerLoss();
  };
  disk.faults = {
    onWrite: (_name, _position, length) => {
      count();
      return length;
    },
    onSync: () => {
      count();
      return 'ok';
    },
  };
}

function crash(disk: MemoryDisk, dice: Dice): void {
  disk.faults = {};
  const names = dice.below(4);
  const unsynced = disk.unsyncedWrites;
  if (dice.isOneIn(2)) {
    const [writes, bytes] = [dice.below(unsynced + 1), dice.below(600)];
    disk.crash({ names, content: { kind: 'prefix', writes, bytes } });
    return;
  }
  const fate = () => FATES[dice.below(FATES.length)] as SectorFate;
  disk.crash({ names, content: { kind: 'sectors', fate } });
}

it('JR-05 each of 8,000 random damages is judged by what it destroyed', () => {
  const wrong: string[] = [];
  const verdicts = { clean: 0, torn: 0, quarantined: 0, empty: 0 };
  for (let seed = 1; seed <= 40; seed++) {
    const dice = new Dice(seed);
    const journal = knownJournal(seed, dice);
    for (let round = 0; round < 200; round++) {
      const files = damagedFiles(journal, dice);
      const expected = expectedOf(journal, files);
      const found = recoverOn(MemoryDisk.holding(files));
      verdicts[found.status]++;
      const said = `${found.status} ${found.status === 'quarantined' ? 0 : found.lastSequence}`;
      const right = `${expected.status} ${expected.lastSequence}`;
      if (said !== right) {
        wrong.push(`seed ${seed} round ${round}: ${said} (${found.problem}) instead of ${right}`);
      }
      if (found.status !== 'quarantined' && !isContiguous(found.rows)) wrong.push(`${seed} rows`);
    }
  }
  expect(wrong).toEqual([]);
  expect(Math.min(verdicts.clean, verdicts.torn, verdicts.quarantined)).toBeGreaterThan(100);
});

it('JR-03 2,000 losses of power at any operation, keeping any unsynced sectors, lose nothing acknowledged', () => {
  let torn = 0;
  for (let seed = 1; seed <= 2000 / RUNS_PER_DISK; seed++) {
    const dice = new Dice(seed);
    const disk = new MemoryDisk();
    let durable = 0;
    for (let run = 0; run < RUNS_PER_DISK; run++) {
      losePowerAfter(disk, dice.below(30));
      try {
        const found = recoverOn(disk);
        if (found.status === 'torn') torn++;
        const label = `seed ${seed} run ${run}: ${found.problem}`;
        expect(found.status, label).not.toBe('quarantined');
        expect(found.lastSequence, label).toBeGreaterThanOrEqual(durable);
        expect(found.rows.length, label).toBe(found.lastSequence);
        expect(isContiguous(found.rows), label).toBe(true);
        durable = found.lastSequence;
        const writer = openWriter(disk, found, { segmentBytes: 8 * 1024, reserveBytes: 5 * 1024 });
        for (let next = durable + 1; next < 10_000; ) {
          next = appendSteps(writer, next, dice);
          durable = writer.commit().sequence;
          if (dice.isOneIn(3)) writer.tend(Number.MAX_SAFE_INTEGER - run);
        }
      } catch (error) {
        if (!(error instanceof PowerLoss)) throw error;
      }
      crash(disk, dice);
    }
  }
  expect(torn).toBeGreaterThan(100);
});
