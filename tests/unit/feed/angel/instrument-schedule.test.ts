/** When the scrip master is synced. The calendar is that of 2026: 24 November is a holiday, a Tuesday. */
import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import {
  nextSync,
  type SyncHistory,
  syncDate,
} from '../../../../src/feed/angel/instrument-schedule.ts';

const CALENDAR = new SessionCalendar(loadCalendar());
const NEVER: SyncHistory = { date: '', checkedAtMs: 0, failedAtMs: 0 };

const ist = (text: string) => Date.parse(`${text}:00+05:30`);

function next(now: string, history: Partial<SyncHistory> = {}) {
  const found = nextSync(ist(now), { ...NEVER, ...history }, CALENDAR);
  return found && [found.date, (found.atMs - ist(now)) / 60_000];
}

describe('the daily sync', () => {
  it('is due at 08:30 IST of the session date, and at once for whoever comes later', () => {
    expect(next('2026-11-20T00:10')).toEqual(['2026-11-20', 500]);
    expect(next('2026-11-20T08:30')).toEqual(['2026-11-20', 0]);
    expect(next('2026-11-20T11:00')).toEqual(['2026-11-20', -150]);
  });

  it('is done when the version on disk was checked at 08:30 or later, also after a restart', () => {
    const done = { date: '2026-11-20', checkedAtMs: ist('2026-11-20T08:30') };
    expect(next('2026-11-20T08:31', done)).toEqual(['2026-11-23', 3 * 1440 - 1]);
  });

  it('is still due after a sync by hand before 08:30: the venue may not have written its file yet', () => {
    const early = { date: '2026-11-20', checkedAtMs: ist('2026-11-20T07:59') };
    expect(next('2026-11-20T08:00', early)).toEqual(['2026-11-20', 30]);
    const weekend = { date: '2026-11-23', checkedAtMs: ist('2026-11-21T12:00') };
    expect(next('2026-11-23T09:00', weekend)).toEqual(['2026-11-23', -30]);
  });

  it('is not done on week-ends and holidays, and is on special sessions', () => {
    const friday = { date: '2026-11-20', checkedAtMs: ist('2026-11-20T08:30') };
    expect(next('2026-11-21T09:00', friday)?.[0]).toBe('2026-11-23');
    const monday = { date: '2026-11-23', checkedAtMs: ist('2026-11-23T08:30') };
    expect(next('2026-11-23T12:00', monday)?.[0]).toBe('2026-11-25');
    expect(next('2026-11-24T12:00', monday)?.[0]).toBe('2026-11-25');
    expect(next('2026-01-31T12:00')?.[0]).toBe('2026-02-01');
  });

  it('is tried again five minutes after it failed, until it is done', () => {
    const failedAtMs = ist('2026-11-20T08:31');
    expect(next('2026-11-20T08:32', { failedAtMs })).toEqual(['2026-11-20', 4]);
    expect(next('2026-11-20T08:40', { failedAtMs })).toEqual(['2026-11-20', -4]);
    expect(next('2026-11-23T08:00', { failedAtMs })).toEqual(['2026-11-23', 30]);
  });

  it('has no next time where the calendar ends', () => {
    expect(next('2030-01-01T09:00')).toBeNull();
  });
});

it('a sync is for today, or for the next session date', () => {
  const dates = ['2026-11-20T23:00', '2026-11-21T00:00', '2026-11-24T10:00', '2030-01-01T10:00'];
  expect(dates.map((now) => syncDate(ist(now), CALENDAR))).toEqual([
    '2026-11-20',
    '2026-11-23',
    '2026-11-25',
    '2030-01-01',
  ]);
});
