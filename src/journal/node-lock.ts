/**
 * The lock file of a journal (JR-11): created exclusively, names its process, taken over when that process is gone. Journal thread at its
 * start, and the CLI when it seals.
 */
import {
  closeSync,
  constants,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { DiskError, type DiskLock } from './disk.ts';

interface LockOwner {
  readonly pid: number;
  /** Differs after every boot of the machine; '' where the system does not tell. */
  readonly bootId: string;
  /** When the process began, in the kernel's ticks: a process number is given again, this with it is not. '' where not told. */
  readonly startTicks: string;
}

const FILE_MODE = 0o600;
const LINE_END = '\n';
/** Another starter may take over a dead owner's lock at the same moment. */
const ATTEMPTS_MAX = 5;

let lastAside = 0;

/** Throws `locked` while the owner lives. */
export function takeLock(path: string): DiskLock {
  const content = JSON.stringify(thisProcess()) + LINE_END;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (createWhole(path, content)) return { release: () => releaseLock(path, content) };
    const found = readLock(path);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    if (owner !== undefined && isAlive(owner)) {
      throw new DiskError(
        'locked',
        `${path} is held by process ${owner.pid}; stop that engine first, two may not write one journal`,
      );
    }
    removeStale(path, found);
  }
  throw new DiskError('locked', `${path} is being taken by another process; try again`);
}

/** Process that holds the lock; 0 when nobody does, also when its number has gone to another process since. */
export function lockOwnerPid(path: string): number {
  const owner = parseOwner(readLock(path) ?? '');
  return owner !== undefined && isAlive(owner) ? owner.pid : 0;
}

/** The lock appears with its content or not at all: written aside, then linked, which fails where the name exists. */
function createWhole(path: string, content: string): boolean {
  const aside = asideName(path);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle = openSync(aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
  try {
    writeSync(handle, content);
    linkSync(aside, path);
    return true;
  } catch (error) {
    // ENOENT: the owner has just recovered, and removes what dead starters left aside.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  } finally {
    closeSync(handle);
    rmSync(aside, { force: true });
  }
}

/** Moves the dead owner's file away; puts it back when it turns out to be that of someone who was quicker. */
function removeStale(path: string, expected: string): void {
  const aside = asideName(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    if (readLock(aside) !== expected) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseLock(path: string, content: string): void {
  if (readLock(path) === content) unlinkSync(path);
}

function asideName(path: string): string {
  lastAside++;
  return `${path}.${process.pid}-${lastAside}.tmp`;
}

function readLock(path: string): string | undefined {
  const { O_RDONLY, O_NOFOLLOW } = constants;
  let handle: number;
  try {
    handle = openSync(path, O_RDONLY | O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

/** Undefined for content that no process of ours wrote whole: a crash of the machine left it. */
function parseOwner(text: string): LockOwner | undefined {
  try {
    const { pid, bootId, startTicks } = JSON.parse(text) as LockOwner;
    return Number.isInteger(pid) && pid > 0 ? { pid, bootId, startTicks } : undefined;
  } catch {
    return undefined;
  }
}

function thisProcess(): LockOwner {
  return { pid: process.pid, bootId: bootId(), startTicks: startTicks(process.pid) };
}

function isAlive(owner: LockOwner): boolean {
  if (owner.bootId !== bootId()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return owner.startTicks === startTicks(owner.pid);
}

function bootId(): string {
  return readSystem('/proc/sys/kernel/random/boot_id').trim();
}

/** Field 22 of `/proc/<pid>/stat`; the name in field 2 may hold spaces, so the count begins behind its bracket. */
function startTicks(pid: number): string {
  const stat = readSystem(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readSystem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
