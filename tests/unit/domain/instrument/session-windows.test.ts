/** One date's hours as numbers. */
import { describe, expect, test } from 'vitest';
import { SESSION_SEGMENTS } from '../../../../src/domain/instrument/instrument.ts';
import {
  SEGMENT_INDEX,
  SessionWindows,
} from '../../../../src/domain/instrument/session-windows.ts';

const HOURS = { openMs: 1000, closeMs: 2000, auctionCloseMs: 2500, squareOffMs: null };

describe('session windows', () => {
  test('keep each segment at its place in the list of segments', () => {
    const windows = new SessionWindows('2026-08-04', {
      index: null,
      cash: null,
      cash_cas: HOURS,
      derivatives: null,
    });
    expect(SESSION_SEGMENTS.map((segment) => SEGMENT_INDEX[segment])).toEqual([0, 1, 2, 3]);
    expect(SESSION_SEGMENTS.map((segment) => windows.isOpen(segment, 1500))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect([...windows.openMs]).toEqual([Infinity, Infinity, 1000, Infinity]);
    expect([...windows.closeMs]).toEqual([-Infinity, -Infinity, 2000, -Infinity]);
  });

  test('of a date without hours are open at no time, the infinite ones included', () => {
    const windows = new SessionWindows('2026-08-09', null);
    for (const segment of SESSION_SEGMENTS) {
      for (const timeMs of [-Infinity, 0, 1500, Infinity, Number.NaN]) {
        expect(windows.isOpen(segment, timeMs)).toBe(false);
      }
    }
  });

  test('an auction is not continuous trading', () => {
    const windows = new SessionWindows('2026-08-04', {
      index: HOURS,
      cash: HOURS,
      cash_cas: HOURS,
      derivatives: HOURS,
    });
    expect(windows.isOpen('cash_cas', 2200)).toBe(false);
  });
});
