/**
 * The one writer of a journal (JR-11): takes whole steps, writes them, and says how far they are durable. Journal thread, which calls it
 * synchronously; also the simulator.
 */
import { assert } from '../domain/assert.ts';
import { type Disk, DiskError } from './disk.ts';
import { JournalError } from './journal-error.ts';
import { NEXT_FILE, RESERVE_FILE } from './journal-files.ts';
import { GROUP_RECORDS_MAX } from './record.ts';
import type { Recovery } from './recover.ts';
import type { JournalPosition } from './scan.ts';
import { type RunStamp, SEGMENT_HEADER_BYTES, type SegmentHeader } from './segment-header.ts';
import { type ActiveSegment, SegmentPreparer } from './segment-preparer.ts';
import { type JournalStep, SegmentWriter, stepBytes } from './segment-writer.ts';
import { Sidecar } from './sidecar.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;
const RESERVE_BYTES = 1024 * 1024;
const SIDECAR_INTERVAL_MS = 250;
/** After the disk refused the next segment. */
const PREPARE_RETRY_MS = 5000;

/**
 * `reserve`: the disk is full, and only reducing steps are taken, into the segment kept for them. `full`: that is used up too.
 * `failed`: a write or sync failed; the process must end (JR-09).
 */
export type WriterMode = 'normal' | 'reserve' | 'full' | 'failed' | 'closed';

export interface CommitResult {
  /** `full`: steps above `sequence` were dropped, and may be appended again where they are reducing. */
  readonly status: 'durable' | 'full';
  /** Every record up to this one is durable. */
  readonly sequence: number;
}

export interface WriterOptions {
  readonly disk: Disk;
  /** Holds the lock; must not be quarantined. */
  readonly recovery: Recovery;
  readonly run: RunStamp;
  readonly nowMs: number;
  /** Including a header of 4096 bytes; default 64 MiB. */
  readonly segmentBytes?: number;
  /** Default 1 MiB. */
  readonly reserveBytes?: number;
}

/** Recoveries that a writer was opened with. */
const written = new WeakSet<Recovery>();

export class JournalWriter {
  readonly #options: WriterOptions;
  readonly #next: SegmentPreparer;
  readonly #reserve: SegmentPreparer;
  readonly #sidecar: Sidecar;
  #segment: SegmentWriter | undefined;
  #pending: JournalStep[] = [];
  #pendingRecords = 0;
  #mode: WriterMode = 'normal';
  #nowMs: number;
  #sidecarMs: number;
  #sidecarSequence: number;
  #prepareRefusedMs: number | undefined;

  /** Begins a new segment. Throws `journal_failed`; starts in mode `reserve` or `full` on a full disk. */
  static open(options: WriterOptions): JournalWriter {
    const { recovery } = options;
    assert(recovery.status !== 'quarantined', 'JR-05 a quarantined journal is not written to');
    assert(!written.has(recovery), 'JR-11 a lock that was taken serves one writer');
    written.add(recovery);
    return guarded(() => new JournalWriter(options));
  }

  private constructor(options: WriterOptions) {
    const { disk, nowMs, segmentBytes = SEGMENT_BYTES, reserveBytes = RESERVE_BYTES } = options;
    assert(Math.min(segmentBytes, reserveBytes) > SEGMENT_HEADER_BYTES, 'a segment holds records');
    this.#options = options;
    this.#nowMs = nowMs;
    this.#sidecarMs = nowMs;
    this.#sidecar = Sidecar.open(disk);
    this.#next = new SegmentPreparer(disk, { name: NEXT_FILE, bytes: segmentBytes });
    this.#reserve = new SegmentPreparer(disk, { name: RESERVE_FILE, bytes: reserveBytes });
    this.#sidecarSequence = -1;
    try {
      this.#roll();
    } catch (error) {
      this.#enterReserve(error);
    }
    if (this.#mode === 'normal') this.#keepReserve();
    this.#markSidecar();
  }

  get mode(): WriterMode {
    return this.#mode;
  }

  /** Behind the last durable record. */
  get position(): JournalPosition {
    return this.#segment?.durable ?? this.#options.recovery.end;
  }

  get durableSequence(): number {
    return this.position.sequence;
  }

  /** The sequence the last appended record will have. */
  get appendedSequence(): number {
    return this.durableSequence + this.#pendingRecords;
  }

  /** False: the disk is full and the step was not taken. */
  append(step: JournalStep): boolean {
    assert(this.#mode !== 'closed', 'an open journal is written to');
    if (this.#mode === 'failed') throw failed(undefined);
    if (this.#mode === 'full' || (this.#mode === 'reserve' && !step.isReducing)) return false;
    assert(step.records.length > 0, 'a step has records');
    assert(step.records.length <= GROUP_RECORDS_MAX, 'a step has at most 32,768 records');
    this.#pending.push(step);
    this.#pendingRecords += step.records.length;
    return true;
  }

  /**
   * Makes all appended steps durable: one write and one sync, more only where a segment ends. Throws `journal_failed`, after which
   * nothing above `durableSequence` is acknowledged and the process must end.
   */
  commit(): CommitResult {
    if (this.#mode === 'failed') throw failed(undefined);
    const steps = this.#pending;
    const appended = this.appendedSequence;
    this.#pending = [];
    this.#pendingRecords = 0;
    try {
      for (const step of steps) this.#gather(step);
      this.#segment?.flush();
    } catch (error) {
      this.#onError(error);
      return { status: 'full', sequence: this.durableSequence };
    }
    assert(
      this.durableSequence === appended,
      'JR-08 a batch is acknowledged once the disk took all of it',
    );
    return { status: 'durable', sequence: appended };
  }

  /**
   * What need not be done before an acknowledgement: the sidecar, at most every 250 ms of the caller's clock, and one piece of the next
   * segment. Call it after commits and when idle; true when another call would do more. Throws `journal_failed`.
   */
  tend(nowMs: number): boolean {
    if (this.#mode === 'failed' || this.#mode === 'closed') return false;
    this.#nowMs = nowMs;
    const sinceMs = nowMs - this.#sidecarMs;
    // A clock that was set back must not stop the sidecar.
    if (sinceMs >= SIDECAR_INTERVAL_MS || sinceMs < 0) this.#attempt(() => this.#markSidecar());
    if (this.#mode !== 'normal' || this.#next.isReady || this.#isPrepareOff()) return false;
    if (this.#attempt(() => this.#next.advance())) return !this.#next.isReady;
    this.#prepareRefusedMs = nowMs;
    return false;
  }

  /** Commits, marks the sidecar, gives back unused space. The lock stays with the recovery's owner. */
  close(): void {
    if (this.#mode === 'closed' || this.#mode === 'failed') return;
    this.commit();
    this.#attempt(() => this.#markSidecar());
    this.#attempt(() => this.#segment?.close());
    this.#sidecar.close();
    this.#next.close();
    this.#reserve.close();
    this.#mode = 'closed';
  }

  #gather(step: JournalStep): void {
    const bytes = stepBytes(step);
    if (this.#segment?.isGroupFull(step.records.length)) this.#segment.flush();
    if (this.#segment?.hasRoom(bytes) !== true) {
      this.#segment?.flush();
      if (this.#mode !== 'normal') throw new DiskError('no_space', 'the reserve is used up');
      this.#roll();
    }
    const segment = this.#segment;
    assert(segment?.hasRoom(bytes) === true, 'a step fits into a segment');
    segment.gather(step);
  }

  /** Goes on in a new segment. Throws `no_space` with the present one unchanged. */
  #roll(from: SegmentPreparer = this.#next): void {
    const { recovery } = this.#options;
    const before = this.position;
    const { file, header } = this.#segment?.segment ?? {};
    const lastNumber = header?.number ?? recovery.lastSegmentNumber;
    const previousCrc = this.#segment?.chainCrc ?? recovery.chainCrc;
    const active: ActiveSegment = from.activate(this.#header(lastNumber + 1, previousCrc));
    file?.close();
    this.#segment = new SegmentWriter(active, before);
  }

  #header(number: number, previousCrc: number): SegmentHeader {
    const { run, recovery } = this.#options;
    return {
      ...run,
      number,
      previousCrc,
      epoch: recovery.epoch + 1,
      firstSequence: this.durableSequence + 1,
      createdAtMs: this.#nowMs,
    };
  }

  #onError(error: unknown): void {
    if (!isNoSpace(error)) this.#fail(error);
    try {
      this.#segment?.dropGroup();
      if (this.#mode === 'normal') this.#enterReserve(error);
    } catch (second) {
      this.#fail(second);
    }
  }

  #enterReserve(cause: unknown): void {
    if (!isNoSpace(cause)) throw cause;
    this.#mode = 'full';
    if (!this.#reserve.isReady) return;
    this.#roll(this.#reserve);
    this.#mode = 'reserve';
  }

  #isPrepareOff(): boolean {
    if (this.#prepareRefusedMs === undefined) return false;
    const sinceMs = this.#nowMs - this.#prepareRefusedMs;
    return sinceMs >= 0 && sinceMs < PREPARE_RETRY_MS;
  }

  #keepReserve(): void {
    this.#attempt(() => {
      while (!this.#reserve.isReady) this.#reserve.advance();
      this.#options.disk.syncFolder();
    });
  }

  #markSidecar(): void {
    this.#sidecarMs = this.#nowMs;
    const { sequence, recordCrc } = this.position;
    if (sequence === this.#sidecarSequence) return;
    this.#sidecar.write({ sequence, recordCrc });
    this.#sidecarSequence = sequence;
  }

  /** False where there was no space, which none of these needs to go on; any other failure is fatal. */
  #attempt(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (!isNoSpace(error)) this.#fail(error);
      return false;
    }
  }

  #fail(cause: unknown): never {
    if (cause instanceof DiskError) this.#mode = 'failed';
    throw failed(cause);
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof DiskError && error.code === 'no_space';
}

function guarded<Value>(action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw failed(error);
  }
}

/** A broken invariant stays what it is. */
function failed(cause: unknown): unknown {
  if (cause !== undefined && !(cause instanceof DiskError)) return cause;
  const why = cause === undefined ? 'it failed before' : cause.message;
  const message = `The journal cannot be written: ${why}. End the process; the next start recovers what is on the disk.`;
  return new JournalError('journal_failed', message, { cause });
}
