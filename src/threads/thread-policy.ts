/** What the supervisor does when a thread ends by itself, by role. */
import type { Role } from '../contract/topology.ts';

/**
 * `restart`: the thread holds nothing that cannot be rebuilt; it starts anew on the same rings, up to `engine.restartLimit` times.
 * `halt`: the thread holds order or position state, or makes it durable. Entries stop, and the engine ends with an error: it starts anew
 * from the journal.
 */
export type CrashPolicy = 'restart' | 'halt';

export const CRASH_POLICY: Readonly<Record<Role, CrashPolicy>> = {
  ingest: 'restart',
  strategy: 'restart',
  publish: 'restart',
  risk: 'halt',
  oco: 'halt',
  venue: 'halt',
  journal: 'halt',
};

/**
 * Heap of one thread, MiB. A strategy that leaks dies alone; ingest and publish hold clients and sockets. Buffers are not
 * counted by the runtime and are bounded where they are made.
 */
export const HEAP_MB: Readonly<Record<Role, number>> = {
  ingest: 256,
  strategy: 256,
  // What of every order of the day must be known to the end of it.
  risk: 256,
  oco: 256,
  // Every order of the day, whole, as a venue's order book has it: about 300 bytes each.
  venue: 512,
  // Every open order and position, once more.
  journal: 512,
  publish: 512,
};

/** Order of draining: whoever writes stops before whoever reads. Threads of one step drain together. */
export const DRAIN_ORDER: readonly (readonly Role[])[] = [
  ['ingest'],
  ['strategy'],
  ['risk'],
  // Oco and venue answer one another: commands out, reports back.
  ['oco', 'venue'],
  ['journal'],
  ['publish'],
];
