/**
 * Indian dates from epoch milliseconds by integer arithmetic; pure, for every thread. India is UTC+05:30 all year, so nothing
 * here depends on the time zone of the host.
 */
import { assert } from '../assert.ts';

/** A calendar date in India, `YYYY-MM-DD`. */
export type DateKey = string;

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
/** India is UTC+05:30 all year. */
export const IST_OFFSET_MS = 330 * MINUTE_MS;

/** Days in one 400-year cycle of the Gregorian calendar, and from 0000-03-01 to 1970-01-01. */
const CYCLE_DAYS = 146_097;
const EPOCH_SHIFT_DAYS = 719_468;

/** Number of the Indian day that contains `epochMs`; day 0 is 1970-01-01. */
export function istDay(epochMs: number): number {
  return Math.floor((epochMs + IST_OFFSET_MS) / DAY_MS);
}

/** Epoch milliseconds of 00:00 IST on `day`. */
export function istMidnightMs(day: number): number {
  return day * DAY_MS - IST_OFFSET_MS;
}

/** The Indian date that contains `epochMs`. */
export function istDateKey(epochMs: number): DateKey {
  return dateKeyOfDay(istDay(epochMs));
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOfDay(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/**
 * The date of a day number from 0000-03-01 on. Civil-from-days with years that begin in March, so that the leap day is the last
 * of its year (Howard Hinnant, "chrono-compatible low-level date algorithms").
 */
export function dateKeyOfDay(day: number): DateKey {
  const shifted = day + EPOCH_SHIFT_DAYS;
  const cycle = Math.floor(shifted / CYCLE_DAYS);
  const dayOfCycle = shifted - cycle * CYCLE_DAYS;
  const yearOfCycle = Math.floor(
    (dayOfCycle -
      Math.floor(dayOfCycle / 1460) +
      Math.floor(dayOfCycle / 36_524) -
      Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
}

/** The day number of a date, or -1 when `text` is not an existing date of the years 1970 to 9999. */
export function dayOfDateKey(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return -1;
  const day = dayOfCivil(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)));
  return day >= 0 && dateKeyOfDay(day) === text ? day : -1;
}

/** As `dayOfDateKey`, for a date that the caller knows to exist. */
export function existingDay(dateKey: DateKey): number {
  const day = dayOfDateKey(dateKey);
  assert(day >= 0, `a date key is an existing date written YYYY-MM-DD, not "${dateKey}"`);
  return day;
}

function dayOfCivil(year: number, month: number, dayOfMonth: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const cycle = Math.floor(marchYear / 400);
  const yearOfCycle = marchYear - cycle * 400;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + dayOfMonth - 1;
  const dayOfCycle =
    yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * CYCLE_DAYS + dayOfCycle - EPOCH_SHIFT_DAYS;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
