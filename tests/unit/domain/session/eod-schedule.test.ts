/** End of day over the calendar of 2026, with the margins of the configuration. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { calendarSchema } from '../../../../src/contract/calendar.ts';
import { FlatSchedule } from '../../../../src/domain/instrument/flat-schedule.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { EodSchedule } from '../../../../src/domain/session/eod-schedule.ts';
import { EOD, EOD_NAMES } from '../../../../src/domain/session/rows.ts';
import { RowImage } from '../../../support/row-image.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const FILE = new URL('../../../../config/calendars/nse-2026.yaml', import.meta.url);
const FLAT = new FlatSchedule(
  new SessionCalendar(calendarSchema.parse({ years: [parse(readFileSync(FILE, 'utf8'))] })),
  {
    closeMarginMs: 5 * MINUTE,
    squareOffMarginMs: 3 * MINUTE,
    unstatedSquareOffMs: 15 * MINUTE,
    expiryLeadMs: 30 * MINUTE,
    entryCutoffMs: 10 * MINUTE,
  },
);

const at = (time: string, date = '2026-11-19') => Date.parse(`${date}T${time}+05:30`);

/** Name of each run that `timeMs` made due. */
function run(schedule: EodSchedule, timeMs: number): string[] {
  return schedule
    .onTimer(timeMs)
    .map(({ segment, isExpiring }) => (isExpiring ? `${segment}_expiring` : segment));
}

describe('the end-of-day schedule', () => {
  it('SE-04 fires once per date and segment, each at its own time', () => {
    const image = new RowImage();
    const schedule = new EodSchedule(FLAT, image.record);
    const fired = [
      '14:46:59',
      '14:47:00',
      '15:06:59',
      '15:07:00',
      '15:12:00',
      '15:17:00',
      '15:30:00',
    ].map((time) => run(schedule, at(time)));
    expect(fired).toEqual([
      [],
      ['derivatives_expiring'],
      [],
      ['cash_cas'],
      ['cash'],
      ['derivatives'],
      [],
    ]);
    expect(image.log.length).toBe(4);
    expect(run(schedule, at('15:30:00', '2026-11-20'))).toHaveLength(4);
  });

  it('SE-04 fires all at once when the process starts after the time, and says for which date', () => {
    const schedule = new EodSchedule(FLAT, new RowImage().record);
    const due = schedule.onTimer(at('18:00:00'));
    expect(due.map(({ dateKey }) => dateKey)).toEqual(new Array(4).fill('2026-11-19'));
    expect(schedule.hasFired('cash', at('00:00:00'))).toBe(true);
    expect(schedule.hasFired('cash', at('00:00:00', '2026-11-20'))).toBe(false);
  });

  it('SE-04 does not fire again after a restart on the same date', () => {
    const image = new RowImage();
    run(new EodSchedule(FLAT, image.record), at('15:08:00'));
    const restarted = new EodSchedule(FLAT, image.record);
    restarted.restore(image);
    expect(run(restarted, at('15:08:01'))).toEqual([]);
    expect(run(restarted, at('15:20:00'))).toEqual(['cash', 'derivatives']);
  });

  it('SE-06 never re-fires after the clock stepped back, not even over midnight', () => {
    const schedule = new EodSchedule(FLAT, new RowImage().record);
    expect(run(schedule, at('15:30:00'))).toHaveLength(4);
    expect(run(schedule, at('15:00:00'))).toEqual([]);
    expect(run(schedule, at('15:30:00', '2026-11-20'))).toHaveLength(4);
    expect(run(schedule, at('15:30:00'))).toEqual([]);
    expect(run(schedule, at('15:30:00', '2026-11-20'))).toEqual([]);
  });

  it('a clock that jumped ahead and came back does not silence the days between', () => {
    const schedule = new EodSchedule(FLAT, new RowImage().record);
    expect(run(schedule, at('15:30:00', '2026-12-22'))).toHaveLength(4);
    expect(run(schedule, at('15:30:00'))).toHaveLength(4);
  });

  it('nothing is due on a day that does not trade; on a date nobody knows everything is at once', () => {
    const schedule = new EodSchedule(FLAT, new RowImage().record);
    expect(run(schedule, at('15:30:00', '2026-11-24'))).toEqual([]);
    expect(run(schedule, at('15:30:00', '2026-11-21'))).toEqual([]);
    expect(run(schedule, at('00:00:00', '2027-01-04'))).toHaveLength(4);
    expect(run(schedule, Number.NaN)).toEqual([]);
    expect(run(schedule, Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it('SE-04 SE-06 whatever the clock does and wherever the process restarts, a run happens once', () => {
    const steps = fc.array(
      fc.record({
        minutes: fc.integer({ min: -600, max: 900 }),
        isRestart: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (moves) => {
        const image = new RowImage();
        let schedule = new EodSchedule(FLAT, image.record);
        const seen = new Set<string>();
        const endMs = at('00:00:00') + 6 * DAY;
        let nowMs = at('09:00:00');
        for (const { minutes, isRestart } of moves) {
          nowMs = Math.min(endMs, Math.max(at('00:00:00'), nowMs + minutes * MINUTE));
          if (isRestart) {
            schedule = new EodSchedule(FLAT, image.record);
            schedule.restore(image);
          }
          for (const due of schedule.onTimer(nowMs)) {
            const name = JSON.stringify(due);
            expect(seen.has(name)).toBe(false);
            seen.add(name);
            const expiry = due.isExpiring ? due.dateKey : '';
            expect(nowMs).toBeGreaterThanOrEqual(FLAT.flatByMs(due.segment, nowMs, expiry));
          }
        }
        for (const { days } of image.rows(EOD)) expect(new Set(days).size).toBe(days.length);
        expect(image.rows(EOD).length).toBeLessThanOrEqual(EOD_NAMES.length);
      }),
      { numRuns: 200 },
    );
  });
});
