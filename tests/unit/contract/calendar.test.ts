/** What the calendar schema refuses; the files in `config/calendars` are read by the session calendar's tests. */
import { describe, expect, test } from 'vitest';
import { calendarSchema, calendarYearSchema } from '../../../src/contract/calendar.ts';

const HOURS = { open: '09:15', close: '15:30' };
const TRADED = { ...HOURS, squareOff: '15:15' };
const SEGMENTS = { index: HOURS, cash: TRADED, cash_cas: TRADED, derivatives: TRADED };

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
              cash_cas: { ...TRADED, close: '15:15', auctionClose: '15:35', squareOff: '15:10' },
            },
          },
        ],
      }),
    );
    expect(parsed.regimes[0]?.hours.cash_cas).toEqual({
      openMinute: 555,
      closeMinute: 915,
      auctionCloseMinute: 935,
      squareOffMinute: 910,
    });
    expect(parsed.regimes[0]?.hours.index.squareOffMinute).toBeNull();
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
          {
            from: '2030-01-01',
            hours: { ...SEGMENTS, cash: { ...TRADED, open: '15:30', close: '09:15' } },
          },
        ],
      },
      'open before it closes',
    ],
    [
      'a time that is no time',
      {
        regimes: [
          { from: '2030-01-01', hours: { ...SEGMENTS, cash: { ...TRADED, open: '9:15' } } },
        ],
      },
      'HH:MM',
    ],
    [
      'a regime that does not say when the broker squares off',
      { regimes: [{ from: '2030-01-01', hours: { ...SEGMENTS, derivatives: HOURS } }] },
      'the regime of 2030-01-01 must say when the broker squares off derivatives',
    ],
    [
      'a square-off before the open',
      {
        regimes: [
          { from: '2030-01-01', hours: { ...SEGMENTS, cash: { ...TRADED, squareOff: '09:15' } } },
        ],
      },
      'open before the broker squares off',
    ],
    ['a key it does not know', { holiday: [] }, 'Unrecognized key'],
  ])('refuses %s', (_what, changes, sentence) => {
    expect(problemsOf(year())).toBe('');
    expect(problemsOf(year(changes))).toContain(sentence);
  });

  test('a special session need not say when the broker squares off', () => {
    const hours = { index: HOURS, cash: HOURS, cash_cas: HOURS, derivatives: HOURS };
    const specialSessions = [{ date: '2030-10-26', name: 'Muhurat', hours }];
    expect(problemsOf(year({ specialSessions }))).toBe('');
  });

  test('refuses two entries for one year', () => {
    expect(calendarSchema.safeParse({ years: [year()] }).success).toBe(true);
    expect(calendarSchema.safeParse({ years: [year(), year()] }).success).toBe(false);
  });
});
