/** How long a start needs to bring a long journal back, a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import { NodeDisk } from '../../src/journal/node-disk.ts';
import { recover } from '../../src/journal/recover.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import type { Measurement } from '../harness/result.ts';
import { SESSION_DATE, writeKnownJournal } from './known-journal.ts';

export interface RecoveryProgramOptions {
  readonly records: number;
  readonly hasSnapshot: boolean;
}

export async function runRecovery(options: RecoveryProgramOptions): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-recovery-'));
  try {
    writeKnownJournal({ ...options, folder });
    const startMs = performance.now();
    const image = new JournalImage();
    const { status, problem, lastSequence, lock } = recover({
      disk: new NodeDisk(folder),
      registry: new RowRegistry(JOURNAL_KINDS),
      image,
      sessionDate: SESSION_DATE,
    });
    const recoverMs = performance.now() - startMs;
    lock.release();
    if (status !== 'clean' || lastSequence !== options.records) {
      throw new Error(`the journal is ${status} with ${lastSequence} records: ${problem}`);
    }
    return { recoverMs, received: image.rowCount };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
