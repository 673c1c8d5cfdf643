/** Writes stamped records into a broadcast ring: a number of them, or until told, or until it dies inside one. */
import { workerData } from 'node:worker_threads';
import { BroadcastWriter, RING_FULL } from '../../src/ring/broadcast-writer.ts';
import { RingSession, type RingSessionData } from './ring-session.ts';
import { writeHalfStamp, writeStamp } from './stamped-record.ts';
import { hang, nap, Pauses, report, say, Tally } from './thread-side.ts';

export interface RingWriterData {
  readonly session: RingSessionData;
  /** Records to write; without it until the stop flag is up. */
  readonly records?: number;
  readonly seed: number;
  /** Pauses once in so many batches; 0 never. */
  readonly pauseOneIn: number;
  /** Looks at a full ring so often before it sleeps. */
  readonly spins?: number;
  /** Added to the sequence to make the stamp, so that a successor's records differ from those of the dead. */
  readonly stampOffset?: number;
  /** Hang after so many records, with a batch open and its last record half written. */
  readonly hangAfter?: number;
}

const data = workerData as RingWriterData;
const session = new RingSession(data.session);
const writer = new BroadcastWriter(session.ring, data.session.batchMax);
const pauses = new Pauses(data.seed);
const tally = new Tally();
const { records } = session.ring;
const spins = data.spins ?? 100;
const stampOffset = data.stampOffset ?? 0;
const first = writer.published;
const end = first + (data.records ?? Number.POSITIVE_INFINITY);
let sequence = writer.published;

function claimWaiting(): number {
  for (let turn = 0; ; turn++) {
    const base = writer.claim();
    if (base !== RING_FULL) return base;
    if (turn === 0) {
      tally.add('writer waited');
      if (writer.publish() > 0) session.bell.ring();
    }
    if (session.isRaised('stop')) return RING_FULL;
    if (turn > spins) nap(0.05);
  }
}

function writeBatch(count: number): void {
  for (let n = 0; n < count; n++) {
    const base = claimWaiting();
    if (base === RING_FULL) return;
    if (sequence === data.hangAfter) {
      writeHalfStamp(records, base, sequence + stampOffset);
      say('half');
      hang();
    }
    writeStamp(records, base, sequence + stampOffset);
    sequence++;
  }
}

say('ready');
while (sequence < end && !session.isRaised('stop')) {
  writeBatch(Math.min(1 + pauses.pick(data.session.batchMax + 2), end - sequence));
  if (writer.publish() > 0) session.bell.ring();
  if (data.pauseOneIn > 0) pauses.maybe(data.pauseOneIn);
}
session.raise('done');
tally.add('records written', writer.published - first);
report(tally.all);
