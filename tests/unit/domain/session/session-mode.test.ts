import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { calendarSchema } from '../../../../src/contract/calendar.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { MODE } from '../../../../src/domain/session/rows.ts';
import { SessionMode, sessionEndMs } from '../../../../src/domain/session/session-mode.ts';
import {
  ARM_MS,
  armCommand,
  modeStart,
  SESSION_DATE,
  SESSION_END_MS,
} from '../../../support/mode-evidence.ts';
import { RowImage } from '../../../support/row-image.ts';

const FILE = new URL('../../../../config/calendars/nse-2026.yaml', import.meta.url);
const at = (date: string, time: string) => Date.parse(`${date}T${time}:00+05:30`);

describe('the session mode', () => {
  it('LG-01 records every mode, and a start after LIVE is not LIVE', () => {
    const image = new RowImage();
    const session = new SessionMode(modeStart(), image.record);
    session.run(armCommand());
    expect(image.rows(MODE).map(({ mode }) => mode)).toEqual(['live']);
    const restarted = new SessionMode(modeStart({ openOrders: 1 }), image.record);
    expect(restarted.state.mode).toBe('custody');
    expect(new SessionMode(modeStart(), image.record).state.mode).toBe('paper');
    expect(image.rows(MODE).map(({ mode }) => mode)).toEqual(['paper']);
  });

  it('LG-02 a refused command records nothing and issues nothing', () => {
    const image = new RowImage();
    const session = new SessionMode(modeStart(), image.record);
    const before = session.state;
    expect(session.run(armCommand({ isKilled: true })).refusals).toEqual(['killed']);
    expect([session.state, image.log.length, session.authority.current]).toEqual([before, 1, null]);
  });

  it('LG-03 LG-04 the capability comes with LIVE and shrinks when LIVE ends', () => {
    const session = new SessionMode(modeStart(), new RowImage().record);
    expect([session.allowsEntries, session.authority.current]).toEqual([true, null]);
    session.run(armCommand());
    expect(session.authority.permits(session.authority.current, false)).toBe(true);
    expect(session.onTimer(SESSION_END_MS - 1)).toBe(false);
    expect(session.disarm('feed_down', ARM_MS + 1)).toBe(true);
    expect(session.disarm('feed_down', ARM_MS + 2)).toBe(false);
    expect(session.allowsEntries).toBe(false);
    expect(session.authority.current?.scope).toBe('reduce');
  });

  it('LG-04 the session ends it by itself', () => {
    const session = new SessionMode(modeStart(), new RowImage().record);
    expect(session.onTimer(SESSION_END_MS)).toBe(false);
    session.run(armCommand());
    expect(session.onTimer(SESSION_END_MS)).toBe(true);
    expect([session.state.mode, session.state.cause]).toEqual(['custody', 'session_end']);
  });

  it('SE-07 the session ends with the last segment, and there is none on a date without hours', () => {
    const calendar = new SessionCalendar(
      calendarSchema.parse({ years: [parse(readFileSync(FILE, 'utf8'))] }),
    );
    expect(sessionEndMs(calendar, at(SESSION_DATE, '09:00'))).toBe(SESSION_END_MS);
    expect(sessionEndMs(calendar, at('2026-07-31', '09:00'))).toBe(at('2026-07-31', '15:30'));
    for (const date of ['2026-11-24', '2026-11-21', '2026-11-08', '2027-01-04']) {
      expect(sessionEndMs(calendar, at(date, '09:00'))).toBe(0);
    }
  });
});
