/** Checks a whole journal from its first record: chain, rows, snapshots against the fold (JR-06), seals. Reads only. CLI, scrubbing. */

import type { AnyRow, AnyRowKind } from '../domain/journal-row.ts';
import { type Disk, readWhole } from './disk.ts';
import { missingProblem } from './durable-evidence.ts';
import { JournalError } from './journal-error.ts';
import { listSegments, type SegmentEntry } from './journal-files.ts';
import { sealProblems } from './manifest.ts';
import type { RecordView } from './record.ts';
import { decodeRow } from './row-codec.ts';
import { kindOfRecord, type RowRegistry } from './row-registry.ts';
import { BEGINNING, type JournalPosition, type ScanVisitor, scanJournal } from './scan.ts';
import { readSidecar } from './sidecar.ts';
import { checkSnapshot, loadSnapshot, type SnapshotSummary, stateHashOf } from './snapshot.ts';
import { listSnapshots } from './snapshot-files.ts';
import { JournalImage } from './state-image.ts';

export interface VerifyReport {
  /** `torn`: only a write that was never acknowledged is incomplete; the next start cuts it off. */
  readonly verdict: 'sound' | 'torn' | 'damaged';
  /** One sentence each; what is torn is among them. */
  readonly problems: readonly string[];
  readonly segments: number;
  /** Sequence of the first record that was read; older ones were archived. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly records: number;
  readonly steps: number;
  readonly snapshots: number;
  /** SHA-256 of the state at the end, hex; '' when an older part was archived without a snapshot of its end. */
  readonly stateHash: string;
}

/** Throws `DiskError`. Everything else that is wrong is in the report. */
export function verifyJournal(disk: Disk, registry: RowRegistry): VerifyReport {
  const problems: string[] = [];
  const segments = attempt(problems, () => listSegments(disk)) ?? [];
  const snapshots = checkedSnapshots(disk, problems);
  const base = baseOf(segments, snapshots);
  const check = new Check(registry, {
    // Without the state of the beginning there is nothing to compare them with.
    snapshots: base.isWhole ? snapshots : [],
    problems,
    sidecar: readSidecar(disk),
  });
  if (base.snapshot !== undefined) {
    const { name } = base.snapshot;
    attempt(problems, () => check.begin(readWhole(disk, name)));
  }
  const scan = attempt(problems, () => scanJournal(disk, { segments, from: base.from }, check));
  const end = scan?.end ?? base.from;
  if (scan !== undefined && scan.verdict !== 'torn' && scan.problem !== '') {
    problems.push(scan.problem);
  }
  if (scan !== undefined && scan.verdict !== 'quarantined') {
    const missing = missingProblem({
      sequence: end.sequence,
      sidecar: check.sidecar,
      markedCrc: check.markedCrc,
      segmentCount: segments.length,
      snapshotSequence: snapshots[0]?.summary.position.sequence ?? 0,
    });
    if (missing !== '') problems.push(missing);
  }
  problems.push(...sealProblems(disk));
  const isTorn = problems.length === 0 && scan?.verdict === 'torn';
  if (isTorn) problems.push(scan.problem);
  return {
    verdict: isTorn ? 'torn' : problems.length === 0 ? 'sound' : 'damaged',
    problems,
    segments: segments.length,
    firstSequence: base.from.sequence + 1,
    lastSequence: end.sequence,
    records: scan?.records ?? 0,
    steps: scan?.steps ?? 0,
    snapshots: snapshots.length,
    stateHash: base.isWhole ? stateHashOf(registry, check.image) : '',
  };
}

interface CheckedSnapshot {
  readonly name: string;
  readonly summary: SnapshotSummary;
}

/** The undamaged ones, newest first. */
function checkedSnapshots(disk: Disk, problems: string[]): readonly CheckedSnapshot[] {
  const checked: CheckedSnapshot[] = [];
  for (const { name } of listSnapshots(disk)) {
    const summary = checkSnapshot(readWhole(disk, name));
    if (summary === undefined) problems.push(`${name}: the snapshot is damaged`);
    else checked.push({ name, summary });
  }
  return checked;
}

interface Base {
  readonly from: JournalPosition;
  readonly snapshot?: CheckedSnapshot;
  /** The state at `from` is known. */
  readonly isWhole: boolean;
}

/** Where reading begins. Older segments may have been archived: then at the snapshot of their end, else without state. */
function baseOf(segments: readonly SegmentEntry[], snapshots: readonly CheckedSnapshot[]): Base {
  const first = segments[0]?.header;
  if (first?.number === 1) return { from: BEGINNING, isWhole: true };
  const before = snapshots.find(
    ({ summary }) => first === undefined || summary.position.sequence + 1 === first.firstSequence,
  );
  if (before !== undefined) {
    return { from: before.summary.position, snapshot: before, isWhole: true };
  }
  if (first === undefined) return { from: BEGINNING, isWhole: true };
  const { firstSequence, previousCrc } = first;
  const from = { ...BEGINNING, sequence: firstSequence - 1, recordCrc: previousCrc };
  return { from, isWhole: false };
}

interface CheckTerms {
  readonly snapshots: readonly CheckedSnapshot[];
  readonly problems: string[];
  readonly sidecar: ReturnType<typeof readSidecar>;
}

class Check implements ScanVisitor {
  readonly image = new JournalImage();
  markedCrc: number | undefined;
  readonly #registry: RowRegistry;
  readonly #terms: CheckTerms;
  readonly #step: { kind: AnyRowKind; row: AnyRow }[] = [];

  constructor(registry: RowRegistry, terms: CheckTerms) {
    this.#registry = registry;
    this.#terms = terms;
  }

  get sidecar(): CheckTerms['sidecar'] {
    return this.#terms.sidecar;
  }

  begin(snapshotBytes: Uint8Array): void {
    loadSnapshot(snapshotBytes, this.#registry, (kind, row) => this.image.apply(kind, row));
  }

  record(record: RecordView): void {
    const { sidecar } = this.#terms;
    if (typeof sidecar === 'object' && record.sequence === sidecar.sequence) {
      this.markedCrc = record.crc;
    }
    const kind = kindOfRecord(this.#registry, record);
    this.#step.push({ kind, row: decodeRow(kind, record.payload) });
  }

  stepEnd(position: JournalPosition): void {
    for (const { kind, row } of this.#step) this.image.apply(kind, row);
    this.#step.length = 0;
    for (const { name, summary } of this.#terms.snapshots) {
      if (summary.position.sequence !== position.sequence) continue;
      if (summary.stateHash !== stateHashOf(this.#registry, this.image)) {
        this.#terms.problems.push(`${name}: JR-06 it is not the state of its record`);
      }
    }
  }
}

/** What a journal says is wrong goes to the report; anything else is thrown. */
function attempt<Value>(problems: string[], action: () => Value): Value | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
