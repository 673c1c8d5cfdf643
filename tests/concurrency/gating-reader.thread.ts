/** Reads a broadcast ring as a critical reader and judges every record. */
import { workerData } from 'node:worker_threads';
import { GatingReader } from '../../src/ring/gating-reader.ts';
import { RingSession, type RingSessionData } from './ring-session.ts';
import { judge } from './stamped-record.ts';
import { hang, Pauses, report, say, Tally } from './thread-side.ts';

export interface GatingReaderData {
  readonly session: RingSessionData;
  readonly slot: number;
  /** Sequence after the last record to read; without it until the writer is done and everything is read. */
  readonly end?: number;
  readonly seed: number;
  /** Pauses once in so many batches; 0 never. */
  readonly pauseOneIn: number;
  /** Hang in the middle of the batch that brings it to so many records. */
  readonly hangAfter?: number;
  /** Stamp of a record less its sequence. */
  readonly stampOffset?: number;
}

const BATCH = 32;
const PATIENCE_MS = 200;

const data = workerData as GatingReaderData;
const session = new RingSession(data.session);
const reader = new GatingReader(session.ring, data.slot);
const pauses = new Pauses(data.seed);
const tally = new Tally();
const hangAfter = data.hangAfter ?? Number.POSITIVE_INFINITY;
const stampOffset = data.stampOffset ?? 0;

function isAtEnd(): boolean {
  if (data.end !== undefined) return reader.sequence >= data.end;
  return session.isRaised('done') && reader.available(1) === 0;
}

function readBatch(count: number): void {
  const { sequence, records } = reader;
  for (let k = 0; k < count; k++) {
    if (reader.read + k >= hangAfter) {
      say('hanging');
      hang();
    }
    tally.add(judge(records, reader.baseOf(k), sequence + k + stampOffset));
  }
  reader.release(count);
}

reader.attach();
say('attached');
while (!isAtEnd()) {
  const seen = session.bell.read();
  const count = reader.available(1 + pauses.pick(BATCH));
  if (count === 0) session.bell.wait(seen, PATIENCE_MS);
  else readBatch(count);
  if (data.pauseOneIn > 0) pauses.maybe(data.pauseOneIn);
}
tally.add('records read', reader.read);
report(tally.all);
