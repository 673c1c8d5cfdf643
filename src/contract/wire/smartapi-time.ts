/** Times as SmartAPI writes them, in IST, from and to epoch milliseconds. Client and simulator; independent of the host's time zone. */
import { z } from 'zod';
import {
  DAY_MS,
  dayOfDateKey,
  IST_OFFSET_MS,
  istDateKey,
  istDay,
  istMidnightMs,
} from '../../domain/instrument/ist-date.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const STAMP = /^(\d{2})-([A-Za-z]{3})-(\d{4}) (\d{2}:\d{2}:\d{2})$/;
const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(\+05:30|Z)$/;
const MINUTE = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/;

/** `DD-Mon-YYYY HH:MM:SS` in IST → epoch ms; null when `text` is not an existing time written so. */
export function parseIstStamp(text: string): number | null {
  const [, date = '', monthName = '', year = '', clock = ''] = STAMP.exec(text) ?? [];
  const month = MONTHS.findIndex((name) => name.toLowerCase() === monthName.toLowerCase()) + 1;
  return istTime(`${year}-${padded(month)}-${date}`, clock);
}

/** Epoch ms → `DD-Mon-YYYY HH:MM:SS` in IST. */
export function istStamp(timeMs: number): string {
  const [year, month, date] = istDateKey(timeMs).split('-');
  return `${date}-${MONTHS[Number(month) - 1]}-${year} ${istClock(timeMs)}`;
}

/** Epoch ms → `HH:MM:SS` in IST, as the trade book writes its times of the day. */
export function istClock(timeMs: number): string {
  const seconds = Math.floor((timeMs - istMidnightMs(istDay(timeMs))) / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map(padded)
    .join(':');
}

/** `HH:MM:SS` → ms after midnight; null when it is no time of a day. */
export function parseClock(text: string): number | null {
  const [, hours, minutes, seconds] = /^(\d{2}):(\d{2}):(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (hours === undefined || minutes === undefined || seconds === undefined) return null;
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** `YYYY-MM-DDTHH:MM:SS+05:30` (candles, GTT rules), or with `Z` for UTC → epoch ms; null when it is neither. */
export function parseIsoTime(text: string): number | null {
  const [, date = '', clock = '', fraction = '', zone] = ISO.exec(text) ?? [];
  const timeMs = istTime(date, clock);
  if (timeMs === null) return null;
  return timeMs + Number(fraction.padEnd(3, '0').slice(0, 3)) + (zone === 'Z' ? IST_OFFSET_MS : 0);
}

/** Epoch ms → `YYYY-MM-DDTHH:MM:SS+05:30`. */
export function isoTime(timeMs: number): string {
  return `${istDateKey(timeMs)}T${istClock(timeMs)}+05:30`;
}

/** `YYYY-MM-DD HH:MM` in IST, an end of a candle window → epoch ms; null when it is none. */
export function parseIstMinute(text: string): number | null {
  const [, date = '', minute = ''] = MINUTE.exec(text) ?? [];
  return istTime(date, `${minute}:00`);
}

/** Epoch ms → `YYYY-MM-DD HH:MM` in IST, rounded down. */
export function istMinute(timeMs: number): string {
  return `${istDateKey(timeMs)} ${istClock(timeMs).slice(0, 5)}`;
}

/** A stamp → epoch ms; null where the broker leaves it empty: an order that has never been at the exchange. */
export const optionalStamp = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined || text === '') return null;
    const timeMs = parseIstStamp(text);
    if (timeMs !== null) return timeMs;
    const message = 'is not a time written DD-Mon-YYYY HH:MM:SS';
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  });

/** An ISO time → epoch ms. */
export const isoStamp = z.string().transform((text, context) => {
  const timeMs = parseIsoTime(text);
  if (timeMs !== null) return timeMs;
  const message = 'is not a time written YYYY-MM-DDTHH:MM:SS+05:30';
  context.issues.push({ code: 'custom', message, input: text });
  return z.NEVER;
});

/** Time of the day → ms after midnight IST. */
export const clockTime = z.string().transform((text, context) => {
  const timeMs = parseClock(text);
  if (timeMs !== null && timeMs < DAY_MS) return timeMs;
  context.issues.push({ code: 'custom', message: 'is not a time written HH:MM:SS', input: text });
  return z.NEVER;
});

function istTime(dateKey: string, clock: string): number | null {
  const day = dayOfDateKey(dateKey);
  const afterMidnightMs = parseClock(clock);
  return day < 0 || afterMidnightMs === null ? null : istMidnightMs(day) + afterMidnightMs;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
