/** Which simulated day comes next: the one the journal is in the middle of, or the next trading day. Pure but for its arguments. */
import type { Settings } from '../contract/settings.ts';
import type { CalendarData } from '../domain/instrument/calendar-data.ts';
import { DAY_MS, IST_OFFSET_MS, istDateKey } from '../domain/instrument/ist-date.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { SettingsError } from './settings-loader.ts';

/** Further ahead than the longest run of days without trading. */
const DAYS_LOOKED_AT = 30;

export interface DayChoice {
  readonly simulator: Settings['simulator'];
  /** The market about to be played lies before what the journal holds: the journal belongs aside. */
  readonly isBehindJournal: boolean;
}

/**
 * Without a date of the user's own the market goes on where the journal left it, on the same day while something trades, else at the
 * open of the next trading day. With one, or with recorded bars, it plays as asked, and the answer says whether that is the past.
 * `leftAtMs`: session time the journal goes to, epoch milliseconds; 0 for a new journal.
 */
export function chooseDay(
  simulator: Settings['simulator'],
  calendar: CalendarData,
  leftAtMs: number,
): DayChoice {
  if (leftAtMs === 0) return { simulator, isBehindJournal: false };
  if (simulator.bars !== '') return { simulator, isBehindJournal: true };
  const sessions = new SessionCalendar(calendar);
  if (simulator.date === '') {
    return { simulator: { ...simulator, ...nextPart(sessions, leftAtMs) }, isBehindJournal: false };
  }
  const left = istDateKey(leftAtMs);
  if (simulator.date !== left) return { simulator, isBehindJournal: simulator.date < left };
  const from = simulator.from || clockText(leftAtMs);
  const isOver = leftAtMs >= lastCloseMs(sessions, left);
  const isBehindJournal = isOver || from < clockText(leftAtMs);
  return { simulator: isOver ? simulator : { ...simulator, from }, isBehindJournal };
}

function nextPart(sessions: SessionCalendar, leftAtMs: number): { date: string; from: string } {
  const date = istDateKey(leftAtMs);
  if (leftAtMs < lastCloseMs(sessions, date)) return { date, from: clockText(leftAtMs) };
  for (let days = 1; days <= DAYS_LOOKED_AT; days++) {
    const next = istDateKey(leftAtMs + days * DAY_MS);
    if (lastCloseMs(sessions, next) > 0) return { date: next, from: '' };
  }
  throw new SettingsError([
    `simulator.date: the calendar has no trading day after ${date}; name a date or another data.dir`,
  ]);
}

/** When the last segment of the date closes, epoch ms; 0 when none trades. */
function lastCloseMs(sessions: SessionCalendar, dateKey: string): number {
  const { windows } = sessions.sessionOn(dateKey);
  return Math.max(0, ...Object.values(windows).map((window) => window?.closeMs ?? 0));
}

/** `HH:MM:SS` IST. */
function clockText(timeMs: number): string {
  return new Date(timeMs + IST_OFFSET_MS).toISOString().slice(11, 19);
}
