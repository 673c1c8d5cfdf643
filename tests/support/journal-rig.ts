/** Kinds, steps and whole small journals for the tests of the journal. */
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import { type AnyRowKind, defineRowKind } from '../../src/domain/journal-row.ts';
import type { Disk } from '../../src/journal/disk.ts';
import { JournalWriter, type WriterOptions } from '../../src/journal/journal-writer.ts';
import { type Recovery, recover } from '../../src/journal/recover.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import type { JournalStep } from '../../src/journal/segment-writer.ts';
import { SnapshotJob } from '../../src/journal/snapshot.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import { MemoryDisk } from './memory-disk.ts';

export interface SampleOrder {
  readonly orderId: number;
  readonly status: string;
  readonly filled: number;
  readonly tag: string;
}

export interface SampleNote {
  readonly text: string;
}

export const SAMPLE_ORDER = defineRowKind<SampleOrder>({
  kind: 'sample_order',
  version: 1,
  fields: { orderId: 'int', status: ['working', 'filled'], filled: 'int', tag: 'text' },
  keyOf: ({ orderId }) => orderId,
});

export const SAMPLE_NOTE = defineRowKind<SampleNote>({
  kind: 'sample_note',
  version: 1,
  fields: { text: 'text' },
});

export const SAMPLE_KINDS = [
  { code: 1, kind: SAMPLE_ORDER },
  { code: 7, kind: SAMPLE_NOTE },
] as const;

export const REGISTRY = new RowRegistry(SAMPLE_KINDS);

export const RUN = {
  account: 'TEST',
  mode: 'paper',
  sessionDate: '2026-11-20',
  gitSha: 'abc',
  configSha: 'def',
} as const;

export const START_MS = 1_795_000_000_000;

export function orderRow(at: number): SampleOrder {
  return {
    orderId: at % 17,
    status: at % 3 === 0 ? 'filled' : 'working',
    filled: at,
    tag: `t${at}`,
  };
}

/** One step of orders `first` to `first + count - 1`. */
export function step(first: number, count = 1, isReducing = false): JournalStep {
  const records = Array.from({ length: count }, (_, at) => ({
    kindCode: 1,
    schema: 1,
    payload: REGISTRY.encode(SAMPLE_ORDER, orderRow(first + at)),
  }));
  return { wallMs: START_MS + first, isReducing, records };
}

export const ENGINE_REGISTRY = new RowRegistry(JOURNAL_KINDS);

/** One step of one row of the engine's own kinds. */
export function stepOf(kind: AnyRowKind, row: object): JournalStep {
  const payload = ENGINE_REGISTRY.encode(kind, row);
  const kindCode = ENGINE_REGISTRY.codeOf(kind);
  return { wallMs: START_MS, isReducing: true, records: [{ kindCode, schema: 1, payload }] };
}

export interface Recovered extends Recovery {
  readonly image: JournalImage;
  /** `filled` of every order row that was folded, which numbers them. */
  readonly rows: readonly number[];
}

export function recoverOn(disk: Disk, sessionDate: string = RUN.sessionDate): Recovered {
  const image = new JournalImage();
  const rows: number[] = [];
  const recovery = recover({
    disk,
    registry: REGISTRY,
    image,
    sessionDate,
    onRow: (_, row) => rows.push(row['filled'] as number),
  });
  return { ...recovery, image, rows };
}

const SMALL_SEGMENT_BYTES = 64 * 1024;

export function openWriter(
  disk: Disk,
  recovery: Recovery,
  options: Partial<WriterOptions> = {},
): JournalWriter {
  return JournalWriter.open({
    disk,
    recovery,
    run: RUN,
    nowMs: START_MS,
    segmentBytes: SMALL_SEGMENT_BYTES,
    reserveBytes: 8 * 1024,
    ...options,
  });
}

/** Recovers and opens. */
export function startJournal(disk: Disk, options: Partial<WriterOptions> = {}) {
  const recovery = recoverOn(disk, options.run?.sessionDate);
  return { recovery, writer: openWriter(disk, recovery, options) };
}

/** 40 records over some segments; a start snapshot at 20, of the first `snapshotOf` records. */
export function segmentedJournal(snapshotOf = 20): MemoryDisk {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: 4096 + 1024 });
  for (let at = 1; at <= 40; at += 2) {
    writer.append(step(at, 2));
    writer.commit();
    if (at !== 19) continue;
    const { position } = writer;
    const image = imageOf(snapshotOf);
    const job = new SnapshotJob({ disk, registry: REGISTRY, image, position, role: 'start' });
    while (!job.advance(100));
  }
  writer.close();
  disk.forgetLocks();
  return disk;
}

/** The fold of the orders 1 to `upTo`. */
export function imageOf(upTo: number): JournalImage {
  const image = new JournalImage();
  for (let at = 1; at <= upTo; at++) image.apply(SAMPLE_ORDER, orderRow(at));
  return image;
}

/** A copy with one bit of one file changed. */
export function withBitFlipped(disk: MemoryDisk, name: string, at: number): MemoryDisk {
  const files = disk.files();
  const bytes = files.get(name) as Uint8Array;
  bytes[at] = (bytes[at] as number) ^ 1;
  return MemoryDisk.holding(files);
}
