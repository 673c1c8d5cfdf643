/** Both ends of the order path's queues, with their counters and the bell they ring. */

import { ORDER_OUTPUT_ROOM } from '../contract/limits.ts';
import type { Doorbell } from '../ring/doorbell.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import { type SpscQueue, SpscReader, SpscWriter } from '../ring/spsc-queue.ts';
import { doorbellOf } from './session.ts';
import type { ThreadContext } from './thread-context.ts';

export interface QueueEnds {
  readonly name: string;
  readonly reader: string;
}

/**
 * A writer that loses nothing: what finds the queue full is kept, in order, and written as soon as there is room. While
 * something is kept `hasRoom` is false and its owner takes no new input, so what is kept stays small.
 */
export class QueueOutput<Value> {
  private readonly writer: SpscWriter<Value>;
  private readonly queue: SpscQueue<Value>;
  private readonly depth: MetricCell;
  private readonly refused: MetricCell;
  private readonly doorbell: Doorbell;
  private kept: Value[] = [];
  private isStale = false;

  /** `name` is the queue's in the metrics; `reader` the thread that is woken by each record. */
  constructor(context: ThreadContext, queue: SpscQueue<Value>, ends: QueueEnds) {
    const { name, reader } = ends;
    this.queue = queue;
    this.doorbell = doorbellOf(context.session, reader);
    this.writer = new SpscWriter(queue);
    this.depth = context.session.metrics.cell('queueDepth', { queue: name });
    this.refused = context.session.metrics.cell('queueRefused', { queue: name });
  }

  /** False when the queue is full: counted, nothing written. For records that may be refused. */
  tryWrite(value: Value): boolean {
    this.isStale = true;
    if (this.kept.length > 0 || !this.writer.tryWrite(value)) return false;
    // At once, not at the end of the cycle: the reader works on the first record while the next is being made.
    this.doorbell.ring();
    return true;
  }

  /** For records that may not: written now, or kept until there is room. */
  write(value: Value): void {
    if (!this.tryWrite(value)) this.kept.push(value);
  }

  /** Room for one record beside `waiting` that are still to be written; a no is counted like a refused write. */
  canTake(waiting: number): boolean {
    if (this.kept.length === 0 && this.writer.free() > waiting) return true;
    this.queue.countRefusal();
    this.isStale = true;
    return false;
  }

  /** Room for whatever one more input can cause. */
  hasRoom(): boolean {
    return this.kept.length === 0 && this.writer.free() >= ORDER_OUTPUT_ROOM;
  }

  /** Records kept because the queue is full. */
  get keptCount(): number {
    return this.kept.length;
  }

  /** At the end of a duty cycle: writes what was kept, refreshes the counters. */
  settle(): void {
    if (this.kept.length > 0) this.writeKept();
    if (!this.isStale) return;
    this.isStale = false;
    this.depth.set(this.queue.depth());
    this.refused.set(this.queue.refused);
  }

  private writeKept(): void {
    const room = this.kept.slice(0, this.writer.free());
    if (room.length === 0) return;
    for (const value of room) this.writer.tryWrite(value);
    this.kept = this.kept.slice(room.length);
    this.isStale = true;
    this.doorbell.ring();
  }
}

/** Hands up to `limit` records to `handle`, oldest first, while `mayTake` allows; returns how many. */
export function drainQueue<Value>(
  reader: SpscReader<Value>,
  limit: number,
  handle: (value: Value) => void,
  mayTake: () => boolean = always,
): number {
  let taken = 0;
  while (taken < limit && mayTake()) {
    const value = reader.tryRead();
    if (value === undefined) break;
    handle(value);
    taken++;
  }
  return taken;
}

/** For a reader that nothing holds up. */
export function always(): boolean {
  return true;
}

export function queueReader<Value>(queue: SpscQueue<Value>): SpscReader<Value> {
  return new SpscReader(queue);
}
