/** The trading hours of one date as numbers: what the hot path compares a timestamp with. Pure, one per thread that needs it. */
import { f64At } from '../cells.ts';
import { SESSION_SEGMENTS, type SessionSegment } from './instrument.ts';
import type { DateKey } from './ist-date.ts';

/** Position of a segment in `SESSION_SEGMENTS`, the index of the arrays below. */
export const SEGMENT_INDEX = Object.freeze(
  Object.fromEntries(SESSION_SEGMENTS.map((segment, index) => [segment, index])),
) as { readonly [Segment in SessionSegment]: number };

/** Epoch milliseconds; `openMs` is inside, the two closes are the first moment outside. */
export interface SessionWindow {
  readonly openMs: number;
  readonly closeMs: number;
  /** End of the closing auction; equals `closeMs` where there is none. */
  readonly auctionCloseMs: number;
  /** The broker closes intraday positions itself from here on; null where it has not said when. */
  readonly squareOffMs: number | null;
}

export class SessionWindows {
  readonly dateKey: DateKey;
  /** By segment index; Infinity where the segment does not trade. */
  readonly openMs: Float64Array;
  /** By segment index; -Infinity where the segment does not trade. */
  readonly closeMs: Float64Array;

  /** A segment that is null does not trade on the date. */
  constructor(
    dateKey: DateKey,
    windows: Readonly<Record<SessionSegment, SessionWindow | null>> | null,
  ) {
    this.dateKey = dateKey;
    this.openMs = new Float64Array(SESSION_SEGMENTS.length).fill(Number.POSITIVE_INFINITY);
    this.closeMs = new Float64Array(SESSION_SEGMENTS.length).fill(Number.NEGATIVE_INFINITY);
    if (windows === null) return;
    for (const segment of SESSION_SEGMENTS) {
      const window = windows[segment];
      if (window === null) continue;
      this.openMs[SEGMENT_INDEX[segment]] = window.openMs;
      this.closeMs[SEGMENT_INDEX[segment]] = window.closeMs;
    }
  }

  /** Is `exchangeTimeMs` within the continuous hours of `segment`? No tolerance; the close itself is outside. */
  isOpen(segment: SessionSegment, exchangeTimeMs: number): boolean {
    const at = SEGMENT_INDEX[segment];
    return exchangeTimeMs >= f64At(this.openMs, at) && exchangeTimeMs < f64At(this.closeMs, at);
  }
}
