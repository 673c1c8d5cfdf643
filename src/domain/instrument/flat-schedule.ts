/**
 * When intraday positions of a segment must be flat on a date, and until when they may be opened. Pure; the risk and the order core own
 * one each.
 *
 *   flatBy = min(15:25 IST, continuous close − margin, broker's square-off − margin), earlier again for contracts that expire that day
 *   entries: from the open until flatBy − cutoff
 *
 * A date without hours is flat from its first moment: whatever is open is closed at once, and nothing is opened.
 */
import { f64At } from '../cells.ts';
import { SESSION_SEGMENTS, type SessionSegment } from './instrument.ts';
import { DAY_MS, type DateKey, istDateKey, istDay, istMidnightMs, MINUTE_MS } from './ist-date.ts';
import type { SessionCalendar, SessionKind } from './session-calendar.ts';
import { SEGMENT_INDEX, type SessionWindow } from './session-windows.ts';

/** Milliseconds; each 0 or more. */
export interface FlatSettings {
  /** Flat this long before continuous trading ends. */
  readonly closeMarginMs: number;
  /** Flat this long before the broker squares off. */
  readonly squareOffMarginMs: number;
  /** Where the broker has not said when it squares off, it is taken to do so this long before the close. */
  readonly unstatedSquareOffMs: number;
  /** Contracts are flat this much earlier on the day on which they expire. */
  readonly expiryLeadMs: number;
  /** Entries end this long before a segment must be flat (SE-03). */
  readonly entryCutoffMs: number;
}

/** The latest moment for every intraday position that can still trade (SE-02), 15:25 IST. Evening sessions open after it. */
const DEADLINE_AFTER_MIDNIGHT_MS = (15 * 60 + 25) * MINUTE_MS;

export class FlatSchedule {
  readonly #calendar: SessionCalendar;
  readonly #settings: FlatSettings;
  /** By segment index, epoch milliseconds; Infinity where the segment does not trade. */
  readonly #openMs = new Float64Array(SESSION_SEGMENTS.length);
  readonly #flatByMs = new Float64Array(SESSION_SEGMENTS.length);
  #dateKey: DateKey = '';
  #kind: SessionKind = 'unknown';
  #dayStartMs = 0;
  #dayEndMs = 0;

  constructor(calendar: SessionCalendar, settings: FlatSettings) {
    this.#calendar = calendar;
    this.#settings = settings;
  }

  /**
   * The moment from which positions of `segment` must be flat, on the Indian date that contains `timeMs`; the start of that date where
   * the segment has no hours, 0 for a time that is not finite. `expiry` is the instrument's, '' when it has none. Allocates on the first
   * call of a date only.
   */
  flatByMs(segment: SessionSegment, timeMs: number, expiry: DateKey | '' = ''): number {
    if (!this.#enter(timeMs)) return 0;
    const flatByMs = f64At(this.#flatByMs, SEGMENT_INDEX[segment]);
    if (expiry === '' || expiry > this.#dateKey) return flatByMs;
    if (expiry < this.#dateKey) return this.#dayStartMs;
    return Math.max(this.#dayStartMs, flatByMs - this.#settings.expiryLeadMs);
  }

  /** The first moment from which nothing may be opened (SE-03): `flatByMs` minus the cutoff. */
  lastEntryMs(segment: SessionSegment, timeMs: number, expiry: DateKey | '' = ''): number {
    return this.flatByMs(segment, timeMs, expiry) - this.#settings.entryCutoffMs;
  }

  /** Open, and before `lastEntryMs`. False on dates and for segments without hours. */
  isEntryAllowed(segment: SessionSegment, timeMs: number, expiry: DateKey | '' = ''): boolean {
    return (
      this.#enter(timeMs) &&
      timeMs >= f64At(this.#openMs, SEGMENT_INDEX[segment]) &&
      timeMs < this.lastEntryMs(segment, timeMs, expiry)
    );
  }

  /** Kind of the date that contains `timeMs`, which must be finite. */
  kindAt(timeMs: number): SessionKind {
    return this.#enter(timeMs) ? this.#kind : 'unknown';
  }

  /** False for a time that is not finite. */
  #enter(timeMs: number): boolean {
    if (timeMs >= this.#dayStartMs && timeMs < this.#dayEndMs) return true;
    if (!Number.isFinite(timeMs)) return false;
    this.#dayStartMs = istMidnightMs(istDay(timeMs));
    this.#dayEndMs = this.#dayStartMs + DAY_MS;
    this.#dateKey = istDateKey(timeMs);
    const { kind, windows } = this.#calendar.sessionOn(this.#dateKey);
    this.#kind = kind;
    for (const segment of SESSION_SEGMENTS) {
      const at = SEGMENT_INDEX[segment];
      const window = windows[segment];
      this.#openMs[at] = window === null ? Number.POSITIVE_INFINITY : window.openMs;
      this.#flatByMs[at] = window === null ? this.#dayStartMs : this.#flatByOf(window);
    }
    return true;
  }

  #flatByOf(window: SessionWindow): number {
    const { closeMarginMs, squareOffMarginMs, unstatedSquareOffMs } = this.#settings;
    const squareOffMs = window.squareOffMs ?? window.closeMs - unstatedSquareOffMs;
    const flatByMs = Math.min(window.closeMs - closeMarginMs, squareOffMs - squareOffMarginMs);
    const deadlineMs = this.#dayStartMs + DEADLINE_AFTER_MIDNIGHT_MS;
    const isBounded = window.openMs < deadlineMs;
    return Math.max(this.#dayStartMs, isBounded ? Math.min(deadlineMs, flatByMs) : flatByMs);
  }
}
