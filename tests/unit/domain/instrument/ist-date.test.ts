/** Dates in India from epoch milliseconds, compared with the platform's own calendar under several host time zones. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  DAY_MS,
  dateKeyOfDay,
  dayOfDateKey,
  existingDay,
  istDateKey,
  istDay,
  istMidnightMs,
  weekdayOfDay,
} from '../../../../src/domain/instrument/ist-date.ts';

const HOST_ZONES = ['Asia/Kolkata', 'America/New_York', 'Pacific/Apia', 'UTC', 'Europe/London'];
const hostZone = process.env['TZ'];

afterEach(() => {
  if (hostZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = hostZone;
});

describe('Indian dates', () => {
  test.each(HOST_ZONES)('SE-05: are those of Asia/Kolkata when the host is in %s', (zone) => {
    process.env['TZ'] = zone;
    const india = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' });
    for (let step = 0; step < 3000; step += 1) {
      const epochMs = 1_700_000_000_000 + step * 29_123_457;
      expect(istDateKey(epochMs)).toBe(india.format(new Date(epochMs)));
    }
  });

  test('SE-05: a day begins at 18:30 UTC, to the millisecond', () => {
    const midnightMs = Date.parse('2026-11-20T18:30:00.000Z');
    expect(istDateKey(midnightMs - 1)).toBe('2026-11-20');
    expect(istDateKey(midnightMs)).toBe('2026-11-21');
    expect(istMidnightMs(istDay(midnightMs))).toBe(midnightMs);
    expect(istDateKey(midnightMs + DAY_MS - 1)).toBe('2026-11-21');
  });

  test('every day of 1970 to 2199 has the date and weekday of the platform calendar', () => {
    const last = Math.floor(Date.UTC(2199, 11, 31) / DAY_MS);
    for (let day = 0; day <= last; day += 1) {
      const date = new Date(day * DAY_MS);
      const key = date.toISOString().slice(0, 10);
      if (dateKeyOfDay(day) !== key) expect(dateKeyOfDay(day)).toBe(key);
      if (dayOfDateKey(key) !== day) expect(dayOfDateKey(key)).toBe(day);
      if (weekdayOfDay(day) !== date.getUTCDay()) {
        expect(weekdayOfDay(day)).toBe(date.getUTCDay());
      }
    }
    expect(dateKeyOfDay(last)).toBe('2199-12-31');
  });

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '1969-12-31', '26-1-1', ''])(
    'refuses %o, which is no date',
    (text) => {
      expect(dayOfDateKey(text)).toBe(-1);
      expect(() => existingDay(text)).toThrow('existing date');
    },
  );
});
