/** Trading hours that follow the calendar from day to day. Pure; each thread that asks owns one. */

import type { SessionSegment } from './instrument.ts';
import { DAY_MS, istDateKey, istDay, istMidnightMs } from './ist-date.ts';
import type { Session, SessionCalendar } from './session-calendar.ts';
import { type SessionWindow, SessionWindows } from './session-windows.ts';

export class CalendarHours {
  readonly #calendar: SessionCalendar;
  #windows = new SessionWindows('', null);
  #session: Session | null = null;
  #dayStartMs = 0;
  #dayEndMs = 0;

  constructor(calendar: SessionCalendar) {
    this.#calendar = calendar;
  }

  /** Is `segment` in its continuous hours at `timeMs`, epoch milliseconds? False on dates the calendar does not know. */
  isOpen(segment: SessionSegment, timeMs: number): boolean {
    return this.#knows(timeMs) && this.#windows.isOpen(segment, timeMs);
  }

  /**
   * End of the continuous hours of `segment` on the Indian date of `timeMs`, epoch milliseconds, the first moment outside; -Infinity
   * on a date on which it does not trade.
   */
  closeMs(segment: SessionSegment, timeMs: number): number {
    return this.#window(segment, timeMs)?.closeMs ?? Number.NEGATIVE_INFINITY;
  }

  /** When the closing auction of that date has matched; equals `closeMs` where there is none. */
  auctionCloseMs(segment: SessionSegment, timeMs: number): number {
    return this.#window(segment, timeMs)?.auctionCloseMs ?? Number.NEGATIVE_INFINITY;
  }

  #window(segment: SessionSegment, timeMs: number): SessionWindow | null {
    return this.#knows(timeMs) ? (this.#session?.windows[segment] ?? null) : null;
  }

  /** Makes the day of `timeMs` the current one; false when it is no time. */
  #knows(timeMs: number): boolean {
    if (!Number.isFinite(timeMs)) return false;
    if (timeMs < this.#dayStartMs || timeMs >= this.#dayEndMs) this.#enter(timeMs);
    return true;
  }

  #enter(timeMs: number): void {
    this.#dayStartMs = istMidnightMs(istDay(timeMs));
    this.#dayEndMs = this.#dayStartMs + DAY_MS;
    this.#session = this.#calendar.sessionOn(istDateKey(timeMs));
    this.#windows = new SessionWindows(this.#session.dateKey, this.#session.windows);
  }
}
