/** Names in a journal folder, and its segments in order. Journal thread, recovery, CLI. */
import type { Disk } from './disk.ts';
import { JournalError } from './journal-error.ts';
import {
  decodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  type StoredSegmentHeader,
} from './segment-header.ts';

export const LOCK_FILE = 'lock';
export const SIDECAR_FILE = 'durable.seq';
/** The next segment while it is being zero-filled. */
export const NEXT_FILE = 'next.prep';
/** The segment kept for exits on a full disk. */
export const RESERVE_FILE = 'reserve.prep';

const SEGMENT_NAME = /^\d{4}-\d{2}-\d{2}-\d+-(\d+)\.seg$/;

/** `<sessionDate>-<epoch>-<number>.seg`. */
export function segmentName(header: SegmentHeader): string {
  return `${header.sessionDate}-${header.epoch}-${header.number}.seg`;
}

export interface SegmentEntry {
  readonly name: string;
  readonly header: StoredSegmentHeader;
}

/** Segments by rising number. The number orders them, not the date: a clock may have been set back. Throws `journal_quarantined`. */
export function listSegments(disk: Disk): readonly SegmentEntry[] {
  const names = disk
    .list()
    .map((name) => ({ name, number: Number(SEGMENT_NAME.exec(name)?.[1] ?? 0) }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.number - b.number);
  const entries: SegmentEntry[] = [];
  for (const { name, number } of names) {
    const header = readHeader(disk, name);
    if (typeof header === 'string') throw quarantined(name, header);
    if (segmentName(header) !== name) throw quarantined(name, 'its header has another name');
    const before = entries.at(-1)?.header;
    if (before !== undefined && number !== before.number + 1) {
      throw quarantined(name, `segment ${before.number + 1} before it is missing`);
    }
    entries.push({ name, header });
  }
  return entries;
}

function readHeader(disk: Disk, name: string): StoredSegmentHeader | string {
  const file = disk.open(name, 'read');
  try {
    const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
    return decodeSegmentHeader(bytes.subarray(0, file.read(bytes, 0)));
  } finally {
    file.close();
  }
}

function quarantined(name: string, problem: string): JournalError {
  return new JournalError('journal_quarantined', `${name}: ${problem}.`);
}
