/** Picks the day of a bar file that is replayed. */
import type { DateKey } from '../../domain/instrument/ist-date.ts';
import { type Bar, type BarFile, BarFileError } from './bar.ts';
import { barsByDate, describeBars } from './bar-summary.ts';

export interface ChosenDay {
  readonly date: DateKey;
  readonly bars: readonly Bar[];
  readonly intervalMs: number;
  /** Close of the last bar before the day in the file, or the day's own open when there is none. */
  readonly previousClosePaise: number;
}

/** The bars of `date`, or of the first full day. Throws `BarFileError` when there is no such day. */
export function chooseDay(file: BarFile, date?: DateKey): ChosenDay {
  const { days, intervalMs } = file.summary;
  const chosen = date ?? days.find((day) => day.isFull)?.date;
  const description = describeBars(file.summary);
  if (chosen === undefined) {
    throw new BarFileError(
      'no_full_day',
      `No full trading day in the file (${description}); name one.`,
    );
  }
  const bars = barsByDate(file.bars).get(chosen);
  const first = bars?.[0];
  if (bars === undefined || first === undefined || intervalMs === 0) {
    throw new BarFileError('date_missing', `The file has no bars of ${chosen} (${description}).`);
  }
  const before = file.bars.findLast((bar) => bar.startMs < first.startMs);
  const previousClosePaise = before?.closePaise ?? first.openPaise;
  return { date: chosen, bars, intervalMs, previousClosePaise };
}
