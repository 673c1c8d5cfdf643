/** Writes a journal again, record by record through the real writer, with rows changed on the way. */
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import type { AnyRow } from '../../src/domain/journal-row.ts';
import { JournalReader, type StoredRow } from '../../src/journal/journal-reader.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { NodeDisk } from '../../src/journal/node-disk.ts';
import { recover } from '../../src/journal/recover.ts';
import { type RefoldReport, refoldJournal } from '../../src/journal/refold.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import { RUN } from './journal-rig.ts';

const REGISTRY = new RowRegistry(JOURNAL_KINDS);

export function readerOf(folder: string): JournalReader {
  return new JournalReader(new NodeDisk(folder), REGISTRY);
}

export function foldOf(folder: string): RefoldReport | undefined {
  return refoldJournal(new NodeDisk(folder), REGISTRY);
}

export function rowsOf(folder: string): readonly StoredRow[] {
  const rows: StoredRow[] = [];
  readerOf(folder).read((step) => {
    rows.push(...step);
    return true;
  });
  return rows;
}

/** `change`: the row to write for each row. Starts of the engine stay what they were; snapshots are not copied. */
export function copyJournal(
  from: string,
  to: string,
  change: (stored: StoredRow) => AnyRow = ({ row }) => row,
): void {
  const reader = readerOf(from);
  const disk = NodeDisk.create(to);
  const { starts } = reader;
  for (const [at, start] of starts.entries()) {
    const end = starts[at + 1]?.firstSequence ?? Number.POSITIVE_INFINITY;
    const { date: sessionDate } = start;
    const recovery = recover({ disk, registry: REGISTRY, image: new JournalImage(), sessionDate });
    const run = { ...RUN, sessionDate };
    const writer = JournalWriter.open({ disk, recovery, run, nowMs: Date.now() });
    reader.read((step, { sequence }) => {
      if (sequence < start.firstSequence) return true;
      if (sequence >= end) return false;
      const records = step.map((stored) => ({
        kindCode: REGISTRY.codeOf(stored.kind),
        schema: stored.kind.version,
        payload: REGISTRY.encode(stored.kind, change(stored)),
      }));
      writer.append({ wallMs: step[0]?.wallMs ?? 0, isReducing: true, records });
      return true;
    });
    writer.commit();
    writer.close();
    recovery.lock.release();
  }
}
