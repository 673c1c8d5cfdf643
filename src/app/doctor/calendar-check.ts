/** Check of the exchange calendar: without the year nothing is open, without a session nothing trades. */

import { dateKeyOfDay, istDateKey, istDay } from '../../domain/instrument/ist-date.ts';
import type { Session } from '../../domain/instrument/session-calendar.ts';
import { type CheckResult, fail, ok, warn } from './check.ts';

/** Longer than the exchange has ever been closed. */
const DAYS_AHEAD = 15;

/** `sessionOn`: see `SessionCalendar`. */
export function checkCalendar(nowMs: number, sessionOn: (date: string) => Session): CheckResult {
  const name = 'calendar';
  const today = istDateKey(nowMs);
  const year = today.slice(0, 4);
  if (sessionOn(today).kind === 'unknown') {
    return fail(name, `there is no calendar of ${year}`, fixFor(year));
  }
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const date = dateKeyOfDay(istDay(nowMs) + ahead);
    const session = sessionOn(date);
    if (session.kind === 'unknown') {
      const next = date.slice(0, 4);
      return warn(name, `the next session may be in ${next}, which has no calendar`, fixFor(next));
    }
    const { cash } = session.windows;
    if (cash === null || cash.auctionCloseMs <= nowMs) continue;
    const title = session.name === '' ? '' : ` (${session.name})`;
    return ok(
      name,
      `${year} is there; ${ahead === 0 ? 'session' : 'next session'} ${date}${title}`,
    );
  }
  return fail(name, `no session within ${DAYS_AHEAD} days from ${today}`, fixFor(year));
}

function fixFor(year: string): string {
  return `Put the holidays of ${year} into config/calendars/nse-${year}.yaml; the exchange publishes them in December`;
}
