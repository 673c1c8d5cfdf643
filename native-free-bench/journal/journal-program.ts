/**
 * The journal under an even load, a process of its own: this thread hands over steps of rows as risk and oco do, the engine's journal
 * thread makes them durable.
 *
 *   rows ──byte queue──→ journal thread ──write, fdatasync──→ durable cursor ──→ acknowledged
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../../src/app/engine.ts';
import { openJournal } from '../../src/app/journal-start.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import { JOURNAL_WRITERS } from '../../src/contract/topology.ts';
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import { newOrder } from '../../src/domain/order/order.ts';
import { ORDER_ROW } from '../../src/domain/order/rows.ts';
import { encodeRow } from '../../src/journal/row-codec.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { ByteQueueWriter } from '../../src/ring/byte-queue.ts';
import { END_OF_STEP, rowTag } from '../../src/threads/journal-message.ts';
import { doorbellOf, type Session } from '../../src/threads/session.ts';
import type { Measurement } from '../harness/result.ts';
import { benchInstruments } from '../pipeline/instruments.ts';
import { AckSamples } from './ack-samples.ts';

export interface JournalProgramOptions {
  readonly recordsPerSecond: number;
  /** Rows that become durable together, as one input of a core causes them. */
  readonly rowsPerStep: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const OCO = JOURNAL_WRITERS.indexOf('oco');
/** Orders whose state is written again and again: what a snapshot holds stays this small. */
const ORDERS = 1000;
const NO_BODY = new Uint8Array(0);
/** Nobody listens there: the engine is started without the thread that would read it. */
const NO_FEED = 'ws://127.0.0.1:9/smart-stream';

export async function runJournal(options: JournalProgramOptions): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-journal-'));
  const { settings, configSha } = loadSettings({
    environment: {},
    overrides: { data: { dir: folder }, feed: { streamUrl: NO_FEED, clientCode: 'BENCH' } },
  });
  const journal = openJournal(settings, Date.now());
  let failure = '';
  const engine = await startEngine({
    settings,
    configSha,
    journal,
    instruments: benchInstruments(),
    roles: ['journal'],
    onLog: () => undefined,
    onFatal: (cause) => {
      failure = cause;
    },
  });
  try {
    const writer = new StepWriter(engine.supervisor.session);
    drive(writer, { ...options, seconds: options.warmUpSeconds });
    const commits = engine.supervisor.metrics.cell('journalCommits');
    const commitsBefore = commits.value;
    writer.acknowledged.clear();
    const { seconds, records } = drive(writer, options);
    if (failure !== '') throw new Error(`the journal failed: ${failure}`);
    const latencyUs = writer.acknowledged.summary();
    return {
      recordsPerSecond: records / seconds,
      commits: commits.value - commitsBefore,
      ...(latencyUs && { latencyUs, ackUs: latencyUs.p50 }),
    };
  } finally {
    await engine.stop();
    journal.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeps to the rate: a step that is late is handed over at once, never left out. Busy, so that no acknowledgement waits for a timer. */
function drive(
  writer: StepWriter,
  { recordsPerSecond, rowsPerStep, seconds }: JournalProgramOptions,
) {
  const intervalNs = (rowsPerStep / recordsPerSecond) * 1e9;
  const steps = Math.round((seconds * 1e9) / intervalNs);
  const startNs = nowNs();
  for (let step = 0; step < steps; ) {
    if (nowNs() >= startNs + step * intervalNs) {
      if (writer.hand(rowsPerStep)) step++;
    }
    writer.look();
  }
  while (!writer.isAcknowledged) writer.look();
  return { seconds: (nowNs() - startNs) / 1e9, records: steps * rowsPerStep };
}

function nowNs(): number {
  return performance.now() * 1e6;
}

/** Hands over steps, and sees when each is durable. */
class StepWriter {
  /** From the hand-over of a step to its acknowledgement. */
  readonly acknowledged = new AckSamples();
  readonly #session: Session;
  readonly #writer: ByteQueueWriter;
  readonly #tag: number;
  readonly #waiting: { readonly sequence: number; readonly atNs: number }[] = [];
  #first = 0;
  #rows = 0;

  constructor(session: Session) {
    const queue = session.journalRows[OCO];
    if (queue === undefined) throw new Error('the order core has a queue to the journal');
    this.#session = session;
    this.#writer = new ByteQueueWriter(queue);
    this.#tag = rowTag(new RowRegistry(JOURNAL_KINDS).codeOf(ORDER_ROW), ORDER_ROW.version);
  }

  get isAcknowledged(): boolean {
    return this.#first === this.#waiting.length;
  }

  /** False: the queue is full, and the step was not taken. */
  hand(rows: number): boolean {
    const atNs = nowNs();
    const payload = encodeRow(ORDER_ROW, orderOf(this.#rows));
    if (this.#writer.freeBytes() < (rows + 2) * (payload.length + 64)) return false;
    for (let n = 0; n < rows; n++) {
      const body = encodeRow(ORDER_ROW, orderOf(this.#rows));
      this.#writer.tryStage(this.#tag, body, body.length);
      this.#rows++;
    }
    this.#writer.tryStage(END_OF_STEP, NO_BODY, 0);
    this.#writer.publish();
    doorbellOf(this.#session, 'journal').ring();
    this.#waiting.push({ sequence: this.#rows, atNs });
    return true;
  }

  look(): void {
    for (;;) {
      const next = this.#waiting[this.#first];
      if (next === undefined || !this.#session.durable.isDurable(OCO, next.sequence)) return;
      this.acknowledged.record(nowNs() - next.atNs);
      this.#first++;
      if (this.#first < 4096) continue;
      this.#waiting.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

function orderOf(row: number) {
  return newOrder({
    orderId: (1 + (row % ORDERS)) * 64,
    role: 'entry',
    slot: 0,
    tagPrefix: 1,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 1 + row,
    limitPaise: 100_000,
    triggerPaise: 0,
  });
}
