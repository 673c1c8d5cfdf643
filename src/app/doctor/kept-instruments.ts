/** What the data folder keeps of the broker's scrip master, and what it should. Creates nothing. */
import { resolve } from 'node:path';
import type { Settings } from '../../contract/settings.ts';
import {
  type DateKey,
  dateKeyOfDay,
  istDay,
  istMidnightMs,
} from '../../domain/instrument/ist-date.ts';
import type { SessionCalendar } from '../../domain/instrument/session-calendar.ts';
import { nextSync, syncDate } from '../../feed/angel/instrument-schedule.ts';
import { InstrumentStore } from '../../feed/angel/instrument-store.ts';
import { DiskError } from '../../journal/disk.ts';
import { NodeDisk } from '../../journal/node-disk.ts';
import { versionFolder } from '../instrument-folder.ts';
import type { InstrumentFacts } from './instruments-check.ts';

/** Longer than the exchange has ever been closed. */
const DAYS_BACK = 15;

const NEVER_SYNCED = { date: '', checkedAtMs: 0, failedAtMs: 0 } as const;

/** Throws `DiskError` when the folder cannot be used; that there is none yet is no error. */
export function keptInstruments(
  settings: Settings,
  nowMs: number,
  calendar: SessionCalendar,
): Pick<InstrumentFacts, 'newest' | 'damaged' | 'dueDate'> {
  const dueDate = lastDueDate(nowMs, calendar);
  try {
    const disk = new NodeDisk(resolve(settings.data.dir, 'instruments'));
    const store = new InstrumentStore(versionFolder(disk), settings.instruments.versionsKept);
    const { version, damaged } = store.newest(syncDate(nowMs, calendar));
    return { newest: version?.facts, damaged: damaged.map(({ date }) => date), dueDate };
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== 'not_found') throw error;
    return { newest: undefined, damaged: [], dueDate };
  }
}

/** Session date of the newest sync whose time has come; '' when the calendar has none in the last days. */
export function lastDueDate(nowMs: number, calendar: SessionCalendar): DateKey | '' {
  const today = istDay(nowMs);
  for (let day = today; day > today - DAYS_BACK; day--) {
    const sync = nextSync(istMidnightMs(day), NEVER_SYNCED, calendar);
    if (sync?.date === dateKeyOfDay(day) && sync.atMs <= nowMs) return sync.date;
  }
  return '';
}
