/** Coverage marks: what a run actually did. A green set of runs that never lost a request proves nothing about lost requests. */

export class Marks {
  readonly #counts = new Map<string, number>();

  hit(mark: string, times = 1): void {
    this.#counts.set(mark, (this.#counts.get(mark) ?? 0) + times);
  }

  add(counts: Readonly<Record<string, number>>): void {
    for (const [mark, count] of Object.entries(counts)) this.hit(mark, count);
  }

  count(mark: string): number {
    return this.#counts.get(mark) ?? 0;
  }

  /** Sorted by name. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
