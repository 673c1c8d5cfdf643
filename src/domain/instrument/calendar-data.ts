/** What the session calendar is told: plain values, one entry per year, read from `config/calendars` and sent to any thread. */
import type { SessionSegment } from './instrument.ts';
import type { DateKey } from './ist-date.ts';

/** Hours of one segment in minutes after 00:00 IST. */
export interface TradingHours {
  /** Continuous trading (for an index: dissemination) begins; the first minute inside. */
  readonly openMinute: number;
  /** Continuous trading ends; the first minute outside. */
  readonly closeMinute: number;
  /** The closing auction has matched; equals `closeMinute` where there is none. */
  readonly auctionCloseMinute: number;
  /** The broker closes intraday positions itself from here on; null where it has not said when. */
  readonly squareOffMinute: number | null;
}

export type SegmentHours = Readonly<Record<SessionSegment, TradingHours>>;

/** Regular hours from `from` on, until the next regime of the year: of the exchange and of the broker's square-off. */
interface HoursRegime {
  readonly from: DateKey;
  readonly hours: SegmentHours;
}

interface Holiday {
  readonly date: DateKey;
  readonly name: string;
}

/** A session on a day that is otherwise closed. `unknown`: announced, times not published; nothing may trade. */
export interface SpecialSession {
  readonly date: DateKey;
  readonly name: string;
  readonly hours: SegmentHours | 'regular' | 'unknown';
}

/** One year of one exchange. The first regime starts on 1 January; no date is both a holiday and a special session. */
export interface CalendarYear {
  readonly year: number;
  readonly regimes: readonly HoursRegime[];
  readonly holidays: readonly Holiday[];
  readonly specialSessions: readonly SpecialSession[];
}

export interface CalendarData {
  readonly years: readonly CalendarYear[];
}
