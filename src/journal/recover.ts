/**
 * Brings a journal back: takes the lock, finds the newest usable snapshot, folds what follows, judges the end (JR-03, JR-05, JR-06,
 * JR-12). Nothing is written to a journal that is quarantined. Journal thread at its start; also the simulator.
 */

import type { AnyRow, AnyRowKind } from '../domain/journal-row.ts';
import { type Disk, type DiskFile, type DiskLock, readWhole, writeFully } from './disk.ts';
import { missingProblem } from './durable-evidence.ts';
import { JournalError } from './journal-error.ts';
import { LOCK_FILE, listSegments, type SegmentEntry } from './journal-files.ts';
import type { RecordView } from './record.ts';
import { decodeRow } from './row-codec.ts';
import { kindOfRecord, type RowRegistry } from './row-registry.ts';
import {
  BEGINNING,
  type JournalPosition,
  type ScanResult,
  type ScanVisitor,
  scanJournal,
} from './scan.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { SEGMENT_HEADER_BYTES } from './segment-header.ts';
import { readSidecar } from './sidecar.ts';
import { checkSnapshot, loadSnapshot } from './snapshot.ts';
import { listSnapshots } from './snapshot-files.ts';
import type { JournalImage } from './state-image.ts';

export interface RecoverOptions {
  readonly disk: Disk;
  readonly registry: RowRegistry;
  /** Empty; holds the recovered state afterwards, and nothing of use when quarantined. */
  readonly image: JournalImage;
  /** `YYYY-MM-DD` of the session that starts. */
  readonly sessionDate: string;
  /** Called for each row behind the snapshot, events included, a whole step at a time. */
  readonly onRow?: (kind: AnyRowKind, row: AnyRow, sequence: number) => void;
}

export interface Recovery {
  /**
   * `torn`: a write that was never acknowledged was cut off. `quarantined`: what was durable is damaged or missing; nothing was
   * changed, trading must not start.
   */
  readonly status: 'empty' | 'clean' | 'torn' | 'quarantined';
  /** What is wrong; '' when clean or empty. */
  readonly problem: string;
  /** Last good record. */
  readonly lastSequence: number;
  readonly end: JournalPosition;
  /** Starts on the session date before this one. */
  readonly epoch: number;
  /** Position of the snapshot used, 0 for none. */
  readonly snapshotSequence: number;
  /** Records and steps read behind the snapshot. */
  readonly records: number;
  readonly steps: number;
  readonly lastSegmentNumber: number;
  /** What the next segment names as its predecessor. */
  readonly chainCrc: number;
  /** Held by the caller until it ends; already released when quarantined. */
  readonly lock: DiskLock;
}

/**
 * Throws `journal_version_unknown` and `journal_row_invalid` (the program does not fit the journal), and `DiskError`, `locked`
 * among them.
 */
export function recover(options: RecoverOptions): Recovery {
  const lock = options.disk.lock(LOCK_FILE);
  try {
    const recovery = recoverLocked(options, lock);
    if (recovery.status === 'quarantined') lock.release();
    return recovery;
  } catch (error) {
    lock.release();
    throw error;
  }
}

function recoverLocked(options: RecoverOptions, lock: DiskLock): Recovery {
  const { disk, sessionDate } = options;
  let segments: readonly SegmentEntry[];
  try {
    segments = listSegments(disk);
  } catch (error) {
    if (!(error instanceof JournalError && error.code === 'journal_quarantined')) throw error;
    return { ...nothingRead(error.message), lock };
  }
  const snapshot = newestSnapshot(disk, segments);
  const from = snapshot.used?.position ?? BEGINNING;
  if (snapshot.used !== undefined) {
    loadSnapshot(snapshot.used.bytes, options.registry, (kind, row) => {
      options.image.apply(kind, row);
    });
  }
  const sidecar = readSidecar(disk);
  const fold = new Fold(options, typeof sidecar === 'object' ? sidecar.sequence : 0);
  const scan = scanJournal(disk, { segments, from }, fold);
  const problem =
    scan.verdict === 'quarantined'
      ? scan.problem
      : missingProblem({
          sequence: scan.end.sequence,
          sidecar,
          markedCrc: fold.markedCrc,
          segmentCount: segments.length,
          snapshotSequence: snapshot.newestSequence,
        });
  const isEmpty = scan.end.sequence === 0 && segments.length === 0;
  if (problem === '' && !isEmpty) repair(disk, segments.at(-1), scan);
  const last = segments.at(-1)?.header;
  return {
    status: problem !== '' ? 'quarantined' : isEmpty ? 'empty' : scan.verdict,
    problem: problem || scan.problem,
    lastSequence: scan.end.sequence,
    end: scan.end,
    epoch: epochOf(segments, sessionDate),
    snapshotSequence: from.sequence,
    records: scan.records,
    steps: scan.steps,
    lastSegmentNumber: last?.number ?? scan.end.segmentNumber,
    chainCrc:
      last === undefined || last.number === scan.end.segmentNumber ? scan.end.recordCrc : last.crc,
    lock,
  };
}

function nothingRead(problem: string): Omit<Recovery, 'lock'> {
  return {
    status: 'quarantined',
    problem,
    lastSequence: 0,
    end: BEGINNING,
    epoch: 0,
    snapshotSequence: 0,
    records: 0,
    steps: 0,
    lastSegmentNumber: 0,
    chainCrc: 0,
  };
}

/** Rows wait for the end of their step, so that half a step leaves no trace. */
class Fold implements ScanVisitor {
  readonly #options: RecoverOptions;
  readonly #step: { kind: AnyRowKind; row: AnyRow; sequence: number }[] = [];
  readonly #marked: number;
  /** CRC of the record the sidecar marks; undefined while it was not passed. */
  markedCrc: number | undefined;

  constructor(options: RecoverOptions, marked: number) {
    this.#options = options;
    this.#marked = marked;
  }

  record(record: RecordView): void {
    const kind = kindOfRecord(this.#options.registry, record);
    if (record.sequence === this.#marked) this.markedCrc = record.crc;
    const row = decodeRow(kind, record.payload);
    this.#step.push({ kind, row, sequence: record.sequence });
  }

  stepEnd(): void {
    const { image, onRow } = this.#options;
    for (const { kind, row, sequence } of this.#step) {
      image.apply(kind, row);
      onRow?.(kind, row, sequence);
    }
    this.#step.length = 0;
  }
}

interface FoundSnapshot {
  readonly position: JournalPosition;
  readonly bytes: Uint8Array;
}

/** The newest snapshot that is whole and whose record stands in the journal; older ones are tried in turn. */
function newestSnapshot(
  disk: Disk,
  segments: readonly SegmentEntry[],
): { readonly used: FoundSnapshot | undefined; readonly newestSequence: number } {
  let newestSequence = 0;
  for (const { name } of listSnapshots(disk)) {
    const bytes = readWhole(disk, name);
    const summary = checkSnapshot(bytes);
    if (summary === undefined) continue;
    const { position } = summary;
    newestSequence = Math.max(newestSequence, position.sequence);
    if (isInJournal(disk, segments, position)) return { used: { position, bytes }, newestSequence };
  }
  return { used: undefined, newestSequence };
}

function isInJournal(
  disk: Disk,
  segments: readonly SegmentEntry[],
  position: JournalPosition,
): boolean {
  const { segmentNumber, recordOffset } = position;
  const first = segments[0]?.header.number;
  // Segments before the snapshot may have been archived.
  if (first === undefined || first > segmentNumber) return true;
  const segment = segments.find(({ header }) => header.number === segmentNumber);
  if (segment === undefined) return false;
  const file = disk.open(segment.name, 'read');
  try {
    const cursor = new SegmentCursor(file, recordOffset);
    if (!cursor.load()) return false;
    cursor.advance();
    const { sequence, crc } = cursor.record;
    const isSame = sequence === position.sequence && crc === position.recordCrc;
    return isSame && cursor.offset === position.endOffset;
  } finally {
    file.close();
  }
}

/**
 * Cuts off what is not a whole step, and writes the last group again: a sync that failed leaves pages that look written and are
 * not, and only a new write brings them to the disk.
 */
function repair(disk: Disk, last: SegmentEntry | undefined, scan: ScanResult): void {
  for (const name of disk.list()) if (name.endsWith('.tmp')) disk.remove(name);
  if (last !== undefined) {
    const isInLast = scan.end.segmentNumber === last.header.number;
    const end = isInLast ? scan.end.endOffset : SEGMENT_HEADER_BYTES;
    const file = disk.open(last.name, 'update');
    try {
      file.truncate(end);
      rewrite(file, Math.min(scan.lastGroupOffset, end), end);
      file.sync();
    } finally {
      file.close();
    }
  }
  disk.syncFolder();
}

const COPY_BYTES = 1024 * 1024;

function rewrite(file: DiskFile, start: number, end: number): void {
  const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, end - start));
  for (let at = start; at < end; ) {
    const count = file.read(buffer.subarray(0, Math.min(buffer.length, end - at)), at);
    if (count === 0) return;
    writeFully(file, buffer.subarray(0, count), at);
    at += count;
  }
}

function epochOf(segments: readonly SegmentEntry[], sessionDate: string): number {
  let epoch = 0;
  for (const { header } of segments) {
    if (header.sessionDate === sessionDate) epoch = Math.max(epoch, header.epoch);
  }
  return epoch;
}
