/** Trading hours that follow the calendar from day to day. Pure; each thread that asks owns one. */

import type { SessionSegment } from './instrument.ts';
import { DAY_MS, istDateKey, istDay, istMidnightMs } from './ist-date.ts';
import type { SessionCalendar } from './session-calendar.ts';
import { SessionWindows } from './session-windows.ts';

export class CalendarHours {
  readonly #calendar: SessionCalendar;
  #windows = new SessionWindows('', null);
  #dayStartMs = 0;
  #dayEndMs = 0;

  constructor(calendar: SessionCalendar) {
    this.#calendar = calendar;
  }

  /** Is `segment` in its continuous hours at `timeMs`, epoch milliseconds? False on dates the calendar does not know. */
  isOpen(segment: SessionSegment, timeMs: number): boolean {
    if (!Number.isFinite(timeMs)) return false;
    if (timeMs < this.#dayStartMs || timeMs >= this.#dayEndMs) this.#enter(timeMs);
    return this.#windows.isOpen(segment, timeMs);
  }

  #enter(timeMs: number): void {
    this.#dayStartMs = istMidnightMs(istDay(timeMs));
    this.#dayEndMs = this.#dayStartMs + DAY_MS;
    this.#windows = this.#calendar.windowsOn(istDateKey(timeMs));
  }
}
