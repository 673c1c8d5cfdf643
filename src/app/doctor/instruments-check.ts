/** Check of the broker's scrip master as the data folder keeps it. */
import type { DateKey } from '../../domain/instrument/ist-date.ts';
import { type CheckResult, failWhen, ok } from './check.ts';

export interface InstrumentFacts {
  /** Newest sound version; undefined when there is none. */
  readonly newest: { readonly date: DateKey; readonly rows: number } | undefined;
  /** Dates of newer versions that cannot be used. */
  readonly damaged: readonly DateKey[];
  /** Session date of the last sync that was due; '' when none was. */
  readonly dueDate: DateKey | '';
  /** The session takes its instruments from the simulator, or from a source the settings name. */
  readonly bringsOwn: boolean;
  readonly isLive: boolean;
}

export function checkInstruments(facts: InstrumentFacts): CheckResult {
  const name = 'instruments';
  const { newest, damaged, dueDate, isLive } = facts;
  if (facts.bringsOwn && !isLive) return ok(name, "the simulator's, or a source of the settings");
  const toDo = 'Run tickring instruments sync; lots and increments change daily';
  const beside = damaged.length === 0 ? '' : ` (damaged: ${damaged.join(', ')})`;
  if (newest === undefined) return failWhen(isLive)(name, `none kept yet${beside}`, toDo);
  const detail = `${newest.rows} of ${newest.date}${beside}`;
  if (newest.date >= dueDate) return ok(name, detail);
  return failWhen(isLive)(name, `${detail}, but ${dueDate} was due`, toDo);
}
