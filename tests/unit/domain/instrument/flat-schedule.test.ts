/** Flat times over the calendars of `config/calendars`, date by date. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { calendarSchema } from '../../../../src/contract/calendar.ts';
import {
  FlatSchedule,
  type FlatSettings,
} from '../../../../src/domain/instrument/flat-schedule.ts';
import {
  SESSION_SEGMENTS,
  type SessionSegment,
} from '../../../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';

const ROOT = new URL('../../../../', import.meta.url);
const MINUTE = 60_000;
const SETTINGS: FlatSettings = {
  closeMarginMs: 5 * MINUTE,
  squareOffMarginMs: 3 * MINUTE,
  unstatedSquareOffMs: 15 * MINUTE,
  expiryLeadMs: 30 * MINUTE,
  entryCutoffMs: 10 * MINUTE,
};
const NO_MARGINS: FlatSettings = {
  closeMarginMs: 0,
  squareOffMarginMs: 0,
  unstatedSquareOffMs: 0,
  expiryLeadMs: 0,
  entryCutoffMs: 0,
};
const hostZone = process.env['TZ'];

function calendar(): SessionCalendar {
  const years = [2023, 2025, 2026].map((year) =>
    parse(readFileSync(new URL(`config/calendars/nse-${year}.yaml`, ROOT), 'utf8')),
  );
  return new SessionCalendar(calendarSchema.parse({ years }));
}

const at = (date: string, time: string) => Date.parse(`${date}T${time}:00+05:30`);
const flat = new FlatSchedule(calendar(), SETTINGS);

/** `HH:MM` IST. */
function clockOf(epochMs: number): string {
  return new Date(epochMs + 330 * MINUTE).toISOString().slice(11, 16);
}

afterEach(() => {
  if (hostZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = hostZone;
});

describe('the flat schedule', () => {
  it.each([
    // Before the closing auction: everything to 15:30, squared off at 15:15 and 15:20.
    ['2026-07-31', 'cash', '15:12'],
    ['2026-07-31', 'cash_cas', '15:12'],
    ['2026-07-31', 'derivatives', '15:17'],
    // Since the closing auction: auction stocks stop at 15:15 and are squared off at 15:10.
    ['2026-08-03', 'cash', '15:12'],
    ['2026-08-03', 'cash_cas', '15:07'],
    ['2026-08-03', 'derivatives', '15:17'],
    // The Sunday budget session keeps regular hours.
    ['2026-02-01', 'cash', '15:12'],
    ['2026-02-01', 'derivatives', '15:17'],
    // Muhurat 13:45–14:45 and, in the evening, 18:15–19:15: nobody announced a square-off.
    ['2025-10-21', 'cash_cas', '14:27'],
    ['2025-10-21', 'derivatives', '14:27'],
    ['2023-11-12', 'cash', '18:57'],
  ] as const)('SE-02 on %s %s is flat by %s', (date, segment, expected) => {
    const noonMs = at(date, '12:00');
    const flatByMs = flat.flatByMs(segment, noonMs);
    expect(clockOf(flatByMs)).toBe(expected);
    expect(flatByMs).toBe(at(date, expected));
  });

  it('SE-02 15:25 stays the deadline however late a segment closes', () => {
    const late = new FlatSchedule(calendar(), { ...NO_MARGINS });
    expect(clockOf(late.flatByMs('index', at('2026-08-03', '10:00')))).toBe('15:25');
    expect(clockOf(late.flatByMs('cash_cas', at('2026-08-03', '10:00')))).toBe('15:10');
    expect(clockOf(late.flatByMs('cash', at('2023-11-12', '10:00')))).toBe('19:15');
  });

  it.each([
    ['a holiday', '2026-11-24'],
    ['a weekend', '2026-11-21'],
    ['a Muhurat session whose hour is not published', '2026-11-08'],
    ['a year without data', '2027-01-04'],
  ])('SE-07 on %s everything is flat from the first moment and nothing opens', (_what, date) => {
    for (const segment of SESSION_SEGMENTS) {
      for (const time of ['00:00', '09:15', '12:00', '23:59']) {
        expect(flat.flatByMs(segment, at(date, time))).toBe(at(date, '00:00'));
        expect(flat.isEntryAllowed(segment, at(date, time))).toBe(false);
      }
    }
  });

  it('SE-03 entries begin with the session and end the cutoff before flat', () => {
    const date = '2026-08-03';
    expect(clockOf(flat.lastEntryMs('cash_cas', at(date, '10:00')))).toBe('14:57');
    const cases: readonly [string, boolean][] = [
      ['09:14', false],
      ['09:15', true],
      ['14:56', true],
      ['14:57', false],
      ['15:07', false],
      ['16:00', false],
    ];
    for (const [time, isAllowed] of cases) {
      expect([time, flat.isEntryAllowed('cash_cas', at(date, time))]).toEqual([time, isAllowed]);
    }
    expect(flat.isEntryAllowed('derivatives', at(date, '15:06'))).toBe(true);
    expect(flat.isEntryAllowed('derivatives', at(date, '15:07'))).toBe(false);
  });

  it('contracts that expire today are flat earlier, expired ones at once, others as usual', () => {
    const nowMs = at('2026-11-19', '10:00');
    const flatOf = (expiry: string) => clockOf(flat.flatByMs('derivatives', nowMs, expiry));
    expect(flatOf('2026-11-19')).toBe('14:47');
    expect(flatOf('2026-11-23')).toBe('15:17');
    expect(flatOf('2026-11-18')).toBe('00:00');
    expect(flat.isEntryAllowed('derivatives', at('2026-11-19', '14:36'), '2026-11-19')).toBe(true);
    expect(flat.isEntryAllowed('derivatives', at('2026-11-19', '14:37'), '2026-11-19')).toBe(false);
    expect(flat.isEntryAllowed('derivatives', nowMs, '2026-11-18')).toBe(false);
  });

  it('follows the date, also backwards', () => {
    const schedule = new FlatSchedule(calendar(), SETTINGS);
    const answers = ['2026-08-03', '2026-07-31', '2026-11-24', '2026-08-03'].map((date) =>
      schedule.flatByMs('cash_cas', at(date, '23:59')),
    );
    expect(answers[0]).toBe(answers[3]);
    expect(answers[1]).toBe(at('2026-07-31', '15:12'));
    expect([
      schedule.kindAt(at('2026-11-24', '05:00')),
      schedule.kindAt(at('2027-01-04', '05:00')),
    ]).toEqual(['holiday', 'unknown']);
  });

  it('has nothing to allow at a time that is no time', () => {
    for (const timeMs of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(flat.flatByMs('cash', timeMs)).toBe(0);
      expect(flat.isEntryAllowed('cash', timeMs)).toBe(false);
    }
    expect(flat.kindAt(Number.NaN)).toBe('unknown');
  });

  it('SE-01 is never flat later than continuous trading ends, on any day of three years', () => {
    const dates = calendar();
    for (const year of [2023, 2025, 2026]) {
      for (let noonMs = at(`${year}-01-01`, '12:00'); ; noonMs += 86_400_000) {
        const dateKey = new Date(noonMs).toISOString().slice(0, 10);
        if (!dateKey.startsWith(String(year))) break;
        const { windows } = dates.sessionOn(dateKey);
        for (const segment of SESSION_SEGMENTS as readonly SessionSegment[]) {
          const window = windows[segment];
          const flatByMs = flat.flatByMs(segment, noonMs);
          if (window === null) continue;
          expect(flatByMs).toBeLessThan(window.closeMs);
          expect(flatByMs).toBeGreaterThan(window.openMs);
        }
      }
    }
  });

  it('SE-05 gives the same moments whatever the time zone of the host', () => {
    const dates = ['2025-10-21', '2026-02-01', '2026-03-29', '2026-08-03', '2026-11-01'];
    const answers = ['Asia/Kolkata', 'America/New_York', 'Pacific/Apia'].map((zone) => {
      process.env['TZ'] = zone;
      const here = new FlatSchedule(calendar(), SETTINGS);
      return dates.map((date) =>
        SESSION_SEGMENTS.map((segment) => here.flatByMs(segment, at(date, '00:30'))),
      );
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});
