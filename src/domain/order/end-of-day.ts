/** Carries the end of the day into the order core: flattens what `EodSchedule` says is due, and ends entries before it (SE-03, SE-04). */
import type { FlatSchedule } from '../instrument/flat-schedule.ts';
import { type Instrument, SESSION_SEGMENTS } from '../instrument/instrument.ts';
import { DAY_MS, istDateKey, istDay, istMidnightMs } from '../instrument/ist-date.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { type EodDue, EodSchedule } from '../session/eod-schedule.ts';
import type { FlattenScope } from './flatten-row.ts';
import type { OrderDesk } from './order-desk.ts';

export class EndOfDay {
  readonly #desk: OrderDesk;
  readonly #instruments: readonly Instrument[];
  readonly #flat: FlatSchedule;
  readonly #schedule: EodSchedule;

  constructor(
    desk: OrderDesk,
    instruments: readonly Instrument[],
    days: { readonly flat: FlatSchedule; readonly record: RecordRow },
  ) {
    this.#desk = desk;
    this.#instruments = instruments;
    this.#flat = days.flat;
    this.#schedule = new EodSchedule(days.flat, days.record);
  }

  restore(image: StateImage): void {
    this.#schedule.restore(image);
  }

  /** No entry of the instrument may be sent any more today. */
  isOver(instrument: Instrument): boolean {
    const { timeMs } = this.#desk;
    return timeMs >= this.#flat.lastEntryMs(instrument.segment, timeMs, instrument.expiry);
  }

  /** Calls `flatten` for what became due, once per date, however late it is. */
  check(flatten: (scope: FlattenScope) => void): void {
    const { timeMs } = this.#desk;
    if (timeMs === 0) return;
    for (const due of this.#schedule.onTimer(timeMs)) this.#flattenDue(due, flatten);
    this.#wakeAtNext(timeMs);
  }

  #flattenDue(due: EodDue, flatten: (scope: FlattenScope) => void): void {
    if (!due.isExpiring) {
      flatten({ scope: 'segment', at: SESSION_SEGMENTS.indexOf(due.segment) });
      return;
    }
    for (const { index, segment, expiry } of this.#instruments) {
      const isDue = segment === due.segment && expiry === due.dateKey;
      if (isDue) flatten({ scope: 'instrument', at: index });
    }
  }

  #wakeAtNext(timeMs: number): void {
    this.#desk.wakeAt(istMidnightMs(istDay(timeMs)) + DAY_MS);
    const today = istDateKey(timeMs);
    for (const segment of SESSION_SEGMENTS) {
      for (const expiry of ['', today]) {
        const dueMs = this.#flat.flatByMs(segment, timeMs, expiry);
        if (dueMs > timeMs) this.#desk.wakeAt(dueMs);
      }
    }
  }
}
