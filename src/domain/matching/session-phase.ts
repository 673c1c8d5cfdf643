/** What the end of a session does to resting orders: phases of a segment's day and the moments at which they change. Pure. */
import { SESSION_SEGMENTS, type SessionSegment } from '../instrument/instrument.ts';
import { DAY_MS, istDay, istMidnightMs } from '../instrument/ist-date.ts';
import type { MarketHours } from '../time.ts';

/** Trading hours with their ends; `CalendarHours` is one. */
export interface VenueHours extends MarketHours {
  /**
   * End of the continuous hours of `segment` on the Indian date of `timeMs`, epoch milliseconds; -Infinity when it does not trade on
   * that date.
   */
  closeMs(segment: SessionSegment, timeMs: number): number;
  /** When the closing auction of that date has matched; equals `closeMs` where there is none. */
  auctionCloseMs(segment: SessionSegment, timeMs: number): number;
}

/**
 * `before_close`: orders rest. `closing_auction`: LIMIT orders are carried over, untriggered stops are cancelled and refused
 * (SEBI HO/47/11/11(3)2025-MRD-POD2/I/2765/2026). `over`: DAY orders have expired.
 */
export type SegmentPhase = 'before_close' | 'closing_auction' | 'over';

export function segmentPhase(
  hours: VenueHours,
  segment: SessionSegment,
  timeMs: number,
): SegmentPhase {
  if (timeMs < hours.closeMs(segment, timeMs)) return 'before_close';
  return timeMs < hours.auctionCloseMs(segment, timeMs) ? 'closing_auction' : 'over';
}

/** The first moment after `timeMs` at which a phase or the Indian date changes, epoch milliseconds. */
export function nextBoundaryMs(hours: VenueHours, timeMs: number): number {
  let nextMs = istMidnightMs(istDay(timeMs)) + DAY_MS;
  for (const segment of SESSION_SEGMENTS) {
    const closeMs = hours.closeMs(segment, timeMs);
    const auctionCloseMs = hours.auctionCloseMs(segment, timeMs);
    if (closeMs > timeMs && closeMs < nextMs) nextMs = closeMs;
    if (auctionCloseMs > timeMs && auctionCloseMs < nextMs) nextMs = auctionCloseMs;
  }
  return nextMs;
}
