/**
 * A journal as a stream of whole steps, without its lock and without changing it, also while an engine writes to it. CLI: replay and
 * audit.
 */

import type { AnyRow, AnyRowKind } from '../domain/journal-row.ts';
import { type Disk, readWhole } from './disk.ts';
import { JournalError } from './journal-error.ts';
import { listSegments, type SegmentEntry } from './journal-files.ts';
import type { RecordView } from './record.ts';
import { decodeRow } from './row-codec.ts';
import { kindOfRecord, type RowRegistry } from './row-registry.ts';
import { BEGINNING, type JournalPosition, type ScanVisitor, scanJournal } from './scan.ts';
import type { StoredSegmentHeader } from './segment-header.ts';
import { checkSnapshot, loadSnapshot, type SnapshotSummary } from './snapshot.ts';
import { listSnapshots } from './snapshot-files.ts';
import { JournalImage } from './state-image.ts';

export interface StoredRow {
  readonly sequence: number;
  /** Epoch milliseconds; when the journal thread took the step. */
  readonly wallMs: number;
  readonly kind: AnyRowKind;
  readonly row: AnyRow;
}

/** All rows of one input. */
export type StoredStep = readonly StoredRow[];

/** One start of the engine: all records from `firstSequence` to the next start. */
export interface EngineStart {
  readonly date: string;
  /** 1 for the first start on the date, as in the names of the segments. */
  readonly epoch: number;
  readonly firstSequence: number;
}

export class JournalReader {
  readonly #disk: Disk;
  readonly #registry: RowRegistry;
  readonly #segments: readonly SegmentEntry[];

  /** Throws `DiskError`, and `journal_quarantined` for a segment that is none. */
  constructor(disk: Disk, registry: RowRegistry) {
    this.#disk = disk;
    this.#registry = registry;
    this.#segments = listSegments(disk);
  }

  /** Oldest first. */
  get starts(): readonly EngineStart[] {
    const starts: EngineStart[] = [];
    for (const { header } of this.#segments) {
      const { sessionDate: date, epoch, firstSequence } = header;
      const last = starts.at(-1);
      if (last?.date !== date || last.epoch !== epoch) starts.push({ date, epoch, firstSequence });
    }
    return starts;
  }

  /** The state before the first record that is here; undefined when older ones were archived without a snapshot of their end. */
  stateBefore(): JournalImage | undefined {
    const image = new JournalImage();
    const first = this.#segments[0]?.header;
    if (first === undefined || first.number === 1) return image;
    const snapshot = this.snapshots().find(
      ({ position }) => position.sequence + 1 === first.firstSequence,
    );
    if (snapshot === undefined) return undefined;
    loadSnapshot(snapshot.bytes, this.#registry, (kind, row) => image.apply(kind, row));
    return image;
  }

  /** The undamaged ones, newest first. */
  snapshots(): readonly (SnapshotSummary & {
    readonly name: string;
    readonly bytes: Uint8Array;
  })[] {
    return listSnapshots(this.#disk).flatMap(({ name }) => {
      const bytes = readWhole(this.#disk, name);
      const summary = checkSnapshot(bytes);
      return summary === undefined ? [] : [{ ...summary, name, bytes }];
    });
  }

  /**
   * Hands over every whole step, oldest first, until `onStep` returns false. Throws `journal_quarantined` where durable records are
   * damaged, `journal_version_unknown` and `journal_row_invalid`.
   */
  read(onStep: (step: StoredStep, position: JournalPosition) => boolean): void {
    const collector = new StepCollector(this.#registry, onStep);
    let from = beginningOf(this.#segments[0]?.header);
    for (;;) {
      collector.begin();
      const scan = scanJournal(this.#disk, { segments: this.#segments, from }, collector);
      if (scan.verdict !== 'quarantined' || collector.isOver) return;
      // An engine that writes meanwhile can make new records look like ones behind a hole: then there is more to read now.
      if (scan.end.sequence === from.sequence) {
        throw new JournalError(
          'journal_quarantined',
          `${scan.problem}; see tickring journal verify`,
        );
      }
      from = scan.end;
    }
  }
}

function beginningOf(first: StoredSegmentHeader | undefined): JournalPosition {
  if (first === undefined) return BEGINNING;
  return { ...BEGINNING, sequence: first.firstSequence - 1, recordCrc: first.previousCrc };
}

class StepCollector implements ScanVisitor {
  readonly #registry: RowRegistry;
  readonly #onStep: (step: StoredStep, position: JournalPosition) => boolean;
  #step: StoredRow[] = [];
  isOver = false;

  constructor(
    registry: RowRegistry,
    onStep: (step: StoredStep, position: JournalPosition) => boolean,
  ) {
    this.#registry = registry;
    this.#onStep = onStep;
  }

  begin(): void {
    this.#step = [];
  }

  record(record: RecordView): void {
    if (this.isOver) return;
    const kind = kindOfRecord(this.#registry, record);
    const { sequence, wallMs } = record;
    this.#step.push({ sequence, wallMs, kind, row: decodeRow(kind, record.payload) });
  }

  stepEnd(position: JournalPosition): void {
    if (this.isOver) return;
    const step = this.#step;
    this.#step = [];
    this.isOver = !this.#onStep(step, position);
  }
}
