/** Checks of the storage below the data folder: what it is, how much there is, who may touch it, and whether a sync means anything. */
import { type CheckResult, fail, failWhen, ok, warn } from './check.ts';

const GIB = 2 ** 30;
/** A day of the busiest profile writes less than one; the journal prepares segments of 64 MiB ahead. */
const FREE_FAIL_BYTES = 0.25 * GIB;
const FREE_WARN_BYTES = 2 * GIB;

/** No medium answers a flush so fast: a cache did, and may lose it with the power. */
const HONEST_SYNC_US = 20;
/** Orders wait for the journal; above this they wait visibly. */
const SLOW_SYNC_US = 50_000;

type Kind = 'local' | 'memory' | 'network' | 'foreign' | 'overlay';

/** `f_type` of statfs(2), as <linux/magic.h> and the file systems themselves say. */
const KINDS: Readonly<Record<number, readonly [string, Kind]>> = {
  61267: ['ext', 'local'],
  1481003842: ['xfs', 'local'],
  2435016766: ['btrfs', 'local'],
  801189825: ['zfs', 'local'],
  4076150800: ['f2fs', 'local'],
  16914836: ['tmpfs', 'memory'],
  2240043254: ['ramfs', 'memory'],
  26985: ['nfs', 'network'],
  4283649346: ['cifs', 'network'],
  4266872130: ['smb', 'network'],
  16914839: ['9p', 'network'],
  12805120: ['ceph', 'network'],
  1702057286: ['fuse', 'foreign'],
  2035054128: ['overlayfs', 'overlay'],
};

/** `type`: `f_type`; undefined where the system's numbers mean something else. */
export function checkFileSystem(type: number | undefined, isLive: boolean): CheckResult {
  const name = 'file-system';
  if (type === undefined) return ok(name, 'this system does not tell');
  const [title, kind] = KINDS[type >>> 0] ?? [`type 0x${(type >>> 0).toString(16)}`, 'foreign'];
  switch (kind) {
    case 'local':
      return ok(name, title);
    case 'memory':
      return failWhen(isLive)(
        name,
        `${title} is memory: the journal is gone with the power`,
        'Set data.dir to a folder on a disk',
      );
    case 'network':
      return failWhen(isLive)(
        name,
        `${title} is a network file system: locks and syncs may lie`,
        'Set data.dir to a folder on a local disk',
      );
    case 'overlay':
      return warn(
        name,
        `${title}: the layer of a container is gone with it`,
        'Set data.dir to a folder on a volume',
      );
    case 'foreign':
      return warn(name, `${title} is not one we know`, 'Prefer ext4 or xfs for data.dir');
    default:
      return kind satisfies never;
  }
}

export function checkFreeSpace(freeBytes: number): CheckResult {
  const name = 'disk-space';
  const detail = `${(freeBytes / GIB).toFixed(1)} GiB free`;
  const toDo = 'Free some, or set data.dir to another disk; on a full one the engine only exits';
  if (freeBytes < FREE_FAIL_BYTES) return fail(name, detail, toDo);
  return freeBytes < FREE_WARN_BYTES ? warn(name, detail, toDo) : ok(name, detail);
}

export interface FolderFacts {
  readonly path: string;
  /** Undefined: it does not exist. A symbolic link is not followed. */
  readonly found:
    | {
        readonly isFolder: boolean;
        /** Permission bits. */
        readonly mode: number;
        readonly isOurs: boolean;
        readonly isWritable: boolean;
      }
    | undefined;
}

export function checkFolder({ path, found }: FolderFacts): CheckResult {
  const name = 'data-folder';
  if (found === undefined) return ok(name, `${path} will be made at the first start`);
  if (!found.isFolder) {
    return fail(name, `${path} is no folder (or a symbolic link)`, 'Name a real one as data.dir');
  }
  if (!found.isWritable || !found.isOurs) {
    return fail(name, `${path} is not ours to write`, 'Run as its owner, or name another data.dir');
  }
  if ((found.mode & 0o022) !== 0) {
    return fail(name, `others can write into ${path}`, `Run chmod 700 ${path}`);
  }
  if ((found.mode & 0o077) !== 0) {
    return warn(name, `others can look into ${path}`, `Run chmod 700 ${path}`);
  }
  return ok(name, `${path}, for its owner only`);
}

/** Times of fdatasync after a small write, microseconds, in any order; undefined when there is no folder to measure in. */
export function checkSync(syncUs: readonly number[] | undefined): CheckResult {
  const name = 'storage-sync';
  if (syncUs === undefined || syncUs.length === 0) {
    return warn(name, 'not measured: there is no data folder yet', 'Run it again after a start');
  }
  const sorted = [...syncUs].sort((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  const [p50, p99] = [at(0.5), at(0.99)];
  const detail = `fdatasync p50 ${p50} µs, p99 ${p99} µs`;
  if (p50 < HONEST_SYNC_US) {
    return warn(
      name,
      `${detail}: storage may lie, no medium is that fast`,
      'Turn the write cache off or give it a battery; a power cut may lose what was acknowledged',
    );
  }
  if (p99 > SLOW_SYNC_US) {
    return warn(name, `${detail}: orders wait for the journal`, 'Use a faster or less busy disk');
  }
  return ok(name, detail);
}
