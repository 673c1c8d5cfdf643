/**
 * A disk in memory that keeps what is durable and what only looks written apart. Every fault is decided by a callback, so that a
 * simulator can key its randomness; without callbacks nothing fails.
 */
import {
  type Disk,
  DiskError,
  type DiskFile,
  type DiskLock,
  type OpenMode,
} from '../../src/journal/disk.ts';

const SECTOR_BYTES = 512;

export interface DiskFaults {
  /** How many bytes of a write the disk takes, or why it takes none. */
  onWrite?(name: string, position: number, length: number): number | 'no_space' | 'io';
  /** `name` is '' for the folder. What a callback throws stops the disk before it did anything, like a loss of power. After `io` the unsynced content still looks written, and is lost at the next crash. */
  onSync?(name: string): 'ok' | 'io';
}

/** What becomes of one unsynced sector at a crash: what was written, what was there before, or zeros where nothing was. */
export type SectorFate = 'new' | 'old' | 'zero';

export interface CrashPlan {
  /**
   * `prefix`: of all unsynced writes in their order, the first `writes` whole and `bytes` bytes of the next.
   * `sectors`: each unsynced sector by itself; `sector` is -1 when asked about a changed length.
   */
  readonly content:
    | { readonly kind: 'prefix'; readonly writes: number; readonly bytes: number }
    | { readonly kind: 'sectors'; fate(name: string, sector: number): SectorFate };
  /** How many creations, renames and removals since the last folder sync are kept, in order; default none. */
  readonly names?: number;
}

type Change =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly size: number };

type NameChange = (names: Map<string, Content>) => void;

/** One file's bytes, whatever its name. */
class Content {
  name: string;
  durable = new Bytes();
  current = new Bytes();
  /** Unsynced, each with its place in the order of all writes of the disk. */
  changes: { readonly order: number; readonly change: Change }[] = [];

  constructor(name: string) {
    this.name = name;
  }
}

const NO_BYTES = new Uint8Array(0);

/** Bytes that grow. */
class Bytes {
  #bytes: Uint8Array = NO_BYTES;
  size = 0;

  static of(content: Uint8Array): Bytes {
    const bytes = new Bytes();
    bytes.#bytes = content.slice();
    bytes.size = content.length;
    return bytes;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.size);
  }

  put(change: Change): void {
    if (change.kind === 'truncate') {
      this.resize(change.size);
      return;
    }
    const end = change.position + change.bytes.length;
    if (end > this.size) this.resize(end);
    this.#bytes.set(change.bytes, change.position);
  }

  resize(size: number): void {
    if (size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(size, this.#bytes.length * 2));
      grown.set(this.view());
      this.#bytes = grown;
    }
    if (size < this.size) this.#bytes.fill(0, size, this.size);
    this.size = size;
  }
}

export class MemoryDisk implements Disk {
  faults: DiskFaults;
  /** Total size of all files that the disk can hold. */
  capacityBytes = Number.MAX_SAFE_INTEGER;
  #durableNames = new Map<string, Content>();
  #names = new Map<string, Content>();
  #nameChanges: NameChange[] = [];
  #order = 0;
  /** Handles and locks of before a crash no longer work. */
  #life = 0;
  readonly #locks = new Set<string>();

  constructor(faults: DiskFaults = {}) {
    this.faults = faults;
  }

  /** A disk on which these files are durable. */
  static holding(files: ReadonlyMap<string, Uint8Array>): MemoryDisk {
    const disk = new MemoryDisk();
    for (const [name, bytes] of files) {
      const content = new Content(name);
      content.durable = Bytes.of(bytes);
      content.current = Bytes.of(bytes);
      disk.#names.set(name, content);
      disk.#durableNames.set(name, content);
    }
    return disk;
  }

  /** What a reader sees now; copies. */
  files(): Map<string, Uint8Array> {
    return new Map([...this.#names].map(([name, { current }]) => [name, current.view().slice()]));
  }

  /** Unsynced writes over all files. */
  get unsyncedWrites(): number {
    return this.#changes().length;
  }

  /** The power goes off and comes back: only what was durable, and what the plan keeps, is there. */
  crash(plan: CrashPlan): void {
    this.#life++;
    this.#locks.clear();
    for (const change of this.#nameChanges.slice(0, plan.names ?? 0)) change(this.#durableNames);
    const { content } = plan;
    if (content.kind === 'prefix') this.#keepPrefix(content.writes, content.bytes);
    else {
      for (const [name, file] of this.#names) keepSectors(name, file, content.fate);
      for (const [name, file] of this.#durableNames) keepSectors(name, file, content.fate);
    }
    this.#names = new Map(this.#durableNames);
    this.#nameChanges = [];
    for (const [name, file] of this.#names) file.name = name;
    for (const file of this.#names.values()) {
      file.changes = [];
      file.current = Bytes.of(file.durable.view());
    }
  }

  /** The medium turns one bit of a file, wherever it was written; false when the file has no such byte. */
  rot(name: string, at: number, bit: number): boolean {
    const file = this.#names.get(name);
    if (file === undefined || at >= file.durable.size) return false;
    for (const bytes of [file.durable, file.current]) {
      const before = bytes.view()[at] ?? 0;
      bytes.put({ kind: 'write', position: at, bytes: Uint8Array.of(before ^ (1 << bit)) });
    }
    return true;
  }

  /** The process that held them is dead; the machine, and with it the page cache, runs on. */
  forgetLocks(): void {
    this.#locks.clear();
  }

  open(name: string, mode: OpenMode): DiskFile {
    const found = this.#names.get(name);
    if (mode === 'create') {
      if (found !== undefined) throw new DiskError('exists', `${name} exists`);
      const content = new Content(name);
      this.#changeNames((names) => names.set(name, content));
      return this.#handle(content, mode);
    }
    if (found === undefined) throw new DiskError('not_found', `there is no ${name}`);
    return this.#handle(found, mode);
  }

  list(): readonly string[] {
    return [...this.#names.keys()].sort();
  }

  rename(from: string, to: string): void {
    const content = this.#names.get(from);
    if (content === undefined) throw new DiskError('not_found', `there is no ${from}`);
    this.#changeNames((names) => {
      names.delete(from);
      names.set(to, content);
    });
    content.name = to;
  }

  remove(name: string): void {
    if (!this.#names.has(name)) throw new DiskError('not_found', `there is no ${name}`);
    this.#changeNames((names) => names.delete(name));
  }

  syncFolder(): void {
    if (this.faults.onSync?.('') === 'io') throw new DiskError('io', 'the folder sync failed');
    for (const change of this.#nameChanges) change(this.#durableNames);
    this.#nameChanges = [];
  }

  freeBytes(): number {
    return Math.max(0, this.capacityBytes - this.#usedBytes());
  }

  lock(name: string): DiskLock {
    if (this.#locks.has(name)) throw new DiskError('locked', `${name} is held`);
    this.#locks.add(name);
    const life = this.#life;
    return {
      release: () => {
        if (life === this.#life) this.#locks.delete(name);
      },
    };
  }

  #changeNames(change: NameChange): void {
    change(this.#names);
    this.#nameChanges.push(change);
  }

  #usedBytes(): number {
    let bytes = 0;
    for (const { current } of this.#names.values()) bytes += current.size;
    return bytes;
  }

  #changes(): { readonly file: Content; readonly order: number; readonly change: Change }[] {
    const files = new Set([...this.#names.values(), ...this.#durableNames.values()]);
    return [...files]
      .flatMap((file) => file.changes.map((entry) => ({ file, ...entry })))
      .sort((a, b) => a.order - b.order);
  }

  #keepPrefix(writes: number, bytes: number): void {
    const changes = this.#changes();
    for (const { file, change } of changes.slice(0, writes)) file.durable.put(change);
    const next = changes[writes];
    if (next?.change.kind === 'write') {
      const part = next.change.bytes.subarray(0, bytes);
      next.file.durable.put({ ...next.change, bytes: part });
    }
  }

  #handle(content: Content, mode: OpenMode): DiskFile {
    const life = this.#life;
    let isOpen = true;
    const use = (isWriting: boolean) => {
      const { name } = content;
      if (life !== this.#life || !isOpen) throw new DiskError('io', `${name}: the handle is gone`);
      if (isWriting && mode === 'read') throw new DiskError('io', `${name} was opened to read`);
    };
    return {
      write: (bytes, position) => {
        use(true);
        return this.#write(content, { kind: 'write', position, bytes: bytes.slice() });
      },
      read: (into, position) => {
        use(false);
        const bytes = content.current.view().subarray(position, position + into.length);
        into.set(bytes);
        return bytes.length;
      },
      sync: () => {
        use(true);
        this.#sync(content);
      },
      truncate: (size) => {
        use(true);
        this.#change(content, { kind: 'truncate', size });
      },
      size: () => {
        use(false);
        return content.current.size;
      },
      close: () => {
        isOpen = false;
      },
    };
  }

  #write(content: Content, asked: Change & { kind: 'write' }): number {
    const { name } = content;
    const { position, bytes } = asked;
    const taken = this.faults.onWrite?.(name, position, bytes.length) ?? bytes.length;
    if (typeof taken === 'string') throw new DiskError(taken, `${name}: the write failed`);
    const room = Math.max(0, content.current.size + this.freeBytes() - position);
    const count = Math.min(taken, bytes.length, room);
    if (count === 0 && taken > 0) throw new DiskError('no_space', `${name}: the disk is full`);
    if (count > 0) this.#change(content, { ...asked, bytes: bytes.subarray(0, count) });
    return count;
  }

  #change(content: Content, change: Change): void {
    content.current.put(change);
    content.changes.push({ order: this.#order++, change });
  }

  #sync(content: Content): void {
    const { name } = content;
    const fate = this.faults.onSync?.(name) ?? 'ok';
    const { changes } = content;
    content.changes = [];
    if (fate === 'io') throw new DiskError('io', `${name}: the sync failed`);
    for (const { change } of changes) content.durable.put(change);
  }
}

/** Decides each unsynced sector of a file; asked once per sector and crash. */
function keepSectors(
  name: string,
  file: Content,
  fate: (name: string, sector: number) => SectorFate,
): void {
  if (file.changes.length === 0) return;
  const sectors = new Set<number>();
  for (const { change } of file.changes) {
    if (change.kind === 'truncate') continue;
    const last = Math.floor((change.position + change.bytes.length - 1) / SECTOR_BYTES);
    for (let at = Math.floor(change.position / SECTOR_BYTES); at <= last; at++) sectors.add(at);
  }
  const size = file.current.size;
  if (size !== file.durable.size && fate(name, -1) !== 'old') file.durable.resize(size);
  for (const sector of sectors) {
    const start = sector * SECTOR_BYTES;
    const end = Math.min(start + SECTOR_BYTES, file.durable.size);
    if (end <= start) continue;
    const chosen = fate(name, sector);
    if (chosen === 'old') continue;
    // A sector is written whole or not at all; only one that held nothing can come back as zeros.
    const before = file.durable.view().subarray(start, end);
    if (chosen === 'zero' && before.some((byte) => byte !== 0)) continue;
    const bytes = new Uint8Array(end - start);
    if (chosen === 'new') bytes.set(file.current.view().subarray(start, end));
    file.durable.put({ kind: 'write', position: start, bytes });
  }
  file.changes = [];
}
