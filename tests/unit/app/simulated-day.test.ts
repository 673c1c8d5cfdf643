import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../src/app/calendar-loader.ts';
import { chooseDay } from '../../../src/app/simulated-day.ts';

const calendar = loadCalendar();
const simulator = {
  seed: 1,
  speed: 5,
  date: '',
  from: '',
  port: 0,
  bars: '',
};
const ist = (text: string) => Date.parse(`${text}+05:30`);
const choose = (change: Partial<typeof simulator>, leftAtMs: number) =>
  chooseDay({ ...simulator, ...change }, calendar, leftAtMs);

describe('the simulated day of a start', () => {
  it('is as the settings say while the journal is new', () => {
    expect(choose({}, 0)).toEqual({ simulator, isBehindJournal: false });
  });

  it('goes on where the journal left it', () => {
    const { simulator: next, isBehindJournal } = choose({}, ist('2026-11-19T10:41:07.250'));
    expect(next).toMatchObject({ date: '2026-11-19', from: '10:41:07' });
    expect(isBehindJournal).toBe(false);
  });

  it('is the next trading day once everything has closed, over weekends and holidays', () => {
    expect(choose({}, ist('2026-11-19T15:41:00')).simulator).toMatchObject({
      date: '2026-11-20',
      from: '',
    });
    expect(choose({}, ist('2026-11-20T16:00:00')).simulator.date).toBe('2026-11-23');
    expect(choose({}, ist('2026-11-23T16:00:00')).simulator.date).toBe('2026-11-25');
  });

  it('lies behind the journal when an earlier date or time is asked for, or bars are played again', () => {
    const leftAtMs = ist('2026-11-19T10:41:07');
    expect(choose({ date: '2026-11-18' }, leftAtMs).isBehindJournal).toBe(true);
    expect(choose({ date: '2026-11-20' }, leftAtMs).isBehindJournal).toBe(false);
    expect(choose({ date: '2026-11-19' }, leftAtMs)).toMatchObject({
      simulator: { from: '10:41:07' },
      isBehindJournal: false,
    });
    expect(choose({ date: '2026-11-19', from: '09:15:00' }, leftAtMs).isBehindJournal).toBe(true);
    expect(choose({ date: '2026-11-19' }, ist('2026-11-19T15:45:00')).isBehindJournal).toBe(true);
    expect(choose({ bars: 'a.csv' }, leftAtMs).isBehindJournal).toBe(true);
  });

  it('asks for a date where the calendar ends', () => {
    expect(() => choose({}, ist('2026-12-31T16:00:00'))).toThrow(/no trading day after/);
  });
});
