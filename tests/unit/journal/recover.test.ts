/** Recovery: what is found, what is cut off, what is refused. */
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../../src/journal/disk.ts';
import { recover } from '../../../src/journal/recover.ts';
import { RowRegistry } from '../../../src/journal/row-registry.ts';
import { SEGMENT_HEADER_BYTES } from '../../../src/journal/segment-header.ts';
import type { JournalStep } from '../../../src/journal/segment-writer.ts';
import { SnapshotJob, stateHashOf } from '../../../src/journal/snapshot.ts';
import { JournalImage } from '../../../src/journal/state-image.ts';
import {
  orderRow,
  REGISTRY,
  RUN,
  recoverOn,
  SAMPLE_NOTE,
  SAMPLE_ORDER,
  START_MS,
  startJournal,
  step,
} from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

const SEGMENT = '2026-11-20-1-1.seg';

function count(to: number, from = 1): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** One commit per step of three records; the sidecar marks the beginning only. */
function journalOf(records: number): MemoryDisk {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  for (let at = 1; at <= records; at += 3) {
    writer.append(step(at, 3));
    writer.commit();
  }
  disk.forgetLocks();
  return disk;
}

function imageOf(upTo: number): JournalImage {
  const image = new JournalImage();
  for (const at of count(upTo)) image.apply(SAMPLE_ORDER, orderRow(at));
  return image;
}

function withSnapshotAt(disk: MemoryDisk, writer: ReturnType<typeof startJournal>['writer']): void {
  const { position } = writer;
  const image = imageOf(position.sequence);
  const job = new SnapshotJob({ disk, registry: REGISTRY, image, position, role: 'running' });
  while (!job.advance(3));
}

/** 30 records with snapshots at 9 and 18, over two or more segments. */
function snapshotJournal(): MemoryDisk {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: SEGMENT_HEADER_BYTES + 600 });
  for (let at = 1; at <= 30; at += 3) {
    writer.append(step(at, 3));
    writer.commit();
    if (at === 7 || at === 16) withSnapshotAt(disk, writer);
  }
  writer.close();
  disk.forgetLocks();
  return disk;
}

const SNAPSHOT_9 = '0000000000000009-running.snap';
const SNAPSHOT_18 = '0000000000000018-running.snap';

function damage(disk: MemoryDisk, name: string, at: number): MemoryDisk {
  const files = disk.files();
  const bytes = files.get(name) as Uint8Array;
  bytes[at] = (bytes[at] as number) ^ 0x10;
  return MemoryDisk.holding(files);
}

it('an empty folder is empty, and stays so', () => {
  const disk = new MemoryDisk();
  const found = recoverOn(disk);
  expect(found).toMatchObject({ status: 'empty', lastSequence: 0, epoch: 0 });
  expect(disk.list()).toEqual([]);
});

it('JR-05 every prefix of 300 records gives the whole steps in it, and nothing else', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  for (let at = 1; at <= 100; at++) {
    writer.append(notes(at));
    writer.commit();
  }
  disk.forgetLocks();
  const clean = recoverOn(disk);
  expect(clean).toMatchObject({ status: 'clean', lastSequence: 300, records: 300, steps: 100 });
  const bytes = readWhole(disk, SEGMENT);
  const mark = readWhole(disk, 'durable.seq');
  const stepBytes = (clean.end.endOffset - SEGMENT_HEADER_BYTES) / 100;
  // Three records of 36 bytes and a payload, each rounded up to 8.
  expect(stepBytes).toBe(3 * 40);
  const wrong: string[] = [];
  for (let length = 0; length <= bytes.length; length++) {
    const cut = bytes.subarray(0, length);
    const part = MemoryDisk.holding(
      new Map([
        [SEGMENT, cut],
        ['durable.seq', mark],
      ]),
    );
    const { status, lastSequence } = recoverOn(part);
    const said = `${status} ${lastSequence} ${part.open(SEGMENT, 'read').size()}`;
    const whole = Math.floor((length - SEGMENT_HEADER_BYTES) / stepBytes);
    const kept = SEGMENT_HEADER_BYTES + whole * stepBytes;
    const right =
      whole < 0
        ? `quarantined 0 ${length}`
        : `${kept === length ? 'clean' : 'torn'} ${whole * 3} ${kept}`;
    if (said !== right) wrong.push(`${length}: ${said} instead of ${right}`);
  }
  expect(wrong).toEqual([]);
});

/** A step of three records with payloads of 3 or 4 bytes. */
function notes(at: number): JournalStep {
  const payload = REGISTRY.encode(SAMPLE_NOTE, { text: String(at % 100) });
  const record = { kindCode: 7, schema: 1, payload };
  return { wallMs: START_MS, isReducing: false, records: [record, record, record] };
}

it('JR-05 a zero-filled end of any length is cut, unless the sidecar knows better', () => {
  const whole = journalOf(60).files();
  const bytes = whole.get(SEGMENT) as Uint8Array;
  for (let from = SEGMENT_HEADER_BYTES; from < SEGMENT_HEADER_BYTES + 3000; from += 13) {
    const zeroed = bytes.slice().fill(0, from);
    const found = recoverOn(MemoryDisk.holding(new Map(whole).set(SEGMENT, zeroed)));
    expect(['clean', 'torn']).toContain(found.status);
    expect(found.lastSequence % 3).toBe(0);
    expect(found.rows).toEqual(count(found.lastSequence));
  }
  const disk = journalOf(60);
  const { recovery, writer } = startJournal(disk);
  writer.close();
  recovery.lock.release();
  const marked = disk.files();
  marked.set(SEGMENT, (marked.get(SEGMENT) as Uint8Array).slice(0, 6000));
  expect(recoverOn(MemoryDisk.holding(marked))).toMatchObject({ status: 'quarantined' });
});

it('JR-05 a quarantined journal is left exactly as it was, and its lock is free', () => {
  const disk = damage(journalOf(30), SEGMENT, SEGMENT_HEADER_BYTES + 100);
  const before = disk.files();
  const found = recoverOn(disk);
  expect(found).toMatchObject({ status: 'quarantined', lastSequence: 0 });
  expect(found.problem).toContain('record 2 at byte');
  expect(disk.files()).toEqual(before);
  expect(recoverOn(disk).status).toBe('quarantined');
});

it('JR-05 an end below the sidecar is damage, and so are a lost sidecar and a lost segment', () => {
  const disk = snapshotJournal();
  const files = disk.files();
  const segments = [...files.keys()].filter((name) => name.endsWith('.seg')).sort();
  expect(segments.length).toBeGreaterThan(2);
  for (const [name, problem] of [
    ['durable.seq', 'the durable mark is missing'],
    [segments[1], 'is missing'],
    [segments.at(-1), 'durable'],
  ] as const) {
    const without = new Map(files);
    without.delete(name as string);
    const found = recoverOn(MemoryDisk.holding(without));
    expect(found.status, name).toBe('quarantined');
    expect(found.problem).toContain(problem);
  }
  const noMark = new Map(files).set('durable.seq', new Uint8Array(5000));
  expect(recoverOn(MemoryDisk.holding(noMark)).problem).toContain('the durable mark is damaged');
});

it('JR-05 a sidecar that marks another record than the one found is damage', () => {
  const ours = snapshotJournal().files();
  const other = new MemoryDisk();
  const { writer } = startJournal(other, { run: { ...RUN, account: 'OTHER' } });
  writer.append(step(1, 30));
  writer.close();
  ours.set('durable.seq', readWhole(other, 'durable.seq'));
  expect(recoverOn(MemoryDisk.holding(ours)).problem).toContain('is not the one that was durable');
});

describe('snapshots', () => {
  it('JR-06 the newest snapshot and what follows are the fold of everything', () => {
    const found = recoverOn(snapshotJournal());
    expect(found).toMatchObject({ status: 'clean', snapshotSequence: 18, lastSequence: 30 });
    expect(found.rows).toEqual(count(30, 19));
    expect(stateHashOf(REGISTRY, found.image)).toBe(stateHashOf(REGISTRY, imageOf(30)));
  });

  it('a damaged one falls back to the one before, and then to the beginning', () => {
    const disk = snapshotJournal();
    const size = disk.files().get(SNAPSHOT_18)?.length ?? 0;
    for (const at of [0, 9, 13, 40, 3000, size - 1]) {
      const found = recoverOn(damage(disk, SNAPSHOT_18, at));
      expect(found).toMatchObject({ status: 'clean', snapshotSequence: 9, lastSequence: 30 });
      expect(stateHashOf(REGISTRY, found.image)).toBe(stateHashOf(REGISTRY, imageOf(30)));
    }
    const both = damage(damage(disk, SNAPSHOT_18, size - 1), SNAPSHOT_9, 50);
    const found = recoverOn(both);
    expect(found).toMatchObject({ status: 'clean', snapshotSequence: 0, lastSequence: 30 });
    expect(stateHashOf(REGISTRY, found.image)).toBe(stateHashOf(REGISTRY, imageOf(30)));
  });

  it('a cut one, and one that was still being written, are not used', () => {
    const files = snapshotJournal().files();
    const bytes = files.get(SNAPSHOT_18) as Uint8Array;
    for (const length of [0, 100, 4096, bytes.length - 1]) {
      const cut = new Map(files).set(SNAPSHOT_18, bytes.slice(0, length));
      expect(recoverOn(MemoryDisk.holding(cut)).snapshotSequence).toBe(9);
    }
    files.set(`${SNAPSHOT_18}.tmp`, bytes);
    files.delete(SNAPSHOT_18);
    const disk = MemoryDisk.holding(files);
    expect(recoverOn(disk).snapshotSequence).toBe(9);
    expect(disk.list()).not.toContain(`${SNAPSHOT_18}.tmp`);
  });

  it('a snapshot beyond the end proves that something durable is missing', () => {
    const files = snapshotJournal().files();
    const fresh = journalOf(9).files();
    fresh.set(SNAPSHOT_18, files.get(SNAPSHOT_18) as Uint8Array);
    const found = recoverOn(MemoryDisk.holding(fresh));
    expect(found.status).toBe('quarantined');
    expect(found.problem).toContain('there is a snapshot of record 18');
  });

  it('segments before the snapshot may be archived, and the journal goes on', () => {
    const files = snapshotJournal().files();
    for (const name of files.keys()) {
      if (/-1-1\.seg$/.test(name)) files.delete(name);
    }
    const disk = MemoryDisk.holding(files);
    const found = recoverOn(disk);
    expect(found).toMatchObject({ status: 'clean', snapshotSequence: 18, lastSequence: 30 });
    disk.forgetLocks();
    for (const name of disk.list()) if (name.endsWith('.snap')) disk.remove(name);
    expect(recoverOn(disk).status).toBe('quarantined');
  });

  it('with every segment archived it goes on from the snapshot', () => {
    const disk = new MemoryDisk();
    const { recovery, writer } = startJournal(disk);
    writer.append(step(1, 12));
    writer.commit();
    withSnapshotAt(disk, writer);
    writer.close();
    recovery.lock.release();
    disk.remove(SEGMENT);
    const second = startJournal(disk);
    expect(second.recovery).toMatchObject({ status: 'clean', lastSequence: 12 });
    second.writer.append(step(13, 2));
    second.writer.close();
    second.recovery.lock.release();
    expect(recoverOn(disk)).toMatchObject({ status: 'clean', lastSequence: 14, rows: [13, 14] });
  });
});

it('JR-12 a kind, a version or a shape that the program does not know is refused, and the lock is free', () => {
  const refused: readonly (readonly [number, number, Uint8Array, string])[] = [
    [9, 1, REGISTRY.encode(SAMPLE_NOTE, { text: 'x' }), 'journal_version_unknown'],
    [7, 2, REGISTRY.encode(SAMPLE_NOTE, { text: 'x' }), 'journal_version_unknown'],
    [1, 1, REGISTRY.encode(SAMPLE_NOTE, { text: 'x' }), 'journal_row_invalid'],
  ];
  for (const [kindCode, schema, payload, code] of refused) {
    const disk = new MemoryDisk();
    const { recovery, writer } = startJournal(disk);
    const records = [{ kindCode, schema, payload }];
    writer.append({ wallMs: START_MS, isReducing: false, records });
    writer.close();
    recovery.lock.release();
    for (let time = 0; time < 2; time++) {
      expect(() => recoverOn(disk)).toThrow(expect.objectContaining({ code }));
    }
  }
});

it('JR-12 a snapshot of an unknown version is refused', () => {
  const disk = snapshotJournal();
  const registry = new RowRegistry([{ code: 1, kind: { ...SAMPLE_ORDER, version: 2 } }]);
  const options = { disk, registry, image: new JournalImage(), sessionDate: RUN.sessionDate };
  expect(() => recover(options)).toThrow(
    expect.objectContaining({ code: 'journal_version_unknown' }),
  );
});

it('JR-11 a second recovery is refused while the first holds the lock', () => {
  const disk = new MemoryDisk();
  const first = recoverOn(disk);
  expect(() => recoverOn(disk)).toThrow(expect.objectContaining({ code: 'locked' }));
  first.lock.release();
  expect(recoverOn(disk).status).toBe('empty');
});
