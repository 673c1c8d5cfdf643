/** Folds a journal again from its first record and compares the state with every snapshot on the way (JR-06). Reads only. CLI. */
import type { Disk } from './disk.ts';
import { JournalReader } from './journal-reader.ts';
import type { RowRegistry } from './row-registry.ts';
import { stateHashOf } from './snapshot.ts';

export interface ComparedSnapshot {
  readonly name: string;
  readonly sequence: number;
  /** `outside`: it is of a record that is not here, or of the inside of a step. */
  readonly verdict: 'same' | 'different' | 'outside';
}

export interface RefoldReport {
  readonly rows: number;
  readonly steps: number;
  readonly lastSequence: number;
  readonly stateHash: string;
  /** Newest first. Damaged ones are left out; `verifyJournal` names them. */
  readonly snapshots: readonly ComparedSnapshot[];
}

/** Undefined when the beginning was archived without a snapshot of its end. Throws `DiskError` and `JournalError`. */
export function refoldJournal(disk: Disk, registry: RowRegistry): RefoldReport | undefined {
  const reader = new JournalReader(disk, registry);
  const image = reader.stateBefore();
  if (image === undefined) return undefined;
  const snapshots = reader.snapshots();
  const hashAt = new Map(snapshots.map(({ position }) => [position.sequence, '']));
  let rows = 0;
  let steps = 0;
  let lastSequence = 0;
  reader.read((step, { sequence }) => {
    for (const { kind, row } of step) image.apply(kind, row);
    rows += step.length;
    steps++;
    lastSequence = sequence;
    if (hashAt.has(sequence)) hashAt.set(sequence, stateHashOf(registry, image));
    return true;
  });
  return {
    ...{ rows, steps, lastSequence },
    stateHash: stateHashOf(registry, image),
    snapshots: snapshots.map(({ name, position: { sequence }, stateHash }) => {
      const hash = hashAt.get(sequence);
      const verdict = hash === '' ? 'outside' : hash === stateHash ? 'same' : 'different';
      return { name, sequence, verdict };
    }),
  };
}
