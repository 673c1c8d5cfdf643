/** The account's profit over time, sampled by whoever shows it; a bounded window, not part of the durable state. */
import { assert } from '../assert.ts';

export interface EquityPoint {
  /** Epoch milliseconds. */
  readonly timeMs: number;
  readonly realisedPaise: number;
  readonly unrealisedPaise: number;
  readonly chargesPaise: number;
}

export class PositionHistory {
  readonly #capacity: number;
  readonly #points: EquityPoint[] = [];
  /** Place of the oldest point once the window is full. */
  #oldest = 0;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0, 'a history holds at least one point');
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#points.length;
  }

  /** The oldest point gives way when the window is full. */
  sample(point: EquityPoint): void {
    if (this.#points.length < this.#capacity) {
      this.#points.push(point);
      return;
    }
    this.#points[this.#oldest] = point;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  /** Oldest first. */
  points(): readonly EquityPoint[] {
    return [...this.#points.slice(this.#oldest), ...this.#points.slice(0, this.#oldest)];
  }
}
