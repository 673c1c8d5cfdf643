/** Recorded bars as values, and every way in which a file of them can be wrong. */
import type { DateKey } from '../../domain/instrument/ist-date.ts';

/** One bar. Prices in paise with low ≤ open, close ≤ high; volume in units, 0 where the file has none. */
export interface Bar {
  /** Epoch milliseconds of the beginning. */
  readonly startMs: number;
  readonly openPaise: number;
  readonly highPaise: number;
  readonly lowPaise: number;
  readonly closePaise: number;
  readonly volume: number;
}

export type BarRowErrorCode =
  | 'column_count'
  | 'timestamp_unreadable'
  | 'number_unreadable'
  | 'price_not_positive'
  | 'price_not_in_paise'
  | 'high_low_order'
  | 'volume_not_whole'
  | 'outside_session'
  | 'duplicate'
  | 'out_of_order';

/** A row that was left out, and why. */
export interface BarRowError {
  /** 1-based line of the file; the header is line 1. */
  readonly line: number;
  readonly code: BarRowErrorCode;
  /** A sentence with the offending value. */
  readonly reason: string;
}

export interface BarDaySummary {
  readonly date: DateKey;
  readonly bars: number;
  /** From the opening bell to the end of continuous trading without a gap. */
  readonly isFull: boolean;
}

export interface BarFileSummary {
  readonly rows: number;
  readonly bars: number;
  /** Row errors by code; codes that did not occur are absent. */
  readonly errors: Readonly<Partial<Record<BarRowErrorCode, number>>>;
  /** The most frequent distance of neighbouring bars, 0 when there are fewer than two. */
  readonly intervalMs: number;
  readonly days: readonly BarDaySummary[];
  readonly hasVolume: boolean;
}

/** What a file holds: the good rows in time order, the bad ones, and the whole at a glance. */
export interface BarFile {
  readonly bars: readonly Bar[];
  readonly errors: readonly BarRowError[];
  readonly summary: BarFileSummary;
}

export type BarFileErrorCode =
  | 'file_unreadable'
  | 'header_unreadable'
  | 'no_full_day'
  | 'date_missing'
  | 'instrument_unknown'
  | 'contract_mismatch'
  | 'price_implausible';

/** The file as a whole cannot be used; `message` says what to do. */
export class BarFileError extends Error {
  override readonly name = 'BarFileError';
  readonly code: BarFileErrorCode;

  constructor(code: BarFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
