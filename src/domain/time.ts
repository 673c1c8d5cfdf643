/** Time as the domain sees it: epoch milliseconds of exchange time, nanoseconds since engine start. Pure, for every thread. */
import type { SessionSegment } from './instrument/instrument.ts';
import { istDay, istMidnightMs, MINUTE_MS } from './instrument/ist-date.ts';

export const NS_PER_MS = 1_000_000;
export const SECOND_MS = 1_000;

/**
 * From midnight to 09:15 IST, when continuous trading opens; intraday bars are anchored there on every day, special sessions
 * included.
 */
export const ANCHOR_AFTER_MIDNIGHT_MS = (9 * 60 + 15) * MINUTE_MS;

/** Epoch milliseconds of 09:15 IST on the Indian day that contains `timeMs`. */
export function barAnchorMs(timeMs: number): number {
  return istMidnightMs(istDay(timeMs)) + ANCHOR_AFTER_MIDNIGHT_MS;
}

/** Which segments trade at a moment; `SessionWindows` of `instrument/` is one. A pure function of its arguments. */
export interface MarketHours {
  isOpen(segment: SessionSegment, timeMs: number): boolean;
}
