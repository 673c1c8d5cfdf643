import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../src/journal/disk.ts';
import { JournalReader, type StoredStep } from '../../../src/journal/journal-reader.ts';
import {
  imageOf,
  openWriter,
  REGISTRY,
  RUN,
  recoverOn,
  SAMPLE_ORDER,
  segmentedJournal,
  startJournal,
  step,
  withBitFlipped,
} from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

function read(disk: Disk, until = Number.POSITIVE_INFINITY): readonly StoredStep[] {
  const steps: StoredStep[] = [];
  new JournalReader(disk, REGISTRY).read((one, { sequence }) => {
    steps.push(one);
    return sequence < until;
  });
  return steps;
}

const sequencesOf = (steps: readonly StoredStep[]) => steps.flat().map(({ sequence }) => sequence);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('JournalReader', () => {
  it('hands over whole steps in order, over all segments', () => {
    const steps = read(segmentedJournal());
    expect(steps.map((rows) => rows.length)).toEqual(new Array(20).fill(2));
    expect(sequencesOf(steps)).toEqual(upTo(40));
    expect(steps[0]?.[0]).toMatchObject({ kind: SAMPLE_ORDER, row: { filled: 1 } });
  });

  it('stops when it is told to', () => {
    expect(sequencesOf(read(segmentedJournal(), 9))).toEqual(upTo(10));
  });

  it('knows the starts of the engine by their segments', () => {
    const disk = new MemoryDisk();
    for (const sessionDate of ['2026-11-20', '2026-11-20', '2026-11-23']) {
      const { writer } = startJournal(disk, { run: { ...RUN, sessionDate } });
      for (let at = 1; at <= 4; at += 2) writer.append(step(at, 2));
      writer.commit();
      writer.close();
      disk.forgetLocks();
    }
    expect(new JournalReader(disk, REGISTRY).starts).toEqual([
      { date: '2026-11-20', epoch: 1, firstSequence: 1 },
      { date: '2026-11-20', epoch: 2, firstSequence: 5 },
      { date: '2026-11-23', epoch: 1, firstSequence: 9 },
    ]);
  });

  it('takes the segments of one long start together', () => {
    expect(new JournalReader(segmentedJournal(), REGISTRY).starts).toHaveLength(1);
  });

  it('reads what a running engine has made durable, without its lock', () => {
    const disk = new MemoryDisk();
    const recovery = recoverOn(disk);
    const writer = openWriter(disk, recovery);
    writer.append(step(1, 2));
    writer.commit();
    expect(sequencesOf(read(disk))).toEqual([1, 2]);
    writer.append(step(3, 2));
    writer.commit();
    expect(sequencesOf(read(disk))).toEqual(upTo(4));
  });

  it('begins an archived journal with the snapshot of its end, and says so where there is none', () => {
    const disk = segmentedJournal();
    expect(new JournalReader(disk, REGISTRY).stateBefore()?.rowCount).toBe(0);
    const names = disk.list().filter((name) => name.endsWith('.seg'));
    const byNumber = names.sort((one, other) => numberOf(one) - numberOf(other));
    disk.remove(byNumber[0] as string);
    const reader = new JournalReader(disk, REGISTRY);
    const first = reader.starts[0]?.firstSequence ?? 0;
    expect(first).toBeGreaterThan(1);
    const isSnapshotThere = reader
      .snapshots()
      .some(({ position }) => position.sequence === first - 1);
    expect(reader.stateBefore()?.rowCount).toBe(
      isSnapshotThere ? imageOf(first - 1).rowCount : undefined,
    );
    expect(sequencesOf(read(disk))[0]).toBe(first);
  });

  it('JR-05 refuses durable records that are damaged, after those before them', () => {
    const whole = segmentedJournal();
    const [name = ''] = whole
      .list()
      .filter((file) => file.endsWith('.seg'))
      .sort((one, other) => numberOf(one) - numberOf(other));
    const seen: number[] = [];
    const reader = new JournalReader(withBitFlipped(whole, name, 4096 + 300), REGISTRY);
    expect(() =>
      reader.read((rows) => {
        seen.push(...sequencesOf([rows]));
        return true;
      }),
    ).toThrow(/damaged.*tickring journal verify/);
    expect(seen).toEqual(upTo(seen.length));
    expect(seen.length).toBeLessThan(40);
  });
});

function numberOf(name: string): number {
  return Number(/-(\d+)\.seg$/.exec(name)?.[1]);
}
