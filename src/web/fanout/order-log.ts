/** The order events a client can still be given: a bounded history and the latest event of every open order. Publish thread. */
import type { OrderEventView } from '../../contract/wire/client-stream.ts';
import { assert } from '../../domain/assert.ts';
import { isTerminal } from '../../domain/order/transitions.ts';
import type { OrderStatus } from '../../domain/order/types.ts';

/** Events of the history a snapshot shows besides the open orders. */
const SNAPSHOT_EVENTS = 200;

export type AppendOutcome = 'appended' | 'duplicate' | 'gap';

export class OrderLog {
  readonly #capacity: number;
  /** Contiguous sequences, oldest first, at `#start` and after. */
  #events: OrderEventView[] = [];
  #start = 0;
  /** By order id; an order leaves when it can change no more, so this is as large as the open orders are many. */
  readonly #open = new Map<string, OrderEventView>();

  constructor(capacity: number) {
    assert(capacity >= 1, 'the order log holds at least one event');
    this.#capacity = capacity;
  }

  /** 0 before the first event. */
  get lastSequence(): number {
    return this.#events.at(-1)?.sequence ?? 0;
  }

  /** Events held for `after`. */
  get heldEvents(): number {
    return this.#events.length - this.#start;
  }

  /** After a `gap` the history starts anew with this event: what came before cannot be resumed from. */
  append(event: OrderEventView): AppendOutcome {
    const isFirst = this.#events.length === 0;
    if (!isFirst && event.sequence <= this.lastSequence) return 'duplicate';
    const isGap = !isFirst && event.sequence !== this.lastSequence + 1;
    if (isGap) {
      this.#events = [];
      this.#start = 0;
    }
    this.#events.push(event);
    if (isTerminal(event.status as OrderStatus)) this.#open.delete(event.orderId);
    else this.#open.set(event.orderId, event);
    if (this.heldEvents > this.#capacity) this.#start++;
    if (this.#start > this.#capacity) {
      this.#events = this.#events.slice(this.#start);
      this.#start = 0;
    }
    return isGap ? 'gap' : 'appended';
  }

  /** The events after `sequence`, oldest first; undefined when one of them is no longer held or `sequence` is unknown. */
  after(sequence: number): readonly OrderEventView[] | undefined {
    if (sequence === this.lastSequence) return [];
    const oldest = this.#events[this.#start];
    if (oldest === undefined || sequence > this.lastSequence || sequence < oldest.sequence - 1) {
      return undefined;
    }
    const missing = this.#events.slice(this.#start + sequence - oldest.sequence + 1);
    assert(
      missing[0]?.sequence === sequence + 1 && missing.length === this.lastSequence - sequence,
      'FO-02 a resume gives exactly the events that are missing',
    );
    return missing;
  }

  /** The latest event of every open order and the most recent history, oldest first, each event once. */
  snapshot(): readonly OrderEventView[] {
    const recent = this.#events.slice(Math.max(this.#start, this.#events.length - SNAPSHOT_EVENTS));
    const oldestRecent = recent[0]?.sequence ?? 0;
    const older = [...this.#open.values()].filter((event) => event.sequence < oldestRecent);
    return [...older.sort((a, b) => a.sequence - b.sequence), ...recent];
  }
}
