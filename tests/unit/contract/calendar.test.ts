/** What the calendar schema refuses; the files in `config/calendars` are read by the session calendar's tests. */
import { describe, expect, test } from 'vitest';
import { calendarSchema, calendarYearSchema } from '../../../src/contract/calendar.ts';

const HOURS = { open: '09:15', close: '15:30' };
const SEGMENTS = { index: HOURS, cash: HOURS, cash_cas: HOURS, derivatives: HOURS };

function year(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    year: 2030,
    regimes: [{ from: '2030-01-01', hours: SEGMENTS }],
    holidays: [{ date: '2030-01-26', name: 'Republic Day' }],
    specialSessions: [],
    ...changes,
  };
}

function problemsOf(value: unknown): string {
  const parsed = calendarYearSchema.safeParse(value);
  return parsed.success ? '' : parsed.error.issues.map((issue) => issue.message).join('; ');
}

describe('calendar schema', () => {
  test('reads times as minutes of the day, and an auction only where one is named', () => {
    const parsed = calendarYearSchema.parse(
      year({
        regimes: [
          {
            from: '2030-01-01',
            hours: {
              ...SEGMENTS,
              cash_cas: { open: '09:15', close: '15:15', auctionClose: '15:35' },
            },
          },
        ],
      }),
    );
    expect(parsed.regimes[0]?.hours.cash_cas).toEqual({
      openMinute: 555,
      closeMinute: 915,
      auctionCloseMinute: 935,
    });
    expect(parsed.regimes[0]?.hours.cash.auctionCloseMinute).toBe(930);
  });

  test.each([
    [
      'a date that does not exist',
      { holidays: [{ date: '2030-02-30', name: 'x' }] },
      'existing date',
    ],
    ['a date of another year', { holidays: [{ date: '2031-01-01', name: 'x' }] }, 'not in 2030'],
    [
      'a date that is holiday and session at once',
      { specialSessions: [{ date: '2030-01-26', name: 'x', hours: 'regular' }] },
      'listed twice',
    ],
    [
      'a year whose first regime begins late',
      { regimes: [{ from: '2030-02-01', hours: SEGMENTS }] },
      'must begin on 2030-01-01',
    ],
    [
      'regimes out of order',
      {
        regimes: [
          { from: '2030-01-01', hours: SEGMENTS },
          { from: '2030-06-01', hours: SEGMENTS },
          { from: '2030-03-01', hours: SEGMENTS },
        ],
      },
      'in order of date',
    ],
    [
      'hours that close before they open',
      {
        regimes: [
          { from: '2030-01-01', hours: { ...SEGMENTS, cash: { open: '15:30', close: '09:15' } } },
        ],
      },
      'open before it closes',
    ],
    [
      'a time that is no time',
      {
        regimes: [
          { from: '2030-01-01', hours: { ...SEGMENTS, cash: { open: '9:15', close: '15:30' } } },
        ],
      },
      'HH:MM',
    ],
    ['a key it does not know', { holiday: [] }, 'Unrecognized key'],
  ])('refuses %s', (_what, changes, sentence) => {
    expect(problemsOf(year())).toBe('');
    expect(problemsOf(year(changes))).toContain(sentence);
  });

  test('refuses two entries for one year', () => {
    expect(calendarSchema.safeParse({ years: [year()] }).success).toBe(true);
    expect(calendarSchema.safeParse({ years: [year(), year()] }).success).toBe(false);
  });
});
