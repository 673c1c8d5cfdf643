/** Counts how often a strategy went in and out of an instrument within a window (RG-06). The risk core owns one. */
import type { InstrumentIndex } from '../instrument/instrument.ts';
import type { RoundTripsRow } from './rows.ts';

const INSTRUMENTS_PER_STRATEGY = 2 ** 20;

export class RoundTrips {
  readonly #windowMs: number;
  /** More than these within the window are too many, so no more times than one above it are kept. */
  readonly #most: number;
  readonly #timesMs = new Map<number, number[]>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one round trip; the row holds those that are in the window now. */
  add(strategyIndex: number, at: InstrumentIndex, timeMs: number): RoundTripsRow {
    const key = strategyIndex * INSTRUMENTS_PER_STRATEGY + at;
    const kept = (this.#timesMs.get(key) ?? []).filter((time) => timeMs - time < this.#windowMs);
    const timesMs = [...kept, timeMs].slice(-(this.#most + 1));
    this.#timesMs.set(key, timesMs);
    return { strategyIndex, instrumentIndex: at, timesMs };
  }

  isTooMany(row: RoundTripsRow): boolean {
    return row.timesMs.length > this.#most;
  }

  /** A human has looked: the strategy's round trips are forgotten. Returns the rows that say so. */
  forget(strategyIndex: number): readonly RoundTripsRow[] {
    const rows: RoundTripsRow[] = [];
    for (const key of this.#timesMs.keys()) {
      if (Math.floor(key / INSTRUMENTS_PER_STRATEGY) !== strategyIndex) continue;
      rows.push({ strategyIndex, instrumentIndex: key % INSTRUMENTS_PER_STRATEGY, timesMs: [] });
      this.#timesMs.delete(key);
    }
    return rows;
  }

  restore(rows: readonly RoundTripsRow[]): void {
    for (const { strategyIndex, instrumentIndex, timesMs } of rows) {
      if (timesMs.length === 0) continue;
      this.#timesMs.set(strategyIndex * INSTRUMENTS_PER_STRATEGY + instrumentIndex, [...timesMs]);
    }
  }
}
