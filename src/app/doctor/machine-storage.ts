/** What the checks ask of the storage. Reads, but for one small file that is removed again. */
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  lstatSync,
  openSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { FolderFacts } from './disk-checks.ts';

const SYNC_SAMPLES = 100;
const BLOCK_BYTES = 4096;

export function folderFacts(path: string): FolderFacts {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { path, found: undefined };
  const user = process.getuid?.();
  return {
    path,
    found: {
      isFolder: stat.isDirectory(),
      mode: stat.mode & 0o777,
      isOurs: user === undefined || stat.uid === user,
      isWritable: isWritable(path),
    },
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(nearestFolder(path));
  return bavail * bsize;
}

/** `f_type` of statfs(2); undefined where its numbers are not those of Linux. */
export function fileSystemType(path: string): number | undefined {
  return process.platform === 'linux' ? statfsSync(nearestFolder(path)).type : undefined;
}

/** The path itself or the nearest folder above it that exists: what holds there will hold for the path. */
function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Writes and syncs small blocks into a file of its own, which it removes. Microseconds; undefined when there is no such folder. */
export function syncTimesUs(folder: string): readonly number[] | undefined {
  if (!existsSync(folder)) return undefined;
  const path = join(folder, `doctor-${randomUUID()}.tmp`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    const block = Buffer.alloc(BLOCK_BYTES, 1);
    return Array.from({ length: SYNC_SAMPLES }, (_, at) => {
      writeSync(handle, block, 0, block.length, at * BLOCK_BYTES);
      const startNs = process.hrtime.bigint();
      fdatasyncSync(handle);
      return Number(process.hrtime.bigint() - startNs) / 1000;
    });
  } finally {
    closeSync(handle);
    unlinkSync(path);
  }
}
