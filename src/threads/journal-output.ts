/** A core's way to the journal: rows are encoded here and handed over step by step. Risk and oco threads own one each. */
import { JOURNAL_STEP_BYTES_MAX } from '../contract/limits.ts';
import { JOURNAL_WRITERS, type JournalWriterRole } from '../contract/topology.ts';
import { assert } from '../domain/assert.ts';
import { JOURNAL_KINDS } from '../domain/journal-kinds.ts';
import type { RecordRow } from '../domain/journal-row.ts';
import { encodeRow } from '../journal/row-codec.ts';
import { RowRegistry } from '../journal/row-registry.ts';
import { ByteQueueWriter } from '../ring/byte-queue.ts';
import type { Doorbell } from '../ring/doorbell.ts';
import { END_OF_STEP, REDUCING_STEP, rowTag } from './journal-message.ts';
import { doorbellOf } from './session.ts';
import type { ThreadContext } from './thread-context.ts';

const NO_BODY = new Uint8Array(0);
/** A step that outgrew its room waits this long at a time for the journal, and this often. */
const WAIT_MS = 1;
const WAITS_MAX = 10_000;

export class JournalOutput {
  /** The `record` effect of the cores. Does nothing in a session without a journal thread. */
  readonly record: RecordRow;
  private readonly writer: ByteQueueWriter;
  private readonly doorbell: Doorbell;
  private readonly isOn: boolean;
  private readonly pause = new Int32Array(new SharedArrayBuffer(4));
  private rows = 0;
  private rowsAtCommit = 0;
  private opensPosition = false;

  constructor(context: ThreadContext, role: JournalWriterRole) {
    const queue = context.session.journalRows[JOURNAL_WRITERS.indexOf(role)];
    assert(queue !== undefined, 'every writer of the journal has a queue');
    const registry = new RowRegistry(JOURNAL_KINDS);
    this.writer = new ByteQueueWriter(queue);
    this.doorbell = doorbellOf(context.session, 'journal');
    this.isOn = context.has('journal');
    this.record = (kind, row) => {
      if (!this.isOn) return;
      this.stage(rowTag(registry.codeOf(kind), kind.version), encodeRow(kind, row));
      this.rows += 1;
    };
  }

  /** Rows handed over so far: what a command or event made now must wait for. */
  get sequence(): number {
    return this.rows;
  }

  /** Room for what an input usually causes. */
  hasRoom(): boolean {
    return !this.isOn || this.writer.freeBytes() >= JOURNAL_STEP_BYTES_MAX;
  }

  /** The step that is being made opens or grows a position: the reserve of a full disk is not for it. */
  markOpening(): void {
    this.opensPosition = true;
  }

  /** Ends the step of one input: its rows become durable together or not at all. */
  commit(): void {
    if (this.rows === this.rowsAtCommit) return;
    this.rowsAtCommit = this.rows;
    this.stage(this.opensPosition ? END_OF_STEP : END_OF_STEP | REDUCING_STEP, NO_BODY);
    this.opensPosition = false;
    this.writer.publish();
    this.doorbell.ring();
  }

  /** Waits where an unusually large step finds no room: what came before it is on its way to the disk, and makes some. */
  private stage(tag: number, body: Uint8Array): void {
    for (let waits = 0; !this.writer.tryStage(tag, body, body.length); waits++) {
      assert(waits < WAITS_MAX, 'the journal takes the rows of a step in time');
      this.doorbell.ring();
      Atomics.wait(this.pause, 0, 0, WAIT_MS);
    }
  }
}
