/** The calendars of `config/calendars` through the schema, against the dates and hours of the exchange. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { calendarSchema } from '../../../../src/contract/calendar.ts';
import type { CalendarData } from '../../../../src/domain/instrument/calendar-data.ts';
import { existingDay, istMidnightMs } from '../../../../src/domain/instrument/ist-date.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import type { SessionWindow } from '../../../../src/domain/instrument/session-windows.ts';

const ROOT = new URL('../../../../', import.meta.url);
const hostZone = process.env['TZ'];

function calendarData(): CalendarData {
  const years = [2025, 2026].map((year) =>
    parse(readFileSync(new URL(`config/calendars/nse-${year}.yaml`, ROOT), 'utf8')),
  );
  return calendarSchema.parse({ years });
}

/** `HH:MM` IST of a moment on `dateKey`. */
function clockOf(dateKey: string, epochMs: number | undefined): string | null {
  if (epochMs === undefined) return null;
  const minute = (epochMs - istMidnightMs(existingDay(dateKey))) / 60_000;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function hours(dateKey: string, window: SessionWindow | null): (string | null)[] {
  return [
    clockOf(dateKey, window?.openMs),
    clockOf(dateKey, window?.closeMs),
    clockOf(dateKey, window?.auctionCloseMs),
  ];
}

afterEach(() => {
  if (hostZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = hostZone;
});

describe('session calendar', () => {
  const calendar = new SessionCalendar(calendarData());

  test('cash and derivatives trade 09:15 to 15:30 until the closing auction begins', () => {
    const { kind, windows } = calendar.sessionOn('2026-07-31');
    expect(kind).toBe('trading');
    for (const window of Object.values(windows)) {
      expect(hours('2026-07-31', window)).toEqual(['09:15', '15:30', '15:30']);
    }
  });

  test('from 2026-08-03 auction stocks stop at 15:15, derivatives at 15:40, other stocks at 15:30', () => {
    const date = '2026-08-03';
    const { windows } = calendar.sessionOn(date);
    expect(hours(date, windows.cash_cas)).toEqual(['09:15', '15:15', '15:35']);
    expect(hours(date, windows.derivatives)).toEqual(['09:15', '15:40', '15:40']);
    expect(hours(date, windows.cash)).toEqual(['09:15', '15:30', '15:30']);
    expect(hours(date, windows.index)).toEqual(['09:15', '15:35', '15:35']);
  });

  test('a Sunday budget session is a full session', () => {
    const session = calendar.sessionOn('2026-02-01');
    expect([session.kind, session.name]).toEqual(['special', 'Union Budget']);
    expect(hours('2026-02-01', session.windows.cash)).toEqual(['09:15', '15:30', '15:30']);
  });

  test('a Muhurat session trades its hour when published and nothing while it is not', () => {
    const known = calendar.sessionOn('2025-10-21');
    expect(known.kind).toBe('special');
    expect(hours('2025-10-21', known.windows.derivatives)).toEqual(['13:45', '14:45', '14:45']);
    const unknown = calendar.sessionOn('2026-11-08');
    expect(unknown.kind).toBe('special');
    expect(Object.values(unknown.windows)).toEqual([null, null, null, null]);
  });

  test('a year without data is unknown on every date, never assumed open', () => {
    for (const date of ['2024-12-31', '2027-01-04', '2027-01-26', '2027-01-02']) {
      const session = calendar.sessionOn(date);
      expect([session.kind, Object.values(session.windows)]).toEqual([
        'unknown',
        [null, null, null, null],
      ]);
    }
    expect(new SessionCalendar({ years: [] }).sessionOn('2026-07-31').kind).toBe('unknown');
  });

  test('a year given twice breaks an invariant', () => {
    const { years } = calendarData();
    expect(() => new SessionCalendar({ years: [...years, ...years] })).toThrow('2025 occurs twice');
  });

  test('windows open at the first moment and are closed at the last', () => {
    const windows = calendar.windowsOn('2026-08-03');
    const stock = calendar.sessionOn('2026-08-03').windows.cash_cas as SessionWindow;
    expect(windows.isOpen('cash_cas', stock.openMs - 1)).toBe(false);
    expect(windows.isOpen('cash_cas', stock.openMs)).toBe(true);
    expect(windows.isOpen('cash_cas', stock.closeMs - 1)).toBe(true);
    expect(windows.isOpen('cash_cas', stock.closeMs)).toBe(false);
    expect(windows.isOpen('derivatives', stock.closeMs)).toBe(true);
    expect(windows.isOpen('cash_cas', stock.openMs + 86_400_000)).toBe(false);
  });

  test('windows of a closed date are open at no time', () => {
    for (const date of ['2026-11-24', '2026-11-22', '2027-01-04', '2026-11-08']) {
      const windows = calendar.windowsOn(date);
      const noonMs = istMidnightMs(existingDay(date)) + 12 * 3_600_000;
      expect(windows.isOpen('derivatives', noonMs)).toBe(false);
      expect(windows.isOpen('index', noonMs)).toBe(false);
    }
  });

  test('SE-05: every answer is the same whatever the time zone of the host', () => {
    const dates = [
      '2025-02-01',
      '2025-10-21',
      '2026-03-29',
      '2026-08-03',
      '2026-11-01',
      '2026-12-31',
    ];
    const answers = ['Asia/Kolkata', 'America/New_York', 'Pacific/Apia'].map((zone) => {
      process.env['TZ'] = zone;
      const here = new SessionCalendar(calendarData());
      return JSON.stringify(dates.map((date) => here.sessionOn(date)));
    });
    expect(new Set(answers).size).toBe(1);
  });
});
