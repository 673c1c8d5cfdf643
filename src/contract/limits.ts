/** Bounds of rings, messages and threads; each relation between them is asserted when the module loads. */
import { assert } from '../domain/assert.ts';

export const MAX_STRATEGY_THREADS = 4;

/** Instruments one engine subscribes to; the venue's stream carries no more per session. */
export const MAX_INSTRUMENTS = 1000;

/** Records of the tick ring; 65,536 × 64 bytes = 4 MiB, 0.65 s of 100k ticks/s. */
export const TICK_RING_CAPACITY = 65_536;

/**
 * Ticks a writer may hold unpublished. Display readers rely on it: a slot is rewritten at most this far ahead of the
 * cursor they see.
 */
export const TICK_PUBLISH_BATCH_MAX = 1024;

/** Ticks one duty cycle takes before it looks at its other rings and moves its cursor. */
export const TICK_POLL_BATCH = 256;

/** Ticks a display reader copies at once. */
export const TICK_COPY_BATCH = 1024;

/** Order-path queues. An order needs at most a handful of records, so 4,096 holds seconds of any sane rate. */
export const ORDER_QUEUE_CAPACITY = 4096;

/** Order events wait longer for the publish thread, which may be busy with clients. */
export const ORDER_EVENT_QUEUE_CAPACITY = 16_384;

/** Order-path inputs one duty cycle takes, so that a burst on one ring cannot starve another. */
export const ORDER_POLL_BATCH = 64;

/** Most output records one order-path input can cause; a core takes an input only when this much room is left. */
export const ORDER_OUTPUT_ROOM = 64;

/** Rows on their way to the journal, per writer: minutes of any sane order rate. */
export const JOURNAL_QUEUE_BYTES = 8_388_608;

/** Most bytes of rows one input can cause; a core takes an input only when this much room is left. */
export const JOURNAL_STEP_BYTES_MAX = 1_048_576;

/** A web client's text or binary message. */
export const CLIENT_MESSAGE_BYTES_MAX = 65_536;

/** A venue's WebSocket message: stream packets are 379 bytes, error texts short. */
export const VENUE_MESSAGE_BYTES_MAX = 65_536;

assert(
  TICK_PUBLISH_BATCH_MAX + TICK_COPY_BATCH <= TICK_RING_CAPACITY / 4,
  'a display reader half a ring behind cannot be overtaken inside one copy',
);
assert(
  JOURNAL_STEP_BYTES_MAX * 4 <= JOURNAL_QUEUE_BYTES,
  'the journal queue holds several of the largest steps',
);
assert(TICK_POLL_BATCH <= TICK_RING_CAPACITY / 4, 'a poll batch is a small part of the ring');
assert(
  ORDER_POLL_BATCH * 2 <= ORDER_QUEUE_CAPACITY && ORDER_OUTPUT_ROOM * 4 <= ORDER_QUEUE_CAPACITY,
  'an order queue holds several duty cycles',
);
