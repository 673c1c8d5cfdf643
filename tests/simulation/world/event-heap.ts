/** The virtual scheduler: one binary heap of things to do, by time, then by tie-break. Time jumps to the next entry; idling is free. */
import type { KeyedRandom } from './keyed-random.ts';

interface Entry {
  readonly timeMs: number;
  readonly tieBreak: number;
  readonly order: number;
  readonly run: () => void;
}

/** `stable`: what is due at the same moment happens in the order in which it was asked for. `racy`: in an order the seed decides. */
export type TieMode = 'stable' | 'racy';

export class EventHeap {
  nowMs: number;
  readonly #entries: Entry[] = [];
  readonly #random: KeyedRandom;
  readonly #mode: TieMode;
  #asked = 0;

  constructor(startMs: number, random: KeyedRandom, mode: TieMode) {
    this.nowMs = startMs;
    this.#random = random;
    this.#mode = mode;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Runs `run` at `timeMs`, or now when that has passed. */
  at(timeMs: number, run: () => void): void {
    this.#asked += 1;
    const order = this.#asked;
    const tieBreak = this.#mode === 'stable' ? 0 : this.#random.unit('schedule', order, 0);
    this.#push({ timeMs: Math.max(timeMs, this.nowMs), tieBreak, order, run });
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + Math.max(0, delayMs), run);
  }

  /** Runs the next entry unless it is due after `limitMs`; false when there is none. */
  step(limitMs: number): boolean {
    const next = this.#entries[0];
    if (next === undefined || next.timeMs > limitMs) return false;
    this.#pop();
    this.nowMs = next.timeMs;
    next.run();
    return true;
  }

  #push(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = entries[parentAt] as Entry;
      if (!isBefore(entry, parent)) break;
      entries[at] = parent;
      at = parentAt;
    }
    entries[at] = entry;
  }

  #pop(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let at = 0;
    for (;;) {
      let childAt = at * 2 + 1;
      if (childAt >= entries.length) break;
      const right = entries[childAt + 1];
      if (right !== undefined && isBefore(right, entries[childAt] as Entry)) childAt += 1;
      const child = entries[childAt] as Entry;
      if (!isBefore(child, last)) break;
      entries[at] = child;
      at = childAt;
    }
    entries[at] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs;
  if (a.tieBreak !== b.tieBreak) return a.tieBreak < b.tieBreak;
  return a.order < b.order;
}
