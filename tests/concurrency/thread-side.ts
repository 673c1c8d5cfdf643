/** The thread's side of a test: speaking to the test, counting, and losing time in unforeseen places. Test threads. */
import { parentPort } from 'node:worker_threads';
import type { Counts } from './outcomes.ts';

export function say(word: string): void {
  parentPort?.postMessage({ word });
}

export function report(counts: Counts): void {
  parentPort?.postMessage({ counts });
}

export class Tally {
  private readonly counts: Record<string, number> = {};

  add(outcome: string, count = 1): void {
    this.counts[outcome] = (this.counts[outcome] ?? 0) + count;
  }

  get all(): Counts {
    return this.counts;
  }
}

const napWord = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps for about `ms`, which may be a fraction. */
export function nap(ms: number): void {
  Atomics.wait(napWord, 0, 0, ms);
}

/** Blocks for good: what a hung thread does. */
export function hang(): void {
  for (;;) Atomics.wait(napWord, 0, 0);
}

/** Seeded pauses of random length, from a few instructions to a few scheduler slices. */
export class Pauses {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** An integer from 0 to `below` − 1. */
  pick(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** Pauses once in `oneIn` calls. */
  maybe(oneIn: number): void {
    if (this.pick(oneIn) !== 0) return;
    const kind = this.pick(16);
    if (kind === 0) nap(1);
    else if (kind < 4) nap(0.05);
    else this.spin(this.pick(3000));
  }

  /** Passes time without giving the processor away. */
  spin(turns: number): void {
    for (let turn = 0; turn < turns; turn++) this.state = (this.state + 1) | 0;
  }
}
