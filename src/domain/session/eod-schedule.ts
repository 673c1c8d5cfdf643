/**
 * Says once per date and segment that everything intraday must now be flat (SE-04): also when the process starts after the time, and
 * never again after the clock stepped back (SE-06). Pure; the order core owns one.
 */
import { assert } from '../assert.ts';
import type { FlatSchedule } from '../instrument/flat-schedule.ts';
import type { SessionSegment } from '../instrument/instrument.ts';
import { type DateKey, istDateKey, istDay } from '../instrument/ist-date.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { EOD, EOD_NAMES, type EodName } from './rows.ts';

export interface EodDue {
  readonly segment: SessionSegment;
  /** Only instruments whose expiry is `dateKey`. */
  readonly isExpiring: boolean;
  readonly dateKey: DateKey;
}

/** A clock that jumps ahead and back meets at most this many dates it already served. */
const DAYS_KEPT = 8;

const NOTHING_DUE: readonly EodDue[] = [];

export class EodSchedule {
  readonly #flat: FlatSchedule;
  readonly #record: RecordRow;
  /** Days on which each schedule fired. Not just the newest: one step ahead must not silence the days between. */
  readonly #days = new Map<EodName, readonly number[]>();
  #finishedDay = Number.NaN;

  constructor(flat: FlatSchedule, record: RecordRow) {
    this.#flat = flat;
    this.#record = record;
  }

  /**
   * What became due by `timeMs`, each once; recorded before it is returned. The receiver flattens, and keeps that it does: after a restart
   * the same date is not due again. Nothing is due on holidays and weekends; on a date the calendar does not know everything is at once.
   */
  onTimer(timeMs: number): readonly EodDue[] {
    if (!Number.isFinite(timeMs)) return NOTHING_DUE;
    const day = istDay(timeMs);
    if (day === this.#finishedDay) return NOTHING_DUE;
    const kind = this.#flat.kindAt(timeMs);
    if (kind === 'holiday' || kind === 'weekend') return NOTHING_DUE;
    return this.#dueOn(day, timeMs);
  }

  /** Has this date's run of the segment been asked for? */
  hasFired(name: EodName, timeMs: number): boolean {
    return this.#daysOf(name).includes(istDay(timeMs));
  }

  restore(image: StateImage): void {
    for (const { schedule, days } of image.rows(EOD)) this.#days.set(schedule, days);
    this.#finishedDay = Number.NaN;
  }

  #dueOn(day: number, timeMs: number): readonly EodDue[] {
    const dateKey = istDateKey(timeMs);
    let due: EodDue[] | null = null;
    let fired = 0;
    for (const name of EOD_NAMES) {
      const days = this.#daysOf(name);
      if (days.includes(day)) {
        fired += 1;
        continue;
      }
      const isExpiring = name === 'derivatives_expiring';
      const segment: SessionSegment = isExpiring ? 'derivatives' : name;
      if (timeMs < this.#flat.flatByMs(segment, timeMs, isExpiring ? dateKey : '')) continue;
      this.#fire(name, day);
      fired += 1;
      due ??= [];
      due.push({ segment, isExpiring, dateKey });
    }
    if (fired === EOD_NAMES.length) this.#finishedDay = day;
    return due ?? NOTHING_DUE;
  }

  #fire(name: EodName, day: number): void {
    const days = this.#daysOf(name);
    assert(!days.includes(day), 'SE-04 SE-06 a schedule fires once per date, however clocks step');
    const kept = [...days, day].slice(-DAYS_KEPT);
    this.#days.set(name, kept);
    this.#record(EOD, { schedule: name, days: kept });
  }

  #daysOf(name: EodName): readonly number[] {
    return this.#days.get(name) ?? [];
  }
}
