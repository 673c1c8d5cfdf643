/** Reads bars from CSV text, strictly: a row is good or it is an error with its line and reason; runs once, before a replay. */
import { istDateKey, MINUTE_MS } from '../../domain/instrument/ist-date.ts';
import { closeMinute, istTimeMs, OPEN_MINUTE } from '../synthetic/trading-hours.ts';
import type { Bar, BarFile, BarRowError, BarRowErrorCode } from './bar.ts';
import { type BarColumns, readColumns } from './bar-columns.ts';
import { summarise } from './bar-summary.ts';
import { type NaiveZone, parseBarTime } from './bar-time.ts';

export interface BarsCsvOptions {
  /** Zone of timestamps that carry no offset; default IST. */
  readonly naiveZone?: NaiveZone;
}

/** Prices stored as 32-bit floats are off by up to this part of themselves. */
const FLOAT32_NOISE = 6e-8;
const PAISE_TOLERANCE = 0.001;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Bars of `text` in time order. Throws `BarFileError` only when the first line names no usable columns. */
export function parseBarsCsv(text: string, options: BarsCsvOptions = {}): BarFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rows = new RowReader(readColumns(lines[0] ?? ''), options.naiveZone ?? 'IST');
  let rowCount = 0;
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    rowCount++;
    rows.read(line, at + 1);
  }
  const { bars, errors } = rows;
  return { bars, errors, summary: summarise({ rowCount, bars, errors }) };
}

interface Complaint {
  readonly code: BarRowErrorCode;
  readonly reason: string;
}

class RowReader {
  readonly bars: Bar[] = [];
  readonly errors: BarRowError[] = [];
  readonly #columns: BarColumns;
  readonly #naive: NaiveZone;

  constructor(columns: BarColumns, naive: NaiveZone) {
    this.#columns = columns;
    this.#naive = naive;
  }

  read(line: string, lineNumber: number): void {
    const read = this.#parse(line.split(','));
    const result = 'code' in read ? read : this.#placed(read);
    if ('code' in result) this.errors.push({ line: lineNumber, ...result });
    else this.bars.push(result);
  }

  #parse(cells: readonly string[]): Bar | Complaint {
    const columns = this.#columns;
    if (cells.length !== columns.count) {
      return complaint(
        'column_count',
        `${cells.length} columns, the heading has ${columns.count}.`,
      );
    }
    const cell = (at: number) => (at < 0 ? '' : (cells[at] ?? '').trim());
    const stamp =
      columns.time < 0 ? cell(columns.date) : `${cell(columns.date)} ${cell(columns.time)}`;
    const startMs = parseBarTime(stamp, this.#naive);
    if (Number.isNaN(startMs)) {
      return complaint('timestamp_unreadable', `'${stamp}' is no timestamp this reader knows.`);
    }
    const prices = [columns.open, columns.high, columns.low, columns.close].map((at) => cell(at));
    const paise: number[] = [];
    for (const price of prices) {
      const read = parsePaise(price);
      if (typeof read !== 'number') return read;
      paise.push(read);
    }
    const [openPaise = 0, highPaise = 0, lowPaise = 0, closePaise = 0] = paise;
    const isOrdered =
      lowPaise <= Math.min(openPaise, closePaise) && highPaise >= Math.max(openPaise, closePaise);
    if (!isOrdered) {
      const reason = `open ${prices[0]}, high ${prices[1]}, low ${prices[2]}, close ${prices[3]} do not fit one bar.`;
      return complaint('high_low_order', reason);
    }
    const volume = columns.volume < 0 ? '0' : cell(columns.volume);
    if (!NUMBER.test(volume) || !Number.isSafeInteger(Number(volume)) || Number(volume) < 0) {
      return complaint('volume_not_whole', `'${volume}' is no volume of 0 or more units.`);
    }
    return { startMs, openPaise, highPaise, lowPaise, closePaise, volume: Number(volume) };
  }

  /** Is the bar inside a session and after the previous good one? */
  #placed(bar: Bar): Bar | Complaint {
    const date = istDateKey(bar.startMs);
    const opens = istTimeMs(date, OPEN_MINUTE);
    const closes = istTimeMs(date, closeMinute('derivatives', date));
    if (bar.startMs < opens || bar.startMs >= closes) {
      const minute = Math.floor((bar.startMs - istTimeMs(date, 0)) / MINUTE_MS);
      const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      return complaint('outside_session', `${date} ${clock} IST is outside trading hours.`);
    }
    const previous = this.bars.at(-1);
    if (previous === undefined || bar.startMs > previous.startMs) return bar;
    return bar.startMs === previous.startMs
      ? complaint('duplicate', 'The row before has the same timestamp.')
      : complaint('out_of_order', 'The row before is later.');
  }
}

function complaint(code: BarRowErrorCode, reason: string): Complaint {
  return { code, reason };
}

/** A price in rupees as whole paise, forgiving what a 32-bit float does to it. */
function parsePaise(text: string): number | Complaint {
  if (!NUMBER.test(text)) return complaint('number_unreadable', `'${text}' is no number.`);
  const exact = Number(text) * 100;
  const paise = Math.round(exact);
  if (paise <= 0) return complaint('price_not_positive', `${text} is not above 0.`);
  if (Math.abs(exact - paise) > paise * FLOAT32_NOISE + PAISE_TOLERANCE) {
    return complaint('price_not_in_paise', `${text} is not a whole number of paise.`);
  }
  return paise;
}
