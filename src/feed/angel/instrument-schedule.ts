/** When the scrip master is synced: once per session date, at 08:30 IST, before the pre-open. Pure; whoever keeps the job asks after each try. */
import {
  type DateKey,
  dateKeyOfDay,
  existingDay,
  istDateKey,
  istDay,
  istMidnightMs,
  MINUTE_MS,
} from '../../domain/instrument/ist-date.ts';
import type { SessionCalendar } from '../../domain/instrument/session-calendar.ts';

/** The venue writes its file in the early morning; the pre-open begins at 09:00. */
const SYNC_MINUTE = 8 * 60 + 30;
const RETRY_MS = 5 * MINUTE_MS;
/** Further ahead than the longest run of days without trading. */
const DAYS_LOOKED_AT = 30;

/** What is known of earlier syncs; the first two from the newest version on disk, so that a restart changes nothing. */
export interface SyncHistory {
  /** Session date of the newest version, '' when there is none. */
  readonly date: DateKey | '';
  /** When its source was last asked with success, epoch ms. */
  readonly checkedAtMs: number;
  /** Last try that did not succeed, epoch ms; 0 for none. */
  readonly failedAtMs: number;
}

export interface NextSync {
  readonly date: DateKey;
  /** Epoch ms; due when it is not after now. */
  readonly atMs: number;
}

/** The next sync, or null when the calendar has no session within a month. A try that failed is repeated after five minutes. */
export function nextSync(
  nowMs: number,
  history: SyncHistory,
  calendar: SessionCalendar,
): NextSync | null {
  const today = istDay(nowMs);
  for (let day = today; day < today + DAYS_LOOKED_AT; day += 1) {
    const date = dateKeyOfDay(day);
    if (!isSession(date, calendar)) continue;
    const dueMs = syncTimeMs(date);
    const isDone = history.date === date && history.checkedAtMs >= dueMs;
    if (isDone) continue;
    const isRetry = history.failedAtMs >= dueMs;
    return { date, atMs: isRetry ? history.failedAtMs + RETRY_MS : dueMs };
  }
  return null;
}

/** The date for which a sync at `nowMs` fetches: today when it is a session date, else the next one; today when the calendar ends. */
export function syncDate(nowMs: number, calendar: SessionCalendar): DateKey {
  const today = istDay(nowMs);
  for (let day = today; day < today + DAYS_LOOKED_AT; day += 1) {
    if (isSession(dateKeyOfDay(day), calendar)) return dateKeyOfDay(day);
  }
  return istDateKey(nowMs);
}

function syncTimeMs(date: DateKey): number {
  return istMidnightMs(existingDay(date)) + SYNC_MINUTE * MINUTE_MS;
}

function isSession(date: DateKey, calendar: SessionCalendar): boolean {
  const { kind } = calendar.sessionOn(date);
  return kind === 'trading' || kind === 'special';
}
