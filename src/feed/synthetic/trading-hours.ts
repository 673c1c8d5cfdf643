/** Continuous trading hours as the simulated market keeps them; read when a day is created. */
import type { SessionSegment } from '../../domain/instrument/instrument.ts';
import {
  type DateKey,
  existingDay,
  istMidnightMs,
  MINUTE_MS,
} from '../../domain/instrument/ist-date.ts';

/** First day of the closing auction and of the later derivatives close (NSE/CMTR/74466, NSE/FAOP/74467). */
const CLOSING_AUCTION_FROM = '2026-08-03';

/** Minutes after 00:00 IST at which every segment opens. */
export const OPEN_MINUTE = 9 * 60 + 15;

/**
 * Minutes after 00:00 IST at which continuous trading of `segment` ends on `date`. Index values are simulated up to the end of
 * cash trading; the auction's own values are not.
 */
export function closeMinute(segment: SessionSegment, date: DateKey): number {
  const hasAuction = date >= CLOSING_AUCTION_FROM;
  if (segment === 'cash_cas' && hasAuction) return 15 * 60 + 15;
  if (segment === 'derivatives' && hasAuction) return 15 * 60 + 40;
  return 15 * 60 + 30;
}

/** Epoch milliseconds of `minute` after 00:00 IST on `date`, which must exist. */
export function istTimeMs(date: DateKey, minute: number): number {
  return istMidnightMs(existingDay(date)) + minute * MINUTE_MS;
}
