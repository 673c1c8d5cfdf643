/** A journal that is nothing but a fold: steps that are synced survive, of the others a prefix does. The model of the real one. */
import type { KeyedRandom } from '../world/keyed-random.ts';
import {
  type FlushOutcome,
  type JournalStore,
  messageTimeMs,
  type Recovered,
  type Step,
} from './journal-store.ts';
import { StateFold } from './state-fold.ts';

const HOUR_MS = 3_600_000;

export class StepLog implements JournalStore {
  readonly #random: KeyedRandom;
  readonly #synced = new StateFold();
  #commandTimesMs: number[] = [];
  #written: readonly Step[] = [];
  #isFull = false;
  accepted: readonly Step[] = [];

  constructor(random: KeyedRandom) {
    this.#random = random;
  }

  write(steps: readonly Step[]): FlushOutcome {
    this.accepted = this.#isFull ? steps.filter(({ isReducing }) => isReducing) : steps;
    this.#written = this.accepted;
    return 'durable';
  }

  sync(): FlushOutcome {
    this.#take(this.#written);
    this.#written = [];
    return this.#isFull ? 'full' : 'durable';
  }

  crash(n: number): void {
    const share = this.#random.unit('disk', 1, n);
    const kept = Math.floor(share * (this.#written.length + 1));
    this.#take(this.#written.slice(0, kept));
    this.#written = [];
  }

  fill(): void {
    this.#isFull = true;
  }

  clear(): void {
    this.#isFull = false;
  }

  heal(): void {
    this.#isFull = false;
  }

  problem(): string {
    return '';
  }

  recover(_dateKey: string, nowMs: number): Recovered {
    this.#commandTimesMs = this.#commandTimesMs.filter((timeMs) => timeMs > nowMs - HOUR_MS);
    return { image: this.#synced.copy(), commandTimesMs: [...this.#commandTimesMs] };
  }

  #take(steps: readonly Step[]): void {
    for (const { rows } of steps) {
      for (const row of rows) {
        this.#synced.apply(row);
        const timeMs = messageTimeMs(row);
        if (timeMs > 0) this.#commandTimesMs.push(timeMs);
      }
    }
  }
}
