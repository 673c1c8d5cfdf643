/** What a thread has handed to the journal, read as the journal thread reads it. */
import { JOURNAL_WRITERS, type JournalWriterRole } from '../../src/contract/topology.ts';
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import type { AnyRow } from '../../src/domain/journal-row.ts';
import { decodeRow } from '../../src/journal/row-codec.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { ByteQueueReader } from '../../src/ring/byte-queue.ts';
import { END_OF_STEP, kindCodeOf } from '../../src/threads/journal-message.ts';
import type { Session } from '../../src/threads/session.ts';

export interface JournaledRow {
  readonly kind: string;
  readonly row: AnyRow;
}

/** Reads the rows of `role` since the last call. */
export function journaledRows(session: Session, role: JournalWriterRole): () => JournaledRow[] {
  const queue = session.journalRows[JOURNAL_WRITERS.indexOf(role)];
  if (queue === undefined) throw new Error('Every writer of the journal has a queue');
  const registry = new RowRegistry(JOURNAL_KINDS);
  const reader = new ByteQueueReader(queue);
  return () => {
    const rows: JournaledRow[] = [];
    reader.drain(reader.published(), (tag, body) => {
      const kind = tag >= END_OF_STEP ? undefined : registry.kindOf(kindCodeOf(tag));
      if (kind !== undefined) rows.push({ kind: kind.kind, row: decodeRow(kind, body) });
    });
    return rows;
  };
}
