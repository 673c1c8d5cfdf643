/** The journal agent: makes the rows of risk and oco durable, and says how far. Does nothing else, so that its disk is its only delay. */
import type { JournalStart } from '../contract/messages.ts';
import { JOURNAL_WRITERS } from '../contract/topology.ts';
import { assert } from '../domain/assert.ts';
import { f64At, i32At } from '../domain/cells.ts';
import { JOURNAL_KINDS } from '../domain/journal-kinds.ts';
import { JournalError } from '../journal/journal-error.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { NodeDisk } from '../journal/node-disk.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Recovery } from '../journal/recover.ts';
import { decodeRow } from '../journal/row-codec.ts';
import { kindOfRecord, RowRegistry } from '../journal/row-registry.ts';
import type { JournalStep } from '../journal/segment-writer.ts';
import { SnapshotJob } from '../journal/snapshot.ts';
import type { SnapshotRole } from '../journal/snapshot-files.ts';
import { JournalImage } from '../journal/state-image.ts';
import { ByteQueueReader } from '../ring/byte-queue.ts';
import type { Doorbell } from '../ring/doorbell.ts';
import { JOURNAL_FAILED, JOURNAL_RESERVE } from '../ring/durable-cursors.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { Agent } from './agent.ts';
import { END_OF_STEP, kindCodeOf, REDUCING_STEP, versionOf } from './journal-message.ts';
import { doorbellOf } from './session.ts';
import type { ThreadContext } from './thread-context.ts';

/** A snapshot is due after this many records or this long, and is then written this many rows at a time, between commits. */
const SNAPSHOT_RECORDS = 100_000;
const SNAPSHOT_INTERVAL_MS = 60_000;
const SNAPSHOT_ROWS_PER_CYCLE = 200;

/** Woken when more is durable: who sends. Who shows looks by itself. */
const WAITING = ['venue'] as const;

export class JournalAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly registry = new RowRegistry(JOURNAL_KINDS);
  private readonly image = new JournalImage();
  private readonly readers: readonly ByteQueueReader[];
  private readonly waiting: readonly Doorbell[];
  /** Rows read from each writer's queue, and where each queue is read to in this cycle. */
  private readonly taken = new Float64Array(JOURNAL_WRITERS.length);
  private readonly upTo = new Int32Array(JOURNAL_WRITERS.length);
  private readonly cells;
  private readonly commitTime: LatencyHistogram;
  private step: JournalRecord[] = [];
  /** Taken in this cycle. */
  private readonly steps: JournalStep[] = [];
  private disk: NodeDisk | undefined;
  private writer: JournalWriter | undefined;
  private snapshot: SnapshotJob | undefined;
  private snapshotSequence = 0;
  private snapshotMs = 0;
  private isFull = false;

  constructor(context: ThreadContext) {
    const { session, init } = context;
    this.context = context;
    this.readers = session.journalRows.map((queue) => new ByteQueueReader(queue));
    this.waiting = WAITING.map((thread) => doorbellOf(session, thread));
    for (const { kind, rows } of init.restored) {
      const declared = JOURNAL_KINDS.find((coded) => coded.kind.kind === kind)?.kind;
      assert(declared !== undefined, 'a restored row is of a declared kind');
      for (const row of rows) this.image.apply(declared, row);
    }
    const { metrics } = session;
    this.cells = {
      records: metrics.cell('journalRecords'),
      commits: metrics.cell('journalCommits'),
      refused: metrics.cell('journalRefusedSteps'),
      snapshots: metrics.cell('journalSnapshots'),
      healthy: metrics.cell('journalHealthy'),
      queue: JOURNAL_WRITERS.map((writer) => metrics.cell('journalQueueBytes', { writer })),
    };
    this.commitTime = metrics.histogram('journalCommit');
  }

  onStart(): void {
    const { journal, configSha, version } = this.context.init;
    this.disk = NodeDisk.create(journal.folder);
    const nowMs = Date.now();
    this.writer = JournalWriter.open({
      disk: this.disk,
      recovery: recoveryOf(journal),
      run: {
        account: journal.account,
        mode: this.context.init.settings.engine.mode,
        sessionDate: journal.date,
        gitSha: version,
        configSha,
      },
      nowMs,
    });
    this.snapshotMs = nowMs;
    this.cells.healthy.set(1);
    if (this.writer.durableSequence > 0) this.beginSnapshot('start');
  }

  doWork(): number {
    const rows = this.take();
    if (rows > 0) this.commit(rows);
    this.tend();
    return rows;
  }

  onClose(): void {
    const { writer } = this;
    if (writer === undefined) return;
    writer.close();
    while (this.snapshot !== undefined) this.advanceSnapshot();
    if (!this.isFull && writer.durableSequence > this.snapshotSequence) {
      this.beginSnapshot('running');
      while (this.snapshot !== undefined) this.advanceSnapshot();
    }
  }

  /**
   * The queues are looked at from the last to the first and read from the first to the last: what risk wrote before oco acted on it is
   * then always in the same cycle or an earlier one, and goes before it.
   */
  private take(): number {
    const { readers, upTo } = this;
    for (let at = readers.length - 1; at >= 0; at--) upTo[at] = this.reader(at).published();
    let rows = 0;
    for (let at = 0; at < readers.length; at++) rows += this.drain(at);
    return rows;
  }

  private drain(at: number): number {
    const { writer, step } = this;
    assert(writer !== undefined, 'an open journal takes rows');
    let rows = 0;
    this.reader(at).drain(i32At(this.upTo, at), (tag, payload) => {
      if (tag < END_OF_STEP) {
        step.push({ kindCode: kindCodeOf(tag), schema: versionOf(tag), payload });
        rows++;
        return;
      }
      const isReducing = (tag & REDUCING_STEP) !== 0;
      this.append(writer, { wallMs: Date.now(), isReducing, records: step.slice() });
      step.length = 0;
    });
    assert(step.length === 0, 'a step is published whole');
    this.taken[at] = f64At(this.taken, at) + rows;
    return rows;
  }

  private append(writer: JournalWriter, step: JournalStep): void {
    if (writer.append(step)) this.steps.push(step);
    else this.cells.refused.add(1);
  }

  /** The image follows what is durable. */
  private fold(): void {
    for (const { records } of this.steps) {
      for (const { kindCode, schema, payload } of records) {
        const kind = kindOfRecord(this.registry, { kindCode, schema, sequence: 0 });
        if (kind.keyOf === undefined && kind.forgets === undefined) continue;
        this.image.apply(kind, decodeRow(kind, payload));
      }
    }
  }

  private commit(rows: number): void {
    const { writer, context } = this;
    assert(writer !== undefined, 'an open journal commits');
    const startNs = context.nowNs();
    try {
      if (writer.commit().status === 'full') this.saveReducing(writer);
    } catch (error) {
      this.fail(error);
    }
    this.commitTime.record(context.nowNs() - startNs, 1);
    if (writer.mode !== 'normal') this.enterReserve();
    const { durable } = context.session;
    for (let at = 0; at < this.readers.length; at++) {
      durable.setRead(at, f64At(this.taken, at));
      if (!this.isFull) durable.advance(at, f64At(this.taken, at));
    }
    for (const doorbell of this.waiting) doorbell.ring();
    // Whoever waited goes on while the image follows; the rows are read where they lie, so the room is given back last.
    if (!this.isFull) this.fold();
    this.steps.length = 0;
    for (const reader of this.readers) reader.release();
    this.cells.records.add(rows);
    this.cells.commits.add(1);
  }

  /** The disk filled up under this commit: what reduces goes to the reserve, the rest is refused. */
  private saveReducing(writer: JournalWriter): void {
    const lost = this.steps.splice(0);
    for (const step of lost) {
      if (step.isReducing) this.append(writer, step);
      else this.cells.refused.add(1);
    }
    writer.commit();
  }

  /** From here on nothing counts as durable: what opens a position is never durable, what reduces one goes out without waiting (KS-05). */
  private enterReserve(): void {
    if (this.isFull) return;
    this.isFull = true;
    this.context.session.durable.setState(JOURNAL_RESERVE);
    this.cells.healthy.set(0);
    this.context.log(
      'error',
      'The disk is full: entries stop, exits go on; free space and restart',
    );
  }

  private fail(error: unknown): never {
    this.context.session.durable.setState(JOURNAL_FAILED);
    this.cells.healthy.set(0);
    for (const doorbell of this.waiting) doorbell.ring();
    throw error;
  }

  private tend(): void {
    const { writer } = this;
    if (writer === undefined) return;
    const nowMs = Date.now();
    try {
      writer.tend(nowMs);
    } catch (error) {
      this.fail(error);
    }
    if (this.isFull) return;
    if (this.snapshot !== undefined) this.advanceSnapshot();
    else if (this.isSnapshotDue(nowMs)) this.beginSnapshot('running');
    this.readers.forEach((_, at) => {
      this.cells.queue[at]?.set(this.context.session.journalRows[at]?.depthBytes() ?? 0);
    });
  }

  private isSnapshotDue(nowMs: number): boolean {
    const records = (this.writer?.durableSequence ?? 0) - this.snapshotSequence;
    if (records === 0) return false;
    return records >= SNAPSHOT_RECORDS || nowMs - this.snapshotMs >= SNAPSHOT_INTERVAL_MS;
  }

  private beginSnapshot(role: SnapshotRole): void {
    const { writer, disk, registry, image } = this;
    assert(writer !== undefined && disk !== undefined, 'a snapshot is of an open journal');
    const { position } = writer;
    this.snapshotSequence = position.sequence;
    this.snapshotMs = Date.now();
    this.snapshot = new SnapshotJob({ disk, registry, image, position, role });
  }

  private advanceSnapshot(): void {
    if (this.snapshot?.advance(SNAPSHOT_ROWS_PER_CYCLE) !== true) return;
    if (this.snapshot.summary !== undefined) this.cells.snapshots.add(1);
    this.snapshot = undefined;
  }

  private reader(at: number): ByteQueueReader {
    const reader = this.readers[at];
    assert(reader !== undefined, 'every writer of the journal has a queue');
    return reader;
  }
}

/** The lock is held by the process; see `app/journal-start.ts`. */
function recoveryOf({ recovery }: JournalStart): Recovery {
  const point = recovery as Omit<Recovery, 'lock'>;
  if (point.status === 'quarantined') {
    throw new JournalError('journal_quarantined', point.problem);
  }
  return { ...point, lock: { release: () => undefined } };
}
