/** Writes groups of whole steps to one segment: framed, chained, written, synced once. Journal thread. */
import { assert } from '../domain/assert.ts';
import { writeFully } from './disk.ts';
import { GROUP_RECORDS_MAX, type JournalRecord, RecordBuffer, recordBytes } from './record.ts';
import type { JournalPosition } from './scan.ts';
import { SEGMENT_HEADER_BYTES } from './segment-header.ts';
import type { ActiveSegment } from './segment-preparer.ts';

/** Bytes of a group that are gathered before it is written although more steps wait. */
const GROUP_BYTES_MAX = 4 * 1024 * 1024;
const BUFFER_BYTES = 256 * 1024;

/** All rows of one input: durable together or not at all. */
export interface JournalStep {
  /** Epoch milliseconds of the input. */
  readonly wallMs: number;
  /** It can only reduce exposure, or is what the venue said: a full disk still takes it. */
  readonly isReducing: boolean;
  /** At least one. The payloads are read when the step is committed and must not change before. */
  readonly records: readonly JournalRecord[];
}

export function stepBytes(step: JournalStep): number {
  let bytes = 0;
  for (const { payload } of step.records) bytes += recordBytes(payload.length);
  return bytes;
}

export class SegmentWriter {
  readonly #segment: ActiveSegment;
  readonly #buffer = new RecordBuffer(BUFFER_BYTES);
  /** Behind the last synced record. */
  #durable: JournalPosition;
  /** Of the group in the buffer. */
  #records = 0;
  #lastRecordOffset = 0;
  /** Bytes behind the last synced record may have been written. */
  #isTouched = false;
  #hasSyncFailed = false;
  /** What the next record names as its predecessor. */
  #chainCrc: number;

  /** `before` is the last record of the journal, in an earlier segment. */
  constructor(segment: ActiveSegment, before: JournalPosition) {
    assert(
      segment.header.firstSequence === before.sequence + 1,
      'JR-01 a segment begins with the sequence after the last one',
    );
    this.#segment = segment;
    this.#durable = before;
    this.#chainCrc = segment.headerCrc;
  }

  get durable(): JournalPosition {
    return this.#durable;
  }

  get segment(): ActiveSegment {
    return this.#segment;
  }

  /** What the next segment names as its predecessor: nothing may be gathered. */
  get chainCrc(): number {
    assert(this.#records === 0, 'a segment ends with a synced group');
    return this.#chainCrc;
  }

  /** Room behind what is gathered. */
  hasRoom(bytes: number): boolean {
    return this.#end() + this.#buffer.used + bytes <= this.#segment.bytes;
  }

  /** True when the group must be synced before a step of that many records joins it. */
  isGroupFull(records: number): boolean {
    return this.#records + records > GROUP_RECORDS_MAX || this.#buffer.used > GROUP_BYTES_MAX;
  }

  gather(step: JournalStep): void {
    const { records, wallMs } = step;
    for (let at = 0; at < records.length; at++) {
      this.#lastRecordOffset = this.#end() + this.#buffer.used;
      this.#buffer.add(records[at] as JournalRecord, {
        sequence: this.#durable.sequence + this.#records + 1,
        previousCrc: this.#records === 0 ? this.#chainCrc : this.#buffer.lastCrc,
        groupDistance: this.#records,
        isCommit: at === records.length - 1,
        wallMs,
      });
      this.#records++;
    }
  }

  /** Writes and syncs the group. After a `DiskError` it must be dropped (`dropGroup`). */
  flush(): void {
    if (this.#records === 0) return;
    const bytes = this.#buffer.filled();
    const start = this.#end();
    this.#isTouched = true;
    writeFully(this.#segment.file, bytes, start);
    this.#sync();
    this.#chainCrc = this.#buffer.lastCrc;
    this.#durable = {
      sequence: this.#durable.sequence + this.#records,
      recordCrc: this.#chainCrc,
      segmentNumber: this.#segment.header.number,
      recordOffset: this.#lastRecordOffset,
      endOffset: start + bytes.length,
    };
    this.#clear();
  }

  /**
   * Forgets a group that the disk did not take, on the disk too: whole steps of it may stand there, and the sequence numbers
   * will be given again.
   */
  dropGroup(): void {
    const isTouched = this.#isTouched;
    this.#clear();
    if (!isTouched) return;
    this.#segment.file.truncate(this.#end());
    this.#sync();
  }

  /** Gives back the space behind the last record. */
  close(): void {
    this.#segment.file.truncate(this.#end());
    this.#sync();
    this.#segment.file.close();
  }

  /** A failed sync leaves the medium unknown, and a second one would not say so. */
  #sync(): void {
    assert(!this.#hasSyncFailed, 'JR-09 a sync that failed is not tried again');
    this.#hasSyncFailed = true;
    this.#segment.file.sync();
    this.#hasSyncFailed = false;
  }

  #clear(): void {
    this.#buffer.clear();
    this.#records = 0;
    this.#isTouched = false;
  }

  #end(): number {
    const { segmentNumber, endOffset } = this.#durable;
    return segmentNumber === this.#segment.header.number ? endOffset : SEGMENT_HEADER_BYTES;
  }
}
