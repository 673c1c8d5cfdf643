/** Finds the columns of a bar file by its heading; sources name and order them differently. */
import { BarFileError } from './bar.ts';

/** Positions in a row; -1 where the file has no such column. */
export interface BarColumns {
  readonly count: number;
  readonly date: number;
  /** Time of day in a column of its own. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Headings of the timestamp, best first. '' is the unnamed index column that data frames write. */
const TIMESTAMP_HEADINGS = ['timestamp', 'datetime', 'date', ''] as const;

/** Throws `BarFileError` when timestamp, open, high, low or close has no column. Other columns are ignored. */
export function readColumns(header: string): BarColumns {
  const headings = header.split(',').map((heading) => heading.trim().toLowerCase());
  const timestamp = TIMESTAMP_HEADINGS.find((heading) => headings.includes(heading));
  const columns: BarColumns = {
    count: headings.length,
    date: timestamp === undefined ? -1 : headings.indexOf(timestamp),
    time: headings.indexOf('time'),
    open: headings.indexOf('open'),
    high: headings.indexOf('high'),
    low: headings.indexOf('low'),
    close: headings.indexOf('close'),
    volume: headings.indexOf('volume'),
  };
  for (const name of ['date', 'open', 'high', 'low', 'close'] as const) {
    if (columns[name] < 0) {
      const heading = header.slice(0, 120);
      throw new BarFileError(
        'header_unreadable',
        `The first line '${heading}' names no ${name} column; it needs a timestamp, open, high, low and close.`,
      );
    }
  }
  return columns;
}
