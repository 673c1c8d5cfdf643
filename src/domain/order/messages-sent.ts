/**
 * How many messages (place, modify, cancel) left in each second of the last hour: what the rate windows are brought back from, so that a
 * restart does not begin with empty ones (RG-05). The order core's outbox keeps the newest second; the journal has the rest.
 */
import { MINUTE_MS } from '../instrument/ist-date.ts';
import { defineRowKind, type StateImage } from '../journal-row.ts';
import { SECOND_MS } from '../time.ts';

/** One second of the session. A slot is used again for a later second, and counts anew. */
export interface MessagesSentRow {
  /** 0 to `SLOTS` − 1. */
  readonly slot: number;
  /** Messages of that second, at least 1. */
  readonly count: number;
  /** Session time of the newest of them, epoch milliseconds. */
  readonly lastMs: number;
}

/** How much later than it was recorded a message may have left: rows are synced, and what waited for one sync is paced. */
export const HAND_OVER_MS = 2 * SECOND_MS;

/** An hour that begins and ends within a second touches one second more, and what is counted late as many more as it is late. */
const SLOTS = (60 * MINUTE_MS + HAND_OVER_MS) / SECOND_MS + 1;

export const MESSAGES_SENT_ROW = defineRowKind<MessagesSentRow>({
  kind: 'messages_sent',
  version: 1,
  fields: { slot: 'int', count: 'int', lastMs: 'int' },
  keyOf: ({ slot }) => slot,
});

const NONE: MessagesSentRow = { slot: 0, count: 0, lastMs: 0 };

export class MessagesSent {
  #newest = NONE;

  /** Counts `messages` that leave at `timeMs`; the row of their second. Time that steps back counts as the latest time seen. */
  add(timeMs: number, messages: number): MessagesSentRow {
    const { count, lastMs } = this.#newest;
    const nextMs = Math.max(timeMs, lastMs);
    const isSame = secondOf(nextMs) === secondOf(lastMs);
    this.#newest = {
      slot: secondOf(nextMs) % SLOTS,
      count: (isSame ? count : 0) + messages,
      lastMs: nextMs,
    };
    return this.#newest;
  }

  restore(image: StateImage): void {
    for (const row of image.rows(MESSAGES_SENT_ROW)) {
      if (row.lastMs > this.#newest.lastMs) this.#newest = row;
    }
  }
}

/**
 * When the recorded messages count as sent, one time for each, oldest first: the newest of its second, and as late as it may have left, so
 * that no window forgets one early. The core and the venue's port count alike: what the one lets out the other does not hold back.
 */
export function* sentTimesOf(image: StateImage): Generator<number> {
  const rows = image.rows(MESSAGES_SENT_ROW).toSorted((one, other) => one.lastMs - other.lastMs);
  for (const { count, lastMs } of rows) {
    for (let message = 0; message < count; message += 1) yield lastMs + HAND_OVER_MS;
  }
}

function secondOf(timeMs: number): number {
  return Math.floor(timeMs / SECOND_MS);
}
