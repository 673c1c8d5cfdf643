/**
 * Walks a journal from a known position to its end and judges what it finds: whole, torn at the end, or damaged (JR-01, JR-05). Reads
 * only. Recovery and the CLI.
 *
 * What was durable is read from the records themselves: one write group is synced before the next is written, so any valid
 * record of a later group proves that everything before that group had been durable. A hole with such a record behind it is
 * damage. A hole with nothing but its own group behind it is a torn write, in whatever order the disk wrote its sectors.
 */
import type { Disk } from './disk.ts';
import type { SegmentEntry } from './journal-files.ts';
import type { RecordView } from './record.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { SEGMENT_HEADER_BYTES } from './segment-header.ts';

/** Behind a record, or at the very beginning. */
export interface JournalPosition {
  /** Of the last record; 0 at the beginning. */
  readonly sequence: number;
  /** CRC of the last record; 0 at the beginning. */
  readonly recordCrc: number;
  /** Segment that holds it; 0 at the beginning. */
  readonly segmentNumber: number;
  /** Where it begins and ends in that segment. */
  readonly recordOffset: number;
  readonly endOffset: number;
}

export const BEGINNING: JournalPosition = {
  sequence: 0,
  recordCrc: 0,
  segmentNumber: 0,
  recordOffset: 0,
  endOffset: 0,
};

export interface ScanVisitor {
  /** A valid record; its step is not whole yet. The view is reused. */
  record(record: RecordView): void;
  /** The step that ends with this record is whole. */
  stepEnd(position: JournalPosition): void;
}

export interface ScanResult {
  readonly verdict: 'clean' | 'torn' | 'quarantined';
  /** What is wrong and where; '' when clean. */
  readonly problem: string;
  /** Behind the last whole step. */
  readonly end: JournalPosition;
  readonly records: number;
  readonly steps: number;
  /** Where the last write group begins in the last segment: what a failed sync may not have written. */
  readonly lastGroupOffset: number;
}

export function scanJournal(
  disk: Disk,
  range: { readonly segments: readonly SegmentEntry[]; readonly from: JournalPosition },
  visitor: ScanVisitor,
): ScanResult {
  const walk = new Walk(range.from, visitor);
  const { segments, from } = range;
  const following = segments.filter(
    ({ header }) => header.number >= Math.max(1, from.segmentNumber),
  );
  for (const [at, segment] of following.entries()) {
    const problem = walk.enter(segment);
    if (problem !== '') return walk.result('quarantined', `${segment.name}: ${problem}`);
    const file = disk.open(segment.name, 'read');
    try {
      const nextFirst = following[at + 1]?.header.firstSequence;
      const cursor = new SegmentCursor(file, walk.startOffset(segment));
      const end = walk.readSegment(cursor, nextFirst);
      if (end.verdict !== 'clean')
        return walk.result(end.verdict, `${segment.name}: ${end.problem}`);
    } finally {
      file.close();
    }
  }
  return walk.result('clean', '');
}

interface SegmentEnd {
  readonly verdict: ScanResult['verdict'];
  readonly problem: string;
}

const CLEAN: SegmentEnd = { verdict: 'clean', problem: '' };

class Walk {
  readonly #visitor: ScanVisitor;
  readonly #start: JournalPosition;
  #end: JournalPosition;
  /** Of the last valid record, whether or not its step is whole. */
  #sequence: number;
  /** What the next record or header must name as its predecessor. */
  #chainCrc: number;
  #segmentNumber = 0;
  #steps = 0;
  #groupOffset = 0;

  constructor(from: JournalPosition, visitor: ScanVisitor) {
    this.#visitor = visitor;
    this.#start = from;
    this.#end = from;
    this.#sequence = from.sequence;
    this.#chainCrc = from.recordCrc;
  }

  /** What is wrong with the way this segment joins the one before, or ''. */
  enter({ header }: SegmentEntry): string {
    this.#segmentNumber = header.number;
    if (header.number === this.#start.segmentNumber) return '';
    if (header.firstSequence !== this.#sequence + 1) {
      return `it begins at record ${header.firstSequence}, the last one before it is ${this.#sequence}`;
    }
    if (header.previousCrc !== this.#chainCrc) return 'it does not continue the segment before it';
    this.#chainCrc = header.crc;
    return '';
  }

  startOffset({ header }: SegmentEntry): number {
    const isFirst = header.number === this.#start.segmentNumber;
    const offset = isFirst ? this.#start.endOffset : SEGMENT_HEADER_BYTES;
    this.#groupOffset = offset;
    return offset;
  }

  /** `nextFirst`: where the segment after this one begins, which proves that everything before was durable. */
  readSegment(cursor: SegmentCursor, nextFirst: number | undefined): SegmentEnd {
    while (cursor.load() && this.#continues(cursor.record)) this.#take(cursor);
    if (nextFirst === undefined) return this.#judgeRest(cursor);
    if (this.#sequence + 1 < nextFirst) {
      const problem = `record ${this.#sequence + 1} at byte ${cursor.offset} is damaged`;
      return { verdict: 'quarantined', problem };
    }
    return this.#sequence === this.#end.sequence ? CLEAN : this.#halfStep();
  }

  #continues(record: RecordView): boolean {
    return record.sequence === this.#sequence + 1 && record.previousCrc === this.#chainCrc;
  }

  #take(cursor: SegmentCursor): void {
    const { record } = cursor;
    const recordOffset = cursor.offset;
    if (record.groupDistance === 0) this.#groupOffset = recordOffset;
    this.#sequence = record.sequence;
    this.#chainCrc = record.crc;
    this.#visitor.record(record);
    cursor.advance();
    if (!record.isCommit) return;
    this.#end = {
      sequence: record.sequence,
      recordCrc: record.crc,
      segmentNumber: this.#segmentNumber,
      recordOffset,
      endOffset: cursor.offset,
    };
    this.#steps++;
    this.#visitor.stepEnd(this.#end);
  }

  #judgeRest(cursor: SegmentCursor): SegmentEnd {
    const firstBad = this.#sequence + 1;
    const at = cursor.offset;
    const rest = cursor.searchRest((record) => record.sequence - record.groupDistance > firstBad);
    if (rest.isFound) {
      const { sequence } = cursor.record;
      const problem = `record ${firstBad} at byte ${at} is damaged, and record ${sequence} behind it is whole`;
      return { verdict: 'quarantined', problem };
    }
    if (!rest.isZero) {
      return { verdict: 'torn', problem: `the write of record ${firstBad} at byte ${at} is torn` };
    }
    return this.#sequence === this.#end.sequence ? CLEAN : { ...this.#halfStep(), verdict: 'torn' };
  }

  #halfStep(): SegmentEnd {
    const problem = `the step that begins with record ${this.#end.sequence + 1} is not whole`;
    return { verdict: 'quarantined', problem };
  }

  result(verdict: ScanResult['verdict'], problem: string): ScanResult {
    return {
      verdict,
      problem,
      end: this.#end,
      records: this.#end.sequence - this.#start.sequence,
      steps: this.#steps,
      lastGroupOffset: this.#groupOffset,
    };
  }
}
