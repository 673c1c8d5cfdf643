/** Reads the newest segment of a journal without touching it. */
import { DiskError } from '../../journal/disk.ts';
import { listSegments } from '../../journal/journal-files.ts';
import { NodeDisk } from '../../journal/node-disk.ts';
import { BEGINNING, scanJournal } from '../../journal/scan.ts';
import type { SegmentVerdict } from './journal-check.ts';

/** Throws `DiskError` and `JournalError` with what is wrong. */
export function newestSegment(folder: string): SegmentVerdict | 'none' {
  try {
    const disk = new NodeDisk(folder);
    const newest = listSegments(disk).at(-1);
    if (newest === undefined) return 'none';
    const { firstSequence, previousCrc } = newest.header;
    const from = { ...BEGINNING, sequence: firstSequence - 1, recordCrc: previousCrc };
    const visitor = { record: () => undefined, stepEnd: () => undefined };
    const scan = scanJournal(disk, { segments: [newest], from }, visitor);
    return {
      name: newest.name,
      verdict: scan.verdict,
      problem: scan.problem,
      records: scan.records,
    };
  } catch (error) {
    if (error instanceof DiskError && error.code === 'not_found') return 'none';
    throw error;
  }
}
