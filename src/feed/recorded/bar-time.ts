/** Timestamps as bar files write them. */
import { dayOfDateKey, istMidnightMs, MINUTE_MS } from '../../domain/instrument/ist-date.ts';

/** What a timestamp without an offset means. */
export type NaiveZone = 'IST' | 'UTC';

const IST_OFFSET_MINUTES = 330;
const STAMP =
  /^(\d{4})-?(\d{2})-?(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Epoch milliseconds of `2025-08-26T09:15:00+05:30`, `2025-12-09 09:15:00+05:30`, `2026-02-26 09:15:00` or `20240101 09:15`;
 * NaN when it is none of them or no existing moment. An offset that is written is believed.
 */
export function parseBarTime(text: string, naive: NaiveZone): number {
  const match = STAMP.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second = '0', offset] = match;
  const dayNumber = dayOfDateKey(`${year}-${month}-${day}`);
  const minutes = Number(hour) * 60 + Number(minute);
  if (dayNumber < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return Number.NaN;
  }
  const shiftMinutes = IST_OFFSET_MINUTES - offsetMinutes(offset, naive);
  return istMidnightMs(dayNumber) + (minutes + shiftMinutes) * MINUTE_MS + Number(second) * 1000;
}

function offsetMinutes(offset: string | undefined, naive: NaiveZone): number {
  if (offset === undefined) return naive === 'IST' ? IST_OFFSET_MINUTES : 0;
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return offset.startsWith('-') ? -minutes : minutes;
}
