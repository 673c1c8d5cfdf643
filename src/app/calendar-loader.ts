/** The exchange calendar from `config/calendars/*.yaml`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { calendarSchema } from '../contract/calendar.ts';
import type { CalendarData } from '../domain/instrument/calendar-data.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { SettingsError } from './settings-loader.ts';

/** Throws `SettingsError` when a file is not a calendar. */
export function loadCalendar(folder = join(PACKAGE_ROOT, 'config', 'calendars')): CalendarData {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const years: unknown[] = files
    .sort()
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')));
  const parsed = calendarSchema.safeParse({ years });
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues.map(
      ({ path, message }) =>
        `calendars/${files[Number(path[1])] ?? ''} ${path.slice(2).join('.')}: ${message}`,
    ),
  );
}
