/** Names of snapshots, newest first, and which of them are kept. Journal thread and recovery. */
import type { Disk } from './disk.ts';

/** A `start` snapshot is the state a session began with; it is kept beside the newest ones. */
export type SnapshotRole = 'start' | 'running';

const SNAPSHOT_NAME = /^(\d{16})-(start|running)\.snap$/;
const NEWEST_KEPT = 2;

export interface SnapshotEntry {
  readonly name: string;
  readonly sequence: number;
  readonly role: SnapshotRole;
}

export function snapshotName(sequence: number, role: SnapshotRole): string {
  return `${String(sequence).padStart(16, '0')}-${role}.snap`;
}

/** By falling sequence. Their content is not looked at. */
export function listSnapshots(disk: Disk): readonly SnapshotEntry[] {
  const entries: SnapshotEntry[] = [];
  for (const name of disk.list()) {
    const match = SNAPSHOT_NAME.exec(name);
    if (match === null) continue;
    entries.push({ name, sequence: Number(match[1]), role: match[2] as SnapshotRole });
  }
  return entries.sort((a, b) => b.sequence - a.sequence);
}

/** Removes all but the newest two and the newest of a session's start (JR-06). */
export function pruneSnapshots(disk: Disk): void {
  const entries = listSnapshots(disk);
  const start = entries.find(({ role }) => role === 'start');
  for (const entry of entries.slice(NEWEST_KEPT)) {
    if (entry !== start) disk.remove(entry.name);
  }
}
