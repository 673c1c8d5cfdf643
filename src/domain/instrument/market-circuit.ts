/**
 * The market-wide circuit breaker: a fall or rise of NIFTY 50 or SENSEX of 10, 15 or 20 % on its previous close halts every segment.
 * Pure; the risk core owns one, feeds it the ticks of the indices and asks it before an entry.
 *
 * First breach of a level, whichever index is first (nseindia.com, "Index-based market-wide circuit breakers"):
 *
 *   move   before 13:00   13:00–14:00   14:00–14:30   from 14:30
 *   10 %   45 min         15 min        15 min        no halt
 *   15 %   1 h 45 min     45 min        rest of day   rest of day
 *   20 %   rest of day    rest of day   rest of day   rest of day
 *
 * A pre-open auction of 15 minutes follows each halt that ends; nothing trades continuously before it is over.
 */
import { assert } from '../assert.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import type { InstrumentIndex } from './instrument.ts';
import { DAY_MS, istDay, istMidnightMs, MINUTE_MS } from './ist-date.ts';
import { MARKET_CIRCUIT } from './rows.ts';

const REST_OF_DAY = Number.POSITIVE_INFINITY;
const PRE_OPEN_MINUTES = 15;

/** The rows of the table: minutes of halt by `HALT_FROM_MINUTES`. */
const LEVELS: readonly { readonly percent: number; readonly haltMinutes: readonly number[] }[] = [
  { percent: 10, haltMinutes: [45, 15, 15, 0] },
  { percent: 15, haltMinutes: [105, 45, REST_OF_DAY, REST_OF_DAY] },
  { percent: 20, haltMinutes: [REST_OF_DAY, REST_OF_DAY, REST_OF_DAY, REST_OF_DAY] },
];

/** The columns of the table, minutes after 00:00 IST. */
const HALT_FROM_MINUTES = [0, 13 * 60, 14 * 60, 14 * 60 + 30] as const;

/** What the risk gates ask. */
export interface MarketHalt {
  isMarketHalted(timeMs: number): boolean;
}

export class MarketCircuit implements MarketHalt {
  readonly #record: RecordRow;
  /** Previous close in paise by instrument index of the indices that count. */
  readonly #previousClosePaise = new Map<InstrumentIndex, number>();
  #day = 0;
  /** Levels breached on `#day`: 0 to 3. */
  #breached = 0;
  #haltedUntilMs = 0;

  constructor(record: RecordRow) {
    this.#record = record;
  }

  /** Declares an index that counts, or its close of the day before; without one its ticks say nothing. */
  setPreviousClose(index: InstrumentIndex, paise: number): void {
    assert(paise > 0, 'the previous close of an index is a price');
    this.#previousClosePaise.set(index, paise);
  }

  /** False while no index has a previous close: the breaker is blind then, and an operator should know. */
  get isWatching(): boolean {
    return this.#previousClosePaise.size > 0;
  }

  /** Levels breached on the day of the newest breach: 0 to 3. */
  get breachedLevels(): number {
    return this.#breached;
  }

  /** A tick of any instrument; those of other instruments and of days that are over are ignored. Allocates on a breach only. */
  onTick(at: InstrumentIndex, lastPaise: number, timeMs: number): void {
    const previousPaise = this.#previousClosePaise.get(at);
    if (previousPaise === undefined || !(lastPaise > 0)) return;
    const day = istDay(timeMs);
    if (day < this.#day) return;
    const breachedBefore = day === this.#day ? this.#breached : 0;
    const breached = levelsOf(Math.abs(lastPaise - previousPaise), previousPaise);
    if (breached <= breachedBefore) return;
    this.#breach(breached, day, timeMs);
  }

  isMarketHalted(timeMs: number): boolean {
    return timeMs < this.#haltedUntilMs && istDay(timeMs) === this.#day;
  }

  restore(image: StateImage): void {
    for (const row of image.rows(MARKET_CIRCUIT)) {
      this.#day = row.day;
      this.#breached = row.breachedLevels;
      this.#haltedUntilMs = row.haltedUntilMs;
    }
  }

  #breach(breached: number, day: number, timeMs: number): void {
    const level = LEVELS[breached - 1];
    assert(level !== undefined, 'a breach names a level of the table');
    const midnightMs = istMidnightMs(day);
    const minute = (timeMs - midnightMs) / MINUTE_MS;
    let haltMinutes = 0;
    for (const [column, fromMinute] of HALT_FROM_MINUTES.entries()) {
      if (minute >= fromMinute) haltMinutes = level.haltMinutes[column] ?? REST_OF_DAY;
    }
    const untilMs =
      haltMinutes === 0
        ? 0
        : Math.min(midnightMs + DAY_MS, timeMs + (haltMinutes + PRE_OPEN_MINUTES) * MINUTE_MS);
    this.#haltedUntilMs = day === this.#day ? Math.max(this.#haltedUntilMs, untilMs) : untilMs;
    this.#day = day;
    this.#breached = breached;
    this.#record(MARKET_CIRCUIT, {
      day,
      breachedLevels: breached,
      haltedUntilMs: this.#haltedUntilMs,
    });
  }
}

/** How many levels a move of `movePaise` has reached. */
function levelsOf(movePaise: number, previousPaise: number): number {
  let reached = 0;
  for (const { percent } of LEVELS) {
    if (movePaise * 100 >= previousPaise * percent) reached += 1;
  }
  return reached;
}
