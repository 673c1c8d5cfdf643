/** A folder of the real file system, synchronous throughout: asynchronous file calls share four threads with everything else. */
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { assert } from '../domain/assert.ts';
import {
  type Disk,
  DiskError,
  type DiskErrorCode,
  type DiskFile,
  type DiskLock,
  type OpenMode,
} from './disk.ts';
import { takeLock } from './node-lock.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS_MASK = 0o077;

const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY | constants.O_NOFOLLOW,
  update: constants.O_RDWR | constants.O_NOFOLLOW,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
};

const CODE_OF: Readonly<Record<string, DiskErrorCode>> = {
  ENOSPC: 'no_space',
  EDQUOT: 'no_space',
  EFBIG: 'no_space',
  ENOENT: 'not_found',
  EEXIST: 'exists',
  ELOOP: 'unsafe',
  EACCES: 'unsafe',
  EPERM: 'unsafe',
};

export class NodeDisk implements Disk {
  readonly folder: string;

  /** An existing folder. Throws `not_found`, and `unsafe` when it is a symbolic link or others can enter it. */
  constructor(folder: string) {
    this.folder = resolve(folder);
    attempt(this.folder, () => requireOurs(this.folder));
  }

  /** Creates the folder, for its owner only, when absent. */
  static create(folder: string): NodeDisk {
    attempt(folder, () => mkdirSync(folder, { recursive: true, mode: FOLDER_MODE }));
    return new NodeDisk(folder);
  }

  open(name: string, mode: OpenMode): DiskFile {
    const path = this.#path(name);
    return attempt(path, () => new NodeFile(path, openSync(path, OPEN_FLAGS[mode], FILE_MODE)));
  }

  list(): readonly string[] {
    const { folder } = this;
    return attempt(folder, () =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    );
  }

  rename(from: string, to: string): void {
    const path = this.#path(from);
    attempt(path, () => renameSync(path, this.#path(to)));
  }

  remove(name: string): void {
    const path = this.#path(name);
    attempt(path, () => unlinkSync(path));
  }

  syncFolder(): void {
    const { folder } = this;
    attempt(folder, () => {
      const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    });
  }

  freeBytes(): number {
    return attempt(this.folder, () => {
      const { bavail, bsize } = statfsSync(this.folder);
      return bavail * bsize;
    });
  }

  lock(name: string): DiskLock {
    const path = this.#path(name);
    return attempt(path, () => takeLock(path));
  }

  #path(name: string): string {
    assert(/^[\w.-]+$/.test(name) && !name.startsWith('.'), 'a name is a plain file name');
    return join(this.folder, name);
  }
}

class NodeFile implements DiskFile {
  readonly #path: string;
  readonly #handle: number;
  #isOpen = true;

  constructor(path: string, handle: number) {
    this.#path = path;
    this.#handle = handle;
  }

  write(bytes: Uint8Array, position: number): number {
    return attempt(this.#path, () => writeSync(this.#handle, bytes, 0, bytes.length, position));
  }

  read(into: Uint8Array, position: number): number {
    return attempt(this.#path, () => readSync(this.#handle, into, 0, into.length, position));
  }

  sync(): void {
    attempt(this.#path, () => fdatasyncSync(this.#handle));
  }

  truncate(bytes: number): void {
    attempt(this.#path, () => ftruncateSync(this.#handle, bytes));
  }

  size(): number {
    return attempt(this.#path, () => fstatSync(this.#handle).size);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    attempt(this.#path, () => closeSync(this.#handle));
  }
}

function requireOurs(folder: string): void {
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) {
    throw new DiskError(
      'unsafe',
      `${folder} is not a folder (or is a symbolic link); name a real one`,
    );
  }
  if ((stat.mode & OTHERS_MASK) !== 0) {
    throw new DiskError('unsafe', `${folder} can be entered by others; run chmod 700 on it`);
  }
  const user = process.getuid?.();
  if (user !== undefined && stat.uid !== user) {
    throw new DiskError('unsafe', `${folder} belongs to another user; run as its owner`);
  }
}

function attempt<Value>(path: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof DiskError || code === undefined) throw error;
    throw new DiskError(CODE_OF[code] ?? 'io', `${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
