/** Which recording and which journal belong to a session that is to be replayed. CLI. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { RecordedStart, RecordingHeader } from '../../contract/records/recording.ts';
import { RecordingReader } from '../../feed/recorded/recording-reader.ts';
import { ReplayError } from './replay-error.ts';

export interface FoundRecording {
  readonly path: string;
  readonly header: RecordingHeader;
}

/**
 * `name`: a file, `YYYY-MM-DD/epoch` with epochs from 1, or undefined for the newest. Throws `recording_missing` and, for a named file that is
 * none, `RecordingError`.
 */
export function findRecording(dataFolder: string, name: string | undefined): FoundRecording {
  const folder = resolve(dataFolder, 'recordings');
  if (name === undefined) return newest(recordingsIn(folder), folder);
  const named = /^(\d{4}-\d{2}-\d{2})\/(\d+)$/.exec(name);
  if (named === null) return fileNamed(name, folder);
  const found = recordingsIn(folder).filter(
    ({ header: { start } }) => start.date === named[1] && start.epoch === Number(named[2]) - 1,
  );
  if (found.length > 1) {
    const names = found.map(({ path }) => basename(path)).join(', ');
    throw missing(`Several recordings are of ${name}: name one of ${names}.`);
  }
  return newest(found, folder);
}

/** Folders that may hold the journal of a recorded start: the account's, then those that were put aside, newest first. */
export function journalFolders(dataFolder: string, start: RecordedStart): readonly string[] {
  const folder = resolve(dataFolder, 'journal', `${start.mode}-${start.account}`);
  const parent = dirname(folder);
  if (!existsSync(parent)) return [];
  const aside = readdirSync(parent)
    .filter((name) => name.startsWith(`${basename(folder)}.`))
    .sort()
    .reverse()
    .map((name) => join(parent, name));
  return existsSync(folder) ? [folder, ...aside] : aside;
}

function recordingsIn(folder: string): readonly FoundRecording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ticks'))
    .flatMap((name) => {
      const path = join(folder, name);
      const header = headerOf(path);
      return header === undefined ? [] : [{ path, header }];
    });
}

/** Undefined for recordings of other versions: they are passed over, unless they are named. */
function headerOf(path: string): RecordingHeader | undefined {
  try {
    return opened(path).header;
  } catch (error) {
    if ((error as { code?: string }).code === 'recording_invalid') return undefined;
    throw error;
  }
}

function opened(path: string): FoundRecording {
  const reader = RecordingReader.open(path);
  reader.close();
  return { path, header: reader.header };
}

function fileNamed(name: string, folder: string): FoundRecording {
  const path = [resolve(name), join(folder, name)].find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw missing(`There is no recording ${name}; name a .ticks file or YYYY-MM-DD/epoch.`);
  }
  return opened(path);
}

function newest(found: readonly FoundRecording[], folder: string): FoundRecording {
  const last = [...found]
    .filter(({ header }) => header.start.date !== '')
    .sort((one, other) => one.header.start.startWallMs - other.header.start.startWallMs)
    .at(-1);
  if (last === undefined) {
    throw missing(
      `There is no such recorded session of this version in ${folder}; start the engine with TICKRING_DATA__RECORD_TICKS=true.`,
    );
  }
  return last;
}

function missing(sentence: string): ReplayError {
  return new ReplayError('recording_missing', sentence);
}
