/**
 * The port to storage: one folder with flat names, every call synchronous. `NodeDisk` is the real one; the simulator and the
 * tests have one in memory that fails on request. Journal thread, recovery, CLI.
 */

export type DiskErrorCode = 'no_space' | 'io' | 'not_found' | 'exists' | 'locked' | 'unsafe';

export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly code: DiskErrorCode;

  constructor(code: DiskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Every method throws `DiskError`. */
export interface DiskFile {
  /** Writes some or all of `bytes` at `position` and returns how many: a short count is not an error. */
  write(bytes: Uint8Array, position: number): number;
  /** Fills `into` from `position`; returns how many bytes there were. */
  read(into: Uint8Array, position: number): number;
  /** `fdatasync`. After a failure the content on the medium is unknown, and a second call proves nothing. */
  sync(): void;
  truncate(bytes: number): void;
  size(): number;
  close(): void;
}

/** `create` fails with `exists`; `read` and `update` with `not_found`. None follows a symbolic link. */
export type OpenMode = 'read' | 'update' | 'create';

export interface DiskLock {
  release(): void;
}

/** Names are plain file names. A created, renamed or removed name is durable after `syncFolder` only. */
export interface Disk {
  open(name: string, mode: OpenMode): DiskFile;
  /** Names of the files, sorted. */
  list(): readonly string[];
  /** Replaces `to` when it exists. */
  rename(from: string, to: string): void;
  remove(name: string): void;
  syncFolder(): void;
  freeBytes(): number;
  /** Throws `locked` while a live process holds it; that of a dead one is taken over. */
  lock(name: string): DiskLock;
}

/** Writes all of `bytes`; throws `no_space` when the disk stops taking any. */
export function writeFully(file: DiskFile, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    const rest = done === 0 ? bytes : bytes.subarray(done);
    const count = file.write(rest, position + done);
    if (count <= 0) throw new DiskError('no_space', 'the disk takes no more bytes');
    done += count;
  }
}

/** The whole file. For small files. */
export function readWhole(disk: Disk, name: string): Uint8Array {
  const file = disk.open(name, 'read');
  try {
    const bytes = new Uint8Array(file.size());
    let done = 0;
    while (done < bytes.length) {
      const count = file.read(bytes.subarray(done), done);
      if (count === 0) return bytes.subarray(0, done);
      done += count;
    }
    return bytes;
  } finally {
    file.close();
  }
}

/** Puts a small file in place at once: written aside, synced, renamed, and its name made durable. */
export function replaceFile(disk: Disk, name: string, bytes: Uint8Array): void {
  const aside = `${name}.tmp`;
  if (disk.list().includes(aside)) disk.remove(aside);
  const file = disk.open(aside, 'create');
  try {
    writeFully(file, bytes, 0);
    file.sync();
  } finally {
    file.close();
  }
  disk.rename(aside, name);
  disk.syncFolder();
}
