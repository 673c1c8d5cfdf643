/** A disk that fills up in the middle of a write: one write is refused, or taken in part, and there is no room for anything new. */
export class FullDisk {
  #refusals = 0;
  #isPartial = false;
  /** Writes that were not taken whole. */
  cut = 0;

  /** `isPartial`: the refused write is begun. */
  fill(isPartial: boolean): void {
    this.#refusals = 1;
    this.#isPartial = isPartial;
  }

  clear(): void {
    this.#refusals = 0;
  }

  /** Bytes it takes of a write of `length`. */
  take(length: number): number | 'no_space' {
    if (this.#refusals === 0) return length;
    if (this.#isPartial && length > 1) {
      this.#isPartial = false;
      this.cut += 1;
      return Math.floor(length / 2);
    }
    this.#refusals -= 1;
    this.cut += 1;
    return 'no_space';
  }
}
