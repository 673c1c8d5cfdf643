/**
 * The journal thread of the simulated process: takes the steps of both writers, risk before oco, writes and syncs them as one batch, and
 * only then moves each writer's durable cursor. Everything that waits for durability waits for that.
 */
import type { Marks } from '../run/marks.ts';
import type { EventHeap } from '../world/event-heap.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import type { JournalStore, Step } from './journal-store.ts';

export const WRITERS = ['risk', 'oco'] as const;
export type Writer = (typeof WRITERS)[number];

export interface JournalThreadOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  readonly store: JournalStore;
  /** Which start of the process this is; keys its draws. */
  readonly start: number;
  isAlive(): boolean;
  isHealed(): boolean;
  /** Steps were handed to the disk. */
  written(steps: readonly Step[]): void;
  /** Steps are durable, in the order in which the journal holds them. */
  durable(steps: readonly Step[]): void;
  /** After the cursors moved. */
  released(): void;
  /** The process cannot go on with this disk. */
  failed(): void;
  /** The disk is full: from now on nothing counts as durable. Called once. */
  filled(): void;
}

const SYNC_MS = 1;
const SLOW_MS = 200;

export class JournalThread {
  readonly #options: JournalThreadOptions;
  readonly #waiting: Record<Writer, Step[]> = { risk: [], oco: [] };
  readonly #handed: Record<Writer, number> = { risk: 0, oco: 0 };
  readonly #durable: Record<Writer, number> = { risk: 0, oco: 0 };
  readonly #taken: Record<Writer, number> = { risk: 0, oco: 0 };
  #batches = 0;
  #isBusy = false;
  #isFull = false;

  constructor(options: JournalThreadOptions) {
    this.#options = options;
  }

  append(writer: Writer, step: Step): void {
    this.#waiting[writer].push(step);
    this.#handed[writer] += 1;
    this.#flush();
  }

  /** Steps handed over so far: what an effect made now has to wait for. */
  handed(writer: Writer): number {
    return this.#handed[writer];
  }

  durableSteps(writer: Writer): number {
    return this.#durable[writer];
  }

  /** Steps that the journal has read, whether it could keep them or not. */
  takenSteps(writer: Writer): number {
    return this.#taken[writer];
  }

  get isIdle(): boolean {
    return !this.#isBusy;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  #flush(): void {
    if (this.#isBusy) return;
    const taken: Record<Writer, number> = {
      risk: this.#waiting.risk.length,
      oco: this.#waiting.oco.length,
    };
    if (taken.risk + taken.oco === 0) return;
    const { heap, random, profile, marks, store, start } = this.#options;
    this.#isBusy = true;
    this.#batches += 1;
    // The rows of this moment go together: the thread wakes up after all of them were handed over.
    heap.after(0, () => {
      if (!this.#options.isAlive()) return;
      const batch = WRITERS.flatMap((writer) => {
        const steps = this.#waiting[writer];
        taken[writer] = steps.length;
        this.#waiting[writer] = [];
        return steps;
      });
      this.#options.written(batch);
      if (store.write(batch) === 'failed') {
        this.#options.failed();
        return;
      }
      const key = start * 1_000_003 + this.#batches;
      const isSlow = !this.#options.isHealed() && random.chance(profile.diskSlow, 'disk', key, 0);
      if (isSlow) marks.hit('fault.diskSlow');
      const syncMs = isSlow ? random.wait(SLOW_MS, 'disk', key, 1) : SYNC_MS;
      heap.after(syncMs, () => this.#complete(batch, taken));
    });
  }

  #complete(batch: readonly Step[], taken: Readonly<Record<Writer, number>>): void {
    if (!this.#options.isAlive()) return;
    const synced = this.#options.store.sync();
    if (synced === 'failed') {
      this.#options.failed();
      return;
    }
    this.#isBusy = false;
    const isNew = synced === 'full' && !this.#isFull;
    if (isNew) this.#isFull = true;
    for (const writer of WRITERS) {
      this.#taken[writer] += taken[writer];
      if (!this.#isFull) this.#durable[writer] += taken[writer];
    }
    this.#options.durable(this.#isFull ? this.#options.store.accepted : batch);
    if (isNew) this.#options.filled();
    else this.#options.released();
    this.#flush();
  }
}
