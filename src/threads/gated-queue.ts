/** The reading end of a queue whose records may act, or be shown, only once the journal has made durable what led to them. */
import type { Journaled } from '../contract/records/order-path.ts';
import type { SpscReader } from '../ring/spsc-queue.ts';
import { always } from './queue-ends.ts';

export class GatedQueue<Value extends Journaled> {
  private readonly reader: SpscReader<Value>;
  private readonly isReleased: (value: Value) => boolean;
  /** Read, and waiting for the journal. */
  private held: Value | undefined;

  /** `isReleased` is asked again until it says yes; records behind a held one wait with it, so order is kept. */
  constructor(reader: SpscReader<Value>, isReleased: (value: Value) => boolean) {
    this.reader = reader;
    this.isReleased = isReleased;
  }

  /** A record is read and waits. */
  get isHolding(): boolean {
    return this.held !== undefined;
  }

  /** Hands up to `limit` released records to `handle`, oldest first, while `mayTake` allows; returns how many. */
  drain(limit: number, handle: (value: Value) => void, mayTake: () => boolean = always): number {
    let taken = 0;
    while (taken < limit && mayTake()) {
      const value = this.held ?? this.reader.tryRead();
      this.held = value;
      if (value === undefined || !this.isReleased(value)) break;
      this.held = undefined;
      handle(value);
      taken++;
    }
    return taken;
  }
}
