import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import {
  closeMinute,
  istTimeMs,
  OPEN_MINUTE,
} from '../../../../src/feed/synthetic/trading-hours.ts';
import { committedUniverse } from './committed-universe.ts';

const calendar = new SessionCalendar(loadCalendar());
const DATES = ['2025-08-26', '2026-07-31', '2026-08-03', '2026-11-19'];

describe('the hours of the simulated market', () => {
  it('are those of the exchange calendar', () => {
    for (const date of DATES) {
      const { windows } = calendar.sessionOn(date);
      for (const segment of ['cash', 'cash_cas', 'derivatives'] as const) {
        expect(windows[segment]?.openMs).toBe(istTimeMs(date, OPEN_MINUTE));
        expect(windows[segment]?.closeMs).toBe(istTimeMs(date, closeMinute(segment, date)));
      }
    }
  });

  it('end, for an index, before the calendar stops accepting it', () => {
    for (const date of DATES) {
      const closeMs = calendar.sessionOn(date).windows.index?.closeMs ?? 0;
      expect(istTimeMs(date, closeMinute('index', date))).toBeLessThanOrEqual(closeMs);
    }
  });

  it('and its expiries fall on trading days', () => {
    for (const expiry of committedUniverse().expiries) {
      expect([expiry, calendar.sessionOn(expiry).kind]).toEqual([expiry, 'trading']);
    }
  });
});
