/** The simulated day's agenda: which quoter is due next. */
import { assert } from '../../domain/assert.ts';
import { f64At } from '../../domain/cells.ts';

/** A key holds due time × this + quoter, exact in a double for days of milliseconds. */
const MAX_QUOTERS = 65_536;

/** A binary min-heap of (due time, quoter); equal times come out in quoter order, so the stream is defined. */
export class Schedule {
  readonly #keys: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    assert(capacity <= MAX_QUOTERS, 'a schedule has at most 65536 quoters');
    this.#keys = new Float64Array(capacity);
  }

  /** Milliseconds of the earliest entry, Infinity when there is none. */
  get dueMs(): number {
    return this.#size === 0 ? Infinity : Math.floor(f64At(this.#keys, 0) / MAX_QUOTERS);
  }

  /** The quoter of the earliest entry. */
  get quoter(): number {
    return f64At(this.#keys, 0) % MAX_QUOTERS;
  }

  /** Adds an entry. Each quoter has at most one. */
  add(dueMs: number, quoter: number): void {
    assert(this.#size < this.#keys.length, 'a quoter is scheduled once');
    let at = this.#size++;
    const key = dueMs * MAX_QUOTERS + quoter;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = f64At(this.#keys, parent);
      if (parentKey <= key) break;
      this.#keys[at] = parentKey;
      at = parent;
    }
    this.#keys[at] = key;
  }

  /** Replaces the earliest entry's time. */
  postpone(dueMs: number): void {
    this.#sink(dueMs * MAX_QUOTERS + this.quoter);
  }

  /** Removes the earliest entry. */
  remove(): void {
    this.#size--;
    if (this.#size > 0) this.#sink(f64At(this.#keys, this.#size));
  }

  #sink(key: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && f64At(this.#keys, child + 1) < f64At(this.#keys, child)) {
        child++;
      }
      const childKey = f64At(this.#keys, child);
      if (childKey >= key) break;
      this.#keys[at] = childKey;
      at = child;
    }
    this.#keys[at] = key;
  }
}
