/** The image that is kept while writing, the one that is recovered, and the plain fold are the same (JR-03, JR-06). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defineRowKind } from '../../src/domain/journal-row.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { recover } from '../../src/journal/recover.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { SnapshotJob, stateHashOf } from '../../src/journal/snapshot.ts';
import { listSnapshots } from '../../src/journal/snapshot-files.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import { RUN, SAMPLE_NOTE, START_MS } from '../support/journal-rig.ts';
import { MemoryDisk } from '../support/memory-disk.ts';

interface Book {
  readonly name: string;
  readonly units: number;
}

interface Closed {
  readonly name: string;
}

const BOOK = defineRowKind<Book>({
  kind: 'book',
  version: 2,
  fields: { name: 'text', units: 'number' },
  keyOf: ({ name }) => name,
});

const CLOSED = defineRowKind<Closed>({
  kind: 'closed',
  version: 1,
  fields: { name: 'text' },
  forgets: ({ name }) => [{ kind: BOOK.kind, key: name }],
});

const REGISTRY = new RowRegistry([
  { code: 3, kind: BOOK },
  { code: 2, kind: CLOSED },
  { code: 1, kind: SAMPLE_NOTE },
]);

const name = fc.constantFrom('a', 'b', 'c', 'd');
const row = fc.oneof(
  fc.record({ kind: fc.constant(BOOK), row: fc.record({ name, units: fc.integer() }) }),
  fc.record({ kind: fc.constant(CLOSED), row: fc.record({ name }) }),
  fc.record({ kind: fc.constant(SAMPLE_NOTE), row: fc.record({ text: fc.string() }) }),
);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.array(row, { minLength: 1, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.constant('commit' as const) },
  { weight: 1, arbitrary: fc.constant('snapshot' as const) },
  { weight: 1, arbitrary: fc.constant('power' as const) },
);

class Run {
  readonly disk = new MemoryDisk();
  /** Of all that was appended, and of what was acknowledged. */
  fold = new JournalImage();
  rows: { kind: typeof BOOK | typeof CLOSED | typeof SAMPLE_NOTE; row: object }[] = [];
  acknowledged = 0;
  writer = this.start();

  start(): JournalWriter {
    this.disk.forgetLocks();
    const image = new JournalImage();
    const options = { disk: this.disk, registry: REGISTRY, sessionDate: RUN.sessionDate };
    const recovery = recover({ ...options, image });
    expect(recovery.lastSequence).toBe(this.acknowledged);
    this.rows.length = recovery.lastSequence;
    this.fold = foldOf(this.rows);
    expect(stateHashOf(REGISTRY, image)).toBe(stateHashOf(REGISTRY, this.fold));
    expect(image.rows(BOOK)).toEqual(this.fold.rows(BOOK));
    const sizes = { segmentBytes: 4096 + 512, reserveBytes: 4200 };
    return JournalWriter.open({ disk: this.disk, recovery, run: RUN, nowMs: START_MS, ...sizes });
  }

  append(rows: Run['rows']): void {
    const records = rows.map(({ kind, row }) => ({
      kindCode: REGISTRY.codeOf(kind),
      schema: kind.version,
      payload: REGISTRY.encode(kind, row),
    }));
    this.writer.append({ wallMs: START_MS, isReducing: false, records });
    this.rows.push(...rows);
    for (const { kind, row } of rows) this.fold.apply(kind, row);
  }

  commit(): void {
    this.acknowledged = this.writer.commit().sequence;
    expect(this.acknowledged).toBe(this.rows.length);
  }

  snapshot(): void {
    this.commit();
    if (this.acknowledged === 0) return;
    const job = new SnapshotJob({
      disk: this.disk,
      registry: REGISTRY,
      image: this.fold,
      position: this.writer.position,
      role: 'running',
    });
    while (!job.advance(2));
    expect(listSnapshots(this.disk).length).toBeLessThanOrEqual(2);
  }

  losePower(): void {
    this.disk.crash({ content: { kind: 'sectors', fate: () => 'old' } });
    this.writer = this.start();
  }
}

function foldOf(rows: Run['rows']): JournalImage {
  const image = new JournalImage();
  for (const { kind, row } of rows) image.apply(kind, row);
  return image;
}

it('JR-06 snapshot and rest, fold of everything, and image kept while writing agree', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const run = new Run();
      for (const next of actions) {
        if (next === 'commit') run.commit();
        else if (next === 'snapshot') run.snapshot();
        else if (next === 'power') run.losePower();
        else run.append(next);
      }
      run.losePower();
    }),
    { numRuns: 300 },
  );
});
