/** The calendars of `config/calendars` against the independently gathered trading days and hours of the exchange. */
import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { existingDay, istMidnightMs, weekdayOfDay } from '../../src/domain/instrument/ist-date.ts';
import { SessionCalendar } from '../../src/domain/instrument/session-calendar.ts';
import { oracleOf, SKIPPED_WITHOUT_ORACLE } from '../support/oracles.ts';

interface CalendarCase {
  readonly date: string;
  readonly weekday: string;
  readonly is_trading_day: boolean;
  /** The session is a full one. */
  readonly regular_session: boolean;
  readonly kind: string;
  /** `HH:MM` IST; null on a day without trading, or with hours not published. */
  readonly open: string | null;
  /** Of stocks with a closing auction, since there is one. */
  readonly cm_continuous_end: string | null;
  readonly cm_close: string | null;
  readonly fo_close: string | null;
}

const { isPresent, cases } = oracleOf<CalendarCase>('nse_calendar');

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Every other kind of theirs names a special session. */
const KINDS: Readonly<Record<string, string>> = {
  regular: 'trading',
  holiday: 'holiday',
  weekend: 'weekend',
};

function clockOf(dateKey: string, epochMs: number | undefined): string | null {
  if (epochMs === undefined) return null;
  const minute = (epochMs - istMidnightMs(existingDay(dateKey))) / 60_000;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

describe.skipIf(!isPresent)(
  `the session calendar and the exchange's days (${SKIPPED_WITHOUT_ORACLE})`,
  () => {
    const calendar = new SessionCalendar(loadCalendar());

    it('has cases to compare with', () => {
      expect(cases.length).toBeGreaterThan(0);
    });

    it.each(cases)('$date is a day of the same kind with the same hours', (expected) => {
      const { date } = expected;
      const session = calendar.sessionOn(date);
      const { cash_cas: stock, derivatives } = session.windows;
      expect({
        weekday: WEEKDAYS[weekdayOfDay(existingDay(date))],
        kind: session.kind,
        isTradingDay: session.kind === 'trading' || session.kind === 'special',
        open: clockOf(date, stock?.openMs),
        derivativesOpen: clockOf(date, derivatives?.openMs),
        continuousEnd: clockOf(date, stock?.closeMs),
        close: clockOf(date, stock?.auctionCloseMs),
        derivativesClose: clockOf(date, derivatives?.closeMs),
      }).toEqual({
        weekday: expected.weekday,
        kind: KINDS[expected.kind] ?? 'special',
        isTradingDay: expected.is_trading_day,
        open: expected.open,
        derivativesOpen: expected.open,
        continuousEnd: expected.cm_continuous_end,
        close: expected.cm_close,
        derivativesClose: expected.fo_close,
      });
      if (expected.regular_session) expect(clockOf(date, stock?.openMs)).toBe('09:15');
    });
  },
);
