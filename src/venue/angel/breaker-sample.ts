/** The newest outcomes of asking a dependency; venue thread. */
import { assert } from '../../domain/assert.ts';

export class FailureSample {
  /** 1 is a failure; outcome number n is in cell n modulo the size. */
  readonly #outcomes: Uint8Array;
  #seen = 0;
  #failed = 0;
  #failuresInRow = 0;

  constructor(size: number) {
    assert(Number.isInteger(size) && size >= 1, 'a sample has a whole size above 0');
    this.#outcomes = new Uint8Array(size);
  }

  add(isFailure: boolean): void {
    const at = this.#seen % this.#outcomes.length;
    const outcome = isFailure ? 1 : 0;
    this.#failed += outcome - (this.#outcomes[at] ?? 0);
    this.#outcomes[at] = outcome;
    this.#seen += 1;
    this.#failuresInRow = isFailure ? this.#failuresInRow + 1 : 0;
  }

  clear(): void {
    this.#outcomes.fill(0);
    this.#seen = 0;
    this.#failed = 0;
    this.#failuresInRow = 0;
  }

  get isFull(): boolean {
    return this.#seen >= this.#outcomes.length;
  }

  /** Failures at the end, without a success among them. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** Part of the sample that failed, 0 to 1. */
  get failureRatio(): number {
    return this.#failed / this.#outcomes.length;
  }
}
