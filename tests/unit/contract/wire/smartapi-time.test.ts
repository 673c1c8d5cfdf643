import { describe, expect, it } from 'vitest';
import {
  clockTime,
  isoStamp,
  isoTime,
  istClock,
  istMinute,
  istStamp,
  optionalStamp,
  parseClock,
  parseIsoTime,
  parseIstMinute,
  parseIstStamp,
} from '../../../../src/contract/wire/smartapi-time.ts';

/** 2023-10-09 18:21:12 IST. */
const EVENING_MS = Date.UTC(2023, 9, 9, 12, 51, 12);

describe('times of SmartAPI', () => {
  it('reads and writes a stamp of an order', () => {
    expect(parseIstStamp('09-Oct-2023 18:21:12')).toBe(EVENING_MS);
    expect(parseIstStamp('09-OCT-2023 18:21:12')).toBe(EVENING_MS);
    expect(istStamp(EVENING_MS)).toBe('09-Oct-2023 18:21:12');
  });

  it('gives every month and the turn of the day back as they were', () => {
    for (let month = 0; month < 12; month += 1) {
      for (const hour of [0, 5, 18, 19, 23]) {
        const timeMs = Date.UTC(2024, month, 29, hour, 59, 1);
        expect(parseIstStamp(istStamp(timeMs))).toBe(timeMs);
        expect(parseIsoTime(isoTime(timeMs))).toBe(timeMs);
      }
    }
  });

  it.each([
    '',
    '9-Oct-2023 18:21:12',
    '31-Feb-2023 10:00:00',
    '29-Feb-2023 10:00:00',
    '09-Xyz-2023 18:21:12',
    '09-Oct-2023 24:00:00',
    '09-Oct-2023 10:60:00',
    '09-Oct-2023 10:00:60',
    '09-Oct-2023  18:21:12',
    ' 09-Oct-2023 18:21:12',
    '09-Oct-2023 18:21:12 ',
    '09-Oct-2023T18:21:12',
    '2023-10-09 18:21:12',
    '00-Oct-2023 18:21:12',
  ])('takes "%s" for no stamp', (text) => {
    expect(parseIstStamp(text)).toBeNull();
  });

  it('reads the start of a candle, in IST and in UTC', () => {
    const startMs = Date.UTC(2023, 8, 6, 5, 45);
    expect(parseIsoTime('2023-09-06T11:15:00+05:30')).toBe(startMs);
    expect(parseIsoTime('2023-09-06T05:45:00Z')).toBe(startMs);
    expect(parseIsoTime('2023-09-06T05:45:00.250Z')).toBe(startMs + 250);
    expect(parseIsoTime('2023-09-06T05:45:00.2Z')).toBe(startMs + 200);
    expect(isoTime(startMs)).toBe('2023-09-06T11:15:00+05:30');
  });

  it.each([
    '2023-09-06T11:15:00',
    '2023-09-06T11:15:00+00:00',
    '2023-09-31T11:15:00+05:30',
    '2023-9-6T11:15:00+05:30',
    '2023-09-06 11:15:00+05:30',
  ])('takes "%s" for no start of a candle', (text) => {
    expect(parseIsoTime(text)).toBeNull();
  });

  it('reads and writes the end of a candle window', () => {
    const timeMs = Date.UTC(2026, 10, 20, 3, 45);
    expect(parseIstMinute('2026-11-20 09:15')).toBe(timeMs);
    expect(istMinute(timeMs + 59_999)).toBe('2026-11-20 09:15');
    expect(parseIstMinute('2026-11-20 9:15')).toBeNull();
    expect(parseIstMinute('2026-11-31 09:15')).toBeNull();
  });

  it('reads and writes times of the day', () => {
    expect(parseClock('13:27:53')).toBe(48_473_000);
    expect(istClock(EVENING_MS)).toBe('18:21:12');
    expect(parseClock('25:00:00')).toBeNull();
  });

  it('takes an empty stamp for none and any other text for an error', () => {
    expect(optionalStamp.parse('')).toBeNull();
    expect(optionalStamp.parse(null)).toBeNull();
    expect(optionalStamp.parse('09-Oct-2023 18:21:12')).toBe(EVENING_MS);
    for (const value of ['soon', '0', 0])
      expect(optionalStamp.safeParse(value).success).toBe(false);
    for (const value of ['', 'soon', 5]) expect(isoStamp.safeParse(value).success).toBe(false);
    for (const value of ['', '9:15:00', 5]) expect(clockTime.safeParse(value).success).toBe(false);
  });
});
