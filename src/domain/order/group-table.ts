/**
 * Values by group id, in pages of the signal numbers of each strategy. Groups come and go all day: a `Map` or `Set` then makes new tables all
 * the time, and old ones that the collector has moved aside keep the groups in them alive for a while. Owned by the order core.
 */
import { intentIdOf, strategyIndexOf } from './types.ts';

const PAGE_BITS = 10;
const PAGE_SIZE = 1 << PAGE_BITS;

interface Page<Value> {
  readonly values: (Value | undefined)[];
  count: number;
}

export class GroupTable<Value> {
  /** By strategy index, then by the upper bits of the signal number. */
  readonly #pages: (Map<number, Page<Value>> | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(groupId: number): Value | undefined {
    const strategyIndex = strategyIndexOf(groupId);
    const sequence = groupId - intentIdOf(strategyIndex, 0);
    return this.#pages[strategyIndex]?.get(sequence >>> PAGE_BITS)?.values[
      sequence & (PAGE_SIZE - 1)
    ];
  }

  /** Puts `value` where there is none yet, or takes its place. */
  set(groupId: number, value: Value): void {
    const strategyIndex = strategyIndexOf(groupId);
    const sequence = groupId - intentIdOf(strategyIndex, 0);
    const page = this.#pageOf(strategyIndex, sequence >>> PAGE_BITS);
    const at = sequence & (PAGE_SIZE - 1);
    if (page.values[at] === undefined) {
      page.count += 1;
      this.#size += 1;
    }
    page.values[at] = value;
  }

  delete(groupId: number): void {
    const strategyIndex = strategyIndexOf(groupId);
    const sequence = groupId - intentIdOf(strategyIndex, 0);
    const pages = this.#pages[strategyIndex];
    const page = pages?.get(sequence >>> PAGE_BITS);
    const at = sequence & (PAGE_SIZE - 1);
    if (pages === undefined || page?.values[at] === undefined) return;
    page.values[at] = undefined;
    page.count -= 1;
    this.#size -= 1;
    if (page.count === 0) pages.delete(sequence >>> PAGE_BITS);
  }

  clear(): void {
    this.#pages.length = 0;
    this.#size = 0;
  }

  /** By strategy, then by signal number. */
  *entries(): Generator<readonly [groupId: number, value: Value]> {
    for (const [strategyIndex, pages] of this.#pages.entries()) {
      if (pages === undefined) continue;
      for (const number of [...pages.keys()].sort((one, other) => one - other)) {
        const first = intentIdOf(strategyIndex, number * PAGE_SIZE);
        const values = pages.get(number)?.values ?? [];
        for (const [at, value] of values.entries()) {
          if (value !== undefined) yield [first + at, value];
        }
      }
    }
  }

  #pageOf(strategyIndex: number, number: number): Page<Value> {
    while (this.#pages.length <= strategyIndex) this.#pages.push(undefined);
    let pages = this.#pages[strategyIndex];
    if (pages === undefined) {
      pages = new Map();
      this.#pages[strategyIndex] = pages;
    }
    let page = pages.get(number);
    if (page === undefined) {
      page = { values: new Array<Value | undefined>(PAGE_SIZE).fill(undefined), count: 0 };
      pages.set(number, page);
    }
    return page;
  }
}
