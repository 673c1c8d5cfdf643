/** Attaches to a broadcast ring again and again while its writer runs, and judges the first records it gets each time. */
import { workerData } from 'node:worker_threads';
import { GatingReader } from '../../src/ring/gating-reader.ts';
import { RingSession, type RingSessionData } from './ring-session.ts';
import { judge } from './stamped-record.ts';
import { Pauses, report, say, Tally } from './thread-side.ts';

export interface AttachingReaderData {
  readonly session: RingSessionData;
  readonly slot: number;
  /** It ends when the ring has seen so many records. */
  readonly end: number;
  readonly seed: number;
}

const FREE_TURNS_MAX = 3000;

const data = workerData as AttachingReaderData;
const session = new RingSession(data.session);
const pauses = new Pauses(data.seed);
const tally = new Tally();
const reader = new GatingReader(session.ring, data.slot);

/** Takes its time before it looks at what it attached to: a writer that does not wait would be laps ahead. */
function attachOnce(): void {
  const before = session.ring.loadTotal();
  reader.attach();
  if (reader.sequence < before) tally.add('started in the past');
  pauses.spin(pauses.pick(FREE_TURNS_MAX));
  const lag = reader.available(Number.MAX_SAFE_INTEGER);
  if (lag > data.session.capacity) tally.add('left behind');
  const count = reader.available(data.session.capacity);
  for (let k = 0; k < count; k++) {
    tally.add(judge(reader.records, reader.baseOf(k), reader.sequence + k));
  }
  reader.release(count);
  reader.detach();
  tally.add('attached');
  // The writer runs free for a while and counts its room without this reader.
  pauses.spin(pauses.pick(FREE_TURNS_MAX));
}

say('ready');
while (session.ring.loadTotal() < data.end) attachOnce();
session.raise('stop');
report(tally.all);
