/** Follows a broadcast ring as a display reader that is too slow for it, and judges every record it was given. */
import { workerData } from 'node:worker_threads';
import { DisplayReader } from '../../src/ring/display-reader.ts';
import { RingSession, type RingSessionData } from './ring-session.ts';
import { judge } from './stamped-record.ts';
import { nap, Pauses, report, say, Tally } from './thread-side.ts';

export interface DisplayReaderData {
  readonly session: RingSessionData;
  readonly slot: number;
  readonly copyBatch: number;
  readonly seed: number;
}

const data = workerData as DisplayReaderData;
const session = new RingSession(data.session);
const { ring } = session;
const reader = new DisplayReader(ring, {
  slot: data.slot,
  copyBatch: data.copyBatch,
  writerBatch: data.session.batchMax,
});
const pauses = new Pauses(data.seed);
const tally = new Tally();

function poll(): number {
  const skippedBefore = reader.skipped;
  const count = reader.poll();
  for (let k = 0; k < count; k++) {
    tally.add(judge(reader.records, k * reader.stride, reader.sequence - count + k));
  }
  if (reader.skipped > skippedBefore) tally.add(count === 0 ? 'copy thrown away' : 'skipped ahead');
  return count;
}

reader.attach();
const first = reader.sequence;
say('attached');
// Not before it is lapped: the skip is certain.
while (ring.loadTotal() - first < 2 * data.session.capacity) nap(0.1);
for (;;) {
  const isDone = session.isRaised('done');
  if (poll() === 0 && isDone && reader.sequence === ring.loadTotal()) break;
  pauses.maybe(64);
}
const published = ring.loadTotal() - first;
const isBalanced = reader.read + reader.skipped === published;
tally.add(isBalanced ? 'accounts balance' : 'accounts differ');
report(tally.all);
