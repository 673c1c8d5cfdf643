/** Which hours each segment trades on which date. Pure: the answer depends on the calendar data alone; any thread may own one. */
import { assert } from '../assert.ts';
import type {
  CalendarData,
  CalendarYear,
  SegmentHours,
  SpecialSession,
  TradingHours,
} from './calendar-data.ts';
import type { SessionSegment } from './instrument.ts';
import { type DateKey, existingDay, istMidnightMs, MINUTE_MS, weekdayOfDay } from './ist-date.ts';
import { type SessionWindow, SessionWindows } from './session-windows.ts';

/** `unknown`: there is no data for the year. Nothing is open on such a date, and nothing may be armed (SE-07). */
export type SessionKind = 'trading' | 'holiday' | 'weekend' | 'special' | 'unknown';

export interface Session {
  readonly dateKey: DateKey;
  readonly kind: SessionKind;
  /** Name of the holiday or special session; '' otherwise. */
  readonly name: string;
  /** Null: no hours, or hours not published; the segment is not tradable. */
  readonly windows: Readonly<Record<SessionSegment, SessionWindow | null>>;
}

const DAY_MINUTES = 24 * 60;

const CLOSED: Session['windows'] = Object.freeze({
  index: null,
  cash: null,
  cash_cas: null,
  derivatives: null,
});

export class SessionCalendar {
  readonly #years = new Map<string, CalendarYear>();
  readonly #holidayNames = new Map<DateKey, string>();
  readonly #specialSessions = new Map<DateKey, SpecialSession>();

  constructor(data: CalendarData) {
    for (const year of data.years) {
      const key = String(year.year);
      assert(!this.#years.has(key), `the calendar has one entry per year; ${key} occurs twice`);
      this.#years.set(key, year);
      for (const holiday of year.holidays) this.#holidayNames.set(holiday.date, holiday.name);
      for (const special of year.specialSessions) this.#specialSessions.set(special.date, special);
    }
  }

  /** The session of a date. A special session stands above weekend and holiday; a holiday stands above weekend. */
  sessionOn(dateKey: DateKey): Session {
    const day = existingDay(dateKey);
    const year = this.#years.get(dateKey.slice(0, 4));
    if (year === undefined) return { dateKey, kind: 'unknown', name: '', windows: CLOSED };
    const special = this.#specialSessions.get(dateKey);
    if (special !== undefined) {
      const windows = windowsOn(day, specialHours(special, year));
      return { dateKey, kind: 'special', name: special.name, windows };
    }
    const name = this.#holidayNames.get(dateKey);
    if (name !== undefined) return { dateKey, kind: 'holiday', name, windows: CLOSED };
    const weekday = weekdayOfDay(day);
    if (weekday === 0 || weekday === 6) {
      return { dateKey, kind: 'weekend', name: '', windows: CLOSED };
    }
    return {
      dateKey,
      kind: 'trading',
      name: '',
      windows: windowsOn(day, regularHours(year, dateKey)),
    };
  }

  /** The hot-path form of `sessionOn`. */
  windowsOn(dateKey: DateKey): SessionWindows {
    return new SessionWindows(dateKey, this.sessionOn(dateKey).windows);
  }
}

function specialHours(special: SpecialSession, year: CalendarYear): SegmentHours | null {
  if (special.hours === 'unknown') return null;
  return special.hours === 'regular' ? regularHours(year, special.date) : special.hours;
}

/** Hours of the last regime that began on or before the date; null when the data names none. */
function regularHours(year: CalendarYear, dateKey: DateKey): SegmentHours | null {
  let hours: SegmentHours | null = null;
  let from = '';
  for (const regime of year.regimes) {
    if (regime.from > dateKey || regime.from < from) continue;
    from = regime.from;
    hours = regime.hours;
  }
  return hours;
}

function windowsOn(day: number, hours: SegmentHours | null): Session['windows'] {
  if (hours === null) return CLOSED;
  const midnightMs = istMidnightMs(day);
  return {
    index: windowOf(midnightMs, hours.index),
    cash: windowOf(midnightMs, hours.cash),
    cash_cas: windowOf(midnightMs, hours.cash_cas),
    derivatives: windowOf(midnightMs, hours.derivatives),
  };
}

function windowOf(midnightMs: number, hours: TradingHours): SessionWindow {
  assert(
    hours.openMinute >= 0 && hours.auctionCloseMinute <= DAY_MINUTES,
    'SE-05 the hours of a date are minutes of its Indian day',
  );
  return {
    openMs: midnightMs + hours.openMinute * MINUTE_MS,
    closeMs: midnightMs + hours.closeMinute * MINUTE_MS,
    auctionCloseMs: midnightMs + hours.auctionCloseMinute * MINUTE_MS,
    squareOffMs:
      hours.squareOffMinute === null ? null : midnightMs + hours.squareOffMinute * MINUTE_MS,
  };
}
