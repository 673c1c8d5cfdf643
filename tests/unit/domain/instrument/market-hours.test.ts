import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { CalendarHours } from '../../../../src/domain/instrument/market-hours.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';

/** Epoch milliseconds of an IST wall time. */
const ist = (text: string) => Date.parse(`${text}+05:30`);

describe('CalendarHours', () => {
  const hours = new CalendarHours(new SessionCalendar(loadCalendar()));

  it('knows the hours of each segment on an ordinary day of the closing-auction regime', () => {
    expect(hours.isOpen('cash_cas', ist('2026-11-19T09:14:59.999'))).toBe(false);
    expect(hours.isOpen('cash_cas', ist('2026-11-19T09:15:00'))).toBe(true);
    expect(hours.isOpen('cash_cas', ist('2026-11-19T15:15:00'))).toBe(false);
    expect(hours.isOpen('cash', ist('2026-11-19T15:20:00'))).toBe(true);
    expect(hours.isOpen('derivatives', ist('2026-11-19T15:39:59'))).toBe(true);
  });

  it('follows the date back and forth', () => {
    expect(hours.isOpen('cash', ist('2026-11-21T10:00:00'))).toBe(false);
    expect(hours.isOpen('cash', ist('2026-11-20T10:00:00'))).toBe(true);
    expect(hours.isOpen('cash', ist('2026-11-24T10:00:00'))).toBe(false);
    expect(hours.isOpen('cash_cas', ist('2026-07-31T15:20:00'))).toBe(true);
  });

  it('knows when the continuous hours and the closing auction of the date end', () => {
    const noon = ist('2026-11-19T12:00:00');
    expect(hours.closeMs('cash_cas', noon)).toBe(ist('2026-11-19T15:15:00'));
    expect(hours.auctionCloseMs('cash_cas', noon)).toBe(ist('2026-11-19T15:35:00'));
    expect(hours.closeMs('derivatives', noon)).toBe(ist('2026-11-19T15:40:00'));
    expect(hours.auctionCloseMs('derivatives', noon)).toBe(ist('2026-11-19T15:40:00'));
    expect(hours.closeMs('cash_cas', ist('2026-07-31T23:59:59'))).toBe(ist('2026-07-31T15:30:00'));
  });

  it('knows no end on a date without trading, or when the time is not known', () => {
    for (const timeMs of [ist('2026-11-21T10:00:00'), ist('2030-01-02T10:00:00'), Number.NaN]) {
      expect(hours.closeMs('cash', timeMs)).toBe(Number.NEGATIVE_INFINITY);
      expect(hours.auctionCloseMs('cash', timeMs)).toBe(Number.NEGATIVE_INFINITY);
    }
  });

  it('is closed in a year without a calendar, and when the time is not known', () => {
    expect(hours.isOpen('cash', ist('2030-01-02T10:00:00'))).toBe(false);
    expect(hours.isOpen('cash', Number.POSITIVE_INFINITY)).toBe(false);
    expect(hours.isOpen('cash', Number.NaN)).toBe(false);
  });
});
