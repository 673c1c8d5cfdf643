/** The folder of the scrip master's versions on the real disk, by the journal's own way of putting a file in place. Main thread and CLI. */
import { resolve } from 'node:path';
import type { Settings } from '../contract/settings.ts';
import { InstrumentStore, type VersionFolder } from '../feed/angel/instrument-store.ts';
import { type Disk, DiskError, readWhole, replaceFile } from '../journal/disk.ts';
import { NodeDisk } from '../journal/node-disk.ts';

const LOCK_NAME = 'lock';

/** `disk` as the store takes it. */
export function versionFolder(disk: Disk): VersionFolder {
  return {
    list: () => disk.list(),
    read: (name) => readWhole(disk, name),
    replace: (name, bytes) => replaceFile(disk, name, bytes),
    remove: (name) => disk.remove(name),
    lock: () => lockOf(disk),
  };
}

/** The store under the data folder, created when absent. Throws `DiskError`. */
export function openInstrumentStore(settings: Settings): InstrumentStore {
  const folder = versionFolder(NodeDisk.create(resolve(settings.data.dir, 'instruments')));
  return new InstrumentStore(folder, settings.instruments.versionsKept);
}

function lockOf(disk: Disk): { release(): void } {
  try {
    return disk.lock(LOCK_NAME);
  } catch (cause) {
    if (!(cause instanceof DiskError) || cause.code !== 'locked') throw cause;
    throw new DiskError(
      'locked',
      'Another process syncs the instruments; try again when it ended.',
      {
        cause,
      },
    );
  }
}
