/** Finds the journal of a recorded session, folds what came before it, and replays it. CLI. */
import type { RecordedStart } from '../../contract/records/recording.ts';
import { JOURNAL_KINDS } from '../../domain/journal-kinds.ts';
import { type EngineStart, JournalReader } from '../../journal/journal-reader.ts';
import { NodeDisk } from '../../journal/node-disk.ts';
import { RowRegistry } from '../../journal/row-registry.ts';
import type { JournalImage } from '../../journal/state-image.ts';
import type { FoundDifference } from './core-replay.ts';
import { type FoundRecording, journalFolders } from './find-session.ts';
import { sessionRowOf } from './order-replay.ts';
import { ReplayError } from './replay-error.ts';
import { type ReplayCounts, SessionReplay } from './session-replay.ts';

export interface ReplayReport {
  readonly journal: string;
  /** The first one; undefined when the session is identical. */
  readonly difference: FoundDifference | undefined;
  /** What ended the replay before the end of the session; '' when nothing did. */
  readonly problem: string;
  readonly counts: ReplayCounts;
  readonly hashes: { readonly orders: string; readonly state: string };
  readonly notes: readonly string[];
}

/** Throws `ReplayError`, `RecordingError`, `JournalError` and `DiskError`. */
export function replaySession(recording: FoundRecording, dataFolder: string): ReplayReport {
  const { start } = recording.header;
  if (start.date === '') {
    throw new ReplayError(
      'session_not_journaled',
      `${recording.path} was recorded without a journal; replay a session of tickring start.`,
    );
  }
  for (const folder of journalFolders(dataFolder, start)) {
    const reader = new JournalReader(new NodeDisk(folder), new RowRegistry(JOURNAL_KINDS));
    const report = replayFrom(reader, recording, folder);
    if (report !== undefined) return report;
  }
  throw new ReplayError(
    'session_not_journaled',
    `No journal of ${start.mode}-${start.account} holds the session ${start.date}/${start.epoch + 1}; name the data folder with --data.`,
  );
}

/** Undefined when the journal does not hold the session. */
function replayFrom(
  reader: JournalReader,
  recording: FoundRecording,
  folder: string,
): ReplayReport | undefined {
  const { start } = recording.header;
  const { starts } = reader;
  const at = starts.findIndex(
    ({ date, epoch }) => date === start.date && epoch === start.epoch + 1,
  );
  const session = starts[at];
  if (session === undefined) return undefined;
  const image = reader.stateBefore();
  if (image === undefined) {
    throw new ReplayError(
      'session_not_journaled',
      `The beginning of the journal ${folder} was archived without a snapshot; bring its segments back.`,
    );
  }
  const replay = readSession(reader, { session, next: starts[at + 1] }, recording, image);
  if (replay === undefined) return undefined;
  const { difference, counts, hashes, notes } = replay.replay;
  return { journal: folder, difference, problem: replay.problem, counts, hashes, notes };
}

interface SessionRange {
  readonly session: EngineStart;
  readonly next: EngineStart | undefined;
}

function readSession(
  reader: JournalReader,
  { session, next }: SessionRange,
  recording: FoundRecording,
  image: JournalImage,
): { readonly replay: SessionReplay; readonly problem: string } | undefined {
  const { header, path } = recording;
  let replay: SessionReplay | undefined;
  let isOther = false;
  let problem = '';
  try {
    reader.read((step, { sequence }) => {
      if (sequence < session.firstSequence) {
        for (const { kind, row } of step) image.apply(kind, row);
        return true;
      }
      if (next !== undefined && sequence >= next.firstSequence) return false;
      const row = sessionRowOf(step);
      isOther = row !== undefined && !isSameStart(row, header.start);
      if (isOther) return false;
      replay ??= new SessionReplay(header, path, image);
      return replay.take(step);
    });
  } catch (error) {
    if (!(error instanceof ReplayError) || replay === undefined) throw error;
    problem = error.message;
  } finally {
    replay?.close();
  }
  return isOther || replay?.hasStarted !== true ? undefined : { replay, problem };
}

type StartIdentity = Pick<RecordedStart, 'tagPrefix' | 'startWallMs' | 'account' | 'mode'>;

function isSameStart(one: StartIdentity, other: StartIdentity): boolean {
  return (
    one.tagPrefix === other.tagPrefix &&
    one.startWallMs === other.startWallMs &&
    one.account === other.account &&
    one.mode === other.mode
  );
}
