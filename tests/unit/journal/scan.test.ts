/** Walking a journal and judging its end. */
import { expect, it } from 'vitest';
import { listSegments } from '../../../src/journal/journal-files.ts';
import { BEGINNING, type JournalPosition, scanJournal } from '../../../src/journal/scan.ts';
import { startJournal, step } from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

/** Groups of two steps of two records each. */
function journal(groups: number): MemoryDisk {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: 6 * 1024 });
  for (let group = 0; group < groups; group++) {
    writer.append(step(group * 4 + 1, 2));
    writer.append(step(group * 4 + 3, 2));
    writer.commit();
  }
  return disk;
}

function scan(disk: MemoryDisk, from: JournalPosition = BEGINNING) {
  const records: number[] = [];
  const ends: JournalPosition[] = [];
  const result = scanJournal(
    disk,
    { segments: listSegments(disk), from },
    {
      record: ({ sequence }) => records.push(sequence),
      stepEnd: (position) => ends.push(position),
    },
  );
  return { ...result, visited: records, ends };
}

it('visits every record and names every step end, from any of them on', () => {
  const disk = journal(20);
  const whole = scan(disk);
  expect(whole).toMatchObject({ verdict: 'clean', problem: '', records: 80, steps: 40 });
  for (const end of whole.ends) {
    const rest = scan(disk, end);
    expect(rest.verdict).toBe('clean');
    expect(rest.visited).toEqual(whole.visited.slice(end.sequence));
    expect(rest.end).toEqual(whole.end);
  }
});

it('JR-05 a hole is torn where only its own group is behind it, and damage where a later one is', () => {
  const disk = journal(3);
  const { ends } = scan(disk);
  const verdicts = ends.map((_, at) => {
    const files = disk.files();
    const name = '2026-11-20-1-1.seg';
    const start = at === 0 ? 4096 : (ends[at - 1] as JournalPosition).endOffset;
    (files.get(name) as Uint8Array).fill(0, start, start + 8);
    return scan(MemoryDisk.holding(files)).verdict;
  });
  expect(verdicts).toEqual([
    'quarantined',
    'quarantined',
    'quarantined',
    'quarantined',
    'torn',
    'torn',
  ]);
});

it('JR-01 a segment of another journal does not continue this one', () => {
  const one = journal(20).files();
  const other = new MemoryDisk();
  const { writer } = startJournal(other, { segmentBytes: 6 * 1024 });
  for (let at = 1; at <= 80; at += 4) {
    writer.append(step(at + 1000, 2));
    writer.append(step(at + 1002, 2));
    writer.commit();
  }
  one.set('2026-11-20-1-2.seg', other.files().get('2026-11-20-1-2.seg') as Uint8Array);
  const found = scan(MemoryDisk.holding(one));
  expect(found.verdict).toBe('quarantined');
  expect(found.problem).toMatch(/does not continue|begins at record/);
});

it('half a step at the end is torn, and at the end of an earlier segment damage', () => {
  const disk = journal(20);
  const { ends } = scan(disk);
  const cutFrom = (at: number) => {
    const end = ends[at] as JournalPosition;
    const files = disk.files();
    const name = `2026-11-20-1-${end.segmentNumber}.seg`;
    files.set(name, (files.get(name) as Uint8Array).slice(0, end.recordOffset));
    return scan(MemoryDisk.holding(files));
  };
  expect(cutFrom(ends.length - 1)).toMatchObject({ verdict: 'torn', end: { sequence: 78 } });
  const lastOfFirst = ends.findLastIndex(({ segmentNumber }) => segmentNumber === 1);
  expect(cutFrom(lastOfFirst).verdict).toBe('quarantined');
});
