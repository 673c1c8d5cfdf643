/** A small journal whose layout is known record by record, ways to damage it, and what recovery must then say. */
import type { Disk } from '../../src/journal/disk.ts';
import { listSegments } from '../../src/journal/journal-files.ts';
import type { JournalWriter } from '../../src/journal/journal-writer.ts';
import { SegmentCursor } from '../../src/journal/segment-cursor.ts';
import { SEGMENT_HEADER_BYTES } from '../../src/journal/segment-header.ts';
import type { Dice } from './dice.ts';
import { openWriter, recoverOn, step } from './journal-rig.ts';
import { MemoryDisk } from './memory-disk.ts';

interface KnownRecord {
  /** Segment it stands in. */
  readonly name: string;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
  readonly isCommit: boolean;
  readonly groupFirst: number;
}

interface KnownSegment {
  readonly name: string;
  readonly records: readonly KnownRecord[];
}

export interface KnownJournal {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly segments: readonly KnownSegment[];
  /** Of all segments. */
  readonly records: readonly KnownRecord[];
  /** Sequence in the sidecar. */
  readonly marked: number;
}

type Files = Map<string, Uint8Array>;

/** Appends 1 to 4 steps of 1 to 4 records; returns the next number. */
export function appendSteps(writer: JournalWriter, first: number, dice: Dice): number {
  let next = first;
  for (let steps = 1 + dice.below(4); steps > 0; steps--) {
    const count = 1 + dice.below(4);
    writer.append(step(next, count));
    next += count;
  }
  return next;
}

/** About 60 records in two or three segments of one run, all durable; the sidecar lags behind by some groups. */
export function knownJournal(seed: number, dice: Dice): KnownJournal {
  const disk = new MemoryDisk();
  const recovery = recoverOn(disk);
  const writer = openWriter(disk, recovery, { segmentBytes: SEGMENT_HEADER_BYTES + 2048 });
  const lag = seed % 4;
  let next = 1;
  let marked = 0;
  for (let commit = 0; commit < 10; commit++) {
    next = appendSteps(writer, next, dice);
    const { sequence } = writer.commit();
    if (commit !== 9 - lag) continue;
    writer.tend(Number.MAX_SAFE_INTEGER);
    marked = sequence;
  }
  recovery.lock.release();
  const segments = layoutOf(disk);
  const records = segments.flatMap((segment) => segment.records);
  return { files: disk.files(), segments, records, marked };
}

function layoutOf(disk: Disk): readonly KnownSegment[] {
  return listSegments(disk).map(({ name }) => {
    const cursor = new SegmentCursor(disk.open(name, 'read'), SEGMENT_HEADER_BYTES);
    const records: KnownRecord[] = [];
    while (cursor.load()) {
      const { sequence, isCommit, groupDistance } = cursor.record;
      const start = cursor.offset;
      cursor.advance();
      const groupFirst = sequence - groupDistance;
      records.push({ name, sequence, start, end: cursor.offset, isCommit, groupFirst });
    }
    return { name, records };
  });
}

/** One damage to one segment: flipped bits, zeroed bytes, swapped blocks, a cut end, or another record copied over one. */
export function damagedFiles(journal: KnownJournal, dice: Dice): Files {
  const files: Files = new Map(journal.files);
  const segment = journal.segments[dice.below(journal.segments.length)] as KnownSegment;
  const bytes = (journal.files.get(segment.name) as Uint8Array).slice();
  const used = segment.records.at(-1)?.end ?? SEGMENT_HEADER_BYTES;
  // Mostly among the records; now and then in the header or in the unused end.
  const at = dice.isOneIn(10)
    ? dice.below(bytes.length)
    : SEGMENT_HEADER_BYTES + dice.below(Math.max(1, used - SEGMENT_HEADER_BYTES));
  files.set(segment.name, damage(bytes, at, dice));
  return files;
}

const BLOCK_BYTES = 512;

function damage(bytes: Uint8Array, at: number, dice: Dice): Uint8Array {
  switch (dice.below(5)) {
    case 0:
      bytes[at] = (bytes[at] as number) ^ (1 << dice.below(8));
      return bytes;
    case 1:
      return bytes.fill(0, at, at + 1 + dice.below(600));
    case 2: {
      const blocks = Math.floor(bytes.length / BLOCK_BYTES);
      const one = Math.floor(at / BLOCK_BYTES) * BLOCK_BYTES;
      const other = dice.below(blocks) * BLOCK_BYTES;
      const kept = bytes.slice(one, one + BLOCK_BYTES);
      bytes.copyWithin(one, other, other + BLOCK_BYTES);
      bytes.set(kept, other);
      return bytes;
    }
    case 3:
      return bytes.slice(0, at);
    default:
      for (let flips = 2 + dice.below(20); flips > 0; flips--) {
        const target = (at + dice.below(400)) % bytes.length;
        bytes[target] = dice.below(256);
      }
      return bytes;
  }
}

export interface ExpectedVerdict {
  readonly status: 'clean' | 'torn' | 'quarantined';
  readonly lastSequence: number;
}

/** From the bytes that differ, and from nothing else. */
export function expectedOf(journal: KnownJournal, files: Files): ExpectedVerdict {
  const isSame = (name: string, start: number, end: number) =>
    sameBytes(journal, files, { name, start, end });
  const quarantined: ExpectedVerdict = { status: 'quarantined', lastSequence: 0 };
  if (!journal.segments.every(({ name }) => isSame(name, 0, SEGMENT_HEADER_BYTES)))
    return quarantined;
  const all = journal.records;
  const last = journal.segments.at(-1)?.name;
  const bad = all.find(({ name, start, end }) => !isSame(name, start, end));
  const end = all.at(-1)?.sequence ?? 0;
  if (bad === undefined) {
    const unused = files.get(last ?? '')?.subarray(all.at(-1)?.end ?? SEGMENT_HEADER_BYTES);
    const isZero = isAllZero(unused ?? new Uint8Array(0));
    return { status: isZero ? 'clean' : 'torn', lastSequence: end };
  }
  if (bad.name !== last) return quarantined;
  const rest = Buffer.from(files.get(bad.name) ?? []).subarray(bad.start);
  const isProven = all.some(({ name, start, end: recordEnd, groupFirst }) => {
    const bytes = journal.files.get(name)?.subarray(start, recordEnd);
    return groupFirst > bad.sequence && bytes !== undefined && stands(rest, bytes);
  });
  if (isProven) return quarantined;
  const kept = all.filter(({ sequence, isCommit }) => sequence < bad.sequence && isCommit);
  const lastSequence = kept.at(-1)?.sequence ?? 0;
  if (lastSequence < journal.marked) return quarantined;
  const isCleanCut = lastSequence === bad.sequence - 1 && isAllZero(rest);
  return { status: isCleanCut ? 'clean' : 'torn', lastSequence };
}

const ZEROS = new Uint8Array(64 * 1024);

function isAllZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, ZEROS.subarray(0, bytes.length)) === 0;
}

/** A swapped block may carry a whole record to another place. */
function stands(rest: Buffer, record: Uint8Array): boolean {
  for (let at = rest.indexOf(record); at >= 0; at = rest.indexOf(record, at + 1)) {
    if (at % 8 === 0) return true;
  }
  return false;
}

function sameBytes(
  journal: KnownJournal,
  files: Files,
  span: { readonly name: string; readonly start: number; readonly end: number },
): boolean {
  const { name, start, end } = span;
  const before = journal.files.get(name)?.subarray(start, end) ?? new Uint8Array(0);
  const after = files.get(name)?.subarray(start, end) ?? new Uint8Array(0);
  return Buffer.compare(before, after) === 0;
}
