/** Whether `--clear-latch` may be obeyed: a latch of the day is nobody's to clear before the next session date (RG-09). Main thread, at start. */
import { dateKeyOfDay } from '../domain/instrument/ist-date.ts';
import type { StateImage } from '../domain/journal-row.ts';
import { LATCHES } from '../domain/risk/loss-latches.ts';
import { ACCOUNT_ROW } from '../domain/risk/rows.ts';
import { DAILY_CAUSES } from '../domain/risk/trading-state.ts';

export class LatchError extends Error {
  override readonly name = 'LatchError';
  readonly code = 'latched_for_the_day';
}

/** `sessionDay`: number of the Indian day that this start plays or trades. Throws `LatchError`. */
export function requireClearable(image: StateImage, sessionDay: number): void {
  const [account] = image.rows(ACCOUNT_ROW);
  if (account === undefined || account.sessionDay < sessionDay) return;
  const latched = LATCHES.filter((_, at) => account.latchedPaise[at] !== 0);
  const daily = latched.find((latch) => DAILY_CAUSES.includes(latch));
  if (daily === undefined) return;
  throw new LatchError(
    `The ${daily} latch of ${dateKeyOfDay(account.sessionDay)} cannot be cleared before the next session date, when it ends by itself (RG-09); ` +
      'start without --clear-latch: positions stay protected and exits go on.',
  );
}
