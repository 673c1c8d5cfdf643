/** Closes the books of a session: verifies the whole journal, then writes down the SHA-256 of each of its segments. CLI, session end. */
import { type Disk, replaceFile } from './disk.ts';
import { JournalError } from './journal-error.ts';
import { listSegments, type SegmentEntry } from './journal-files.ts';
import {
  digestOf,
  encodeManifest,
  listManifests,
  manifestName,
  type SealedSegment,
} from './manifest.ts';
import type { RowRegistry } from './row-registry.ts';
import { type VerifyReport, verifyJournal } from './verify.ts';

export interface SealRequest {
  readonly disk: Disk;
  readonly registry: RowRegistry;
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  readonly nowMs: number;
}

export interface SealResult {
  readonly segments: readonly SealedSegment[];
  readonly report: VerifyReport;
}

/**
 * The caller holds the lock, and the writer is closed. May be repeated when the session went on. Throws
 * `journal_seal_broken` when the journal is not sound, a sealed segment was changed, or the date has no segment.
 */
export function sealSession(request: SealRequest): SealResult {
  const { disk, registry, sessionDate, nowMs } = request;
  const report = verifyJournal(disk, registry);
  if (report.verdict !== 'sound') {
    const why = report.problems.join('; ');
    throw new JournalError(
      'journal_seal_broken',
      `Not sealed, the journal is ${report.verdict}: ${why}.`,
    );
  }
  const all = listSegments(disk);
  const segments = all
    .filter(({ header }) => header.sessionDate === sessionDate)
    .map((entry) => sealedSegment(disk, entry, lastSequenceOf(all, entry, report)));
  if (segments.length === 0) {
    throw new JournalError(
      'journal_seal_broken',
      `Not sealed, there is no segment of ${sessionDate}; name a date that was traded.`,
    );
  }
  const name = manifestName(sessionDate);
  const previous = listManifests(disk)
    .filter((other) => other < name)
    .at(-1);
  const previousSha256 = previous === undefined ? '' : digestOf(disk, previous).sha256;
  const manifest = { sessionDate, sealedAtMs: nowMs, segments, previousSha256 };
  replaceFile(disk, name, encodeManifest(manifest));
  return { segments, report };
}

function sealedSegment(disk: Disk, entry: SegmentEntry, lastSequence: number): SealedSegment {
  const { name, header } = entry;
  return { name, ...digestOf(disk, name), firstSequence: header.firstSequence, lastSequence };
}

function lastSequenceOf(
  all: readonly SegmentEntry[],
  entry: SegmentEntry,
  report: VerifyReport,
): number {
  const next = all.find(({ header }) => header.number === entry.header.number + 1);
  return (next?.header.firstSequence ?? report.lastSequence + 1) - 1;
}
