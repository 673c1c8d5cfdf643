import { describe, expect, it } from 'vitest';
import { NO_CUSTODY } from '../../../src/domain/order/custody-row.ts';
import { CUSTODY_ROW } from '../../../src/domain/order/rows.ts';
import { JournalError } from '../../../src/journal/journal-error.ts';
import { DiskJournal } from '../../simulation/process/disk-journal.ts';
import type { Step } from '../../simulation/process/journal-store.ts';
import { Marks } from '../../simulation/run/marks.ts';
import { calmProfile } from '../../simulation/world/fault-profile.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';

const DATE = '2026-01-05';

function step(killedAtMs: number): Step {
  const row = { ...NO_CUSTODY, killedAtMs };
  return { rows: [{ kind: CUSTODY_ROW as never, row }], isReducing: true };
}

function journal(seed: number, marks: Marks): DiskJournal {
  const profile = { ...calmProfile(), bitRot: 1 };
  const options = { random: new KeyedRandom(seed), profile, marks, nowMs: () => 0 };
  return new DiskJournal(options);
}

describe('bit rot', () => {
  it('JR-05 stops every start that meets it, until the intact copy is back', () => {
    const marks = new Marks();
    for (let seed = 1; seed <= 60; seed += 1) {
      const disk = journal(seed, marks);
      disk.recover(DATE, 0);
      for (let at = 1; at <= 5; at += 1) {
        disk.write([step(at)]);
        disk.sync();
      }
      disk.crash(1);
      expect(() => disk.recover(DATE, 0)).toThrow(JournalError);
      const [custody] = disk.recover(DATE, 0).image.rows(CUSTODY_ROW);
      expect(custody?.killedAtMs).toBe(5);
    }
    expect(marks.count('journal.rot.refused')).toBe(60);
  });
});
