/** When a session is renewed of our own accord; venue thread. */
import { DAY_MS, istDay, istMidnightMs, MINUTE_MS } from '../../domain/instrument/ist-date.ts';

export interface RenewalOptions {
  /** A refresh comes this long before a token ends that says when it does. */
  readonly refreshAheadMs: number;
  /** Every morning, so long after midnight in India, a refresh proves the session while there is time to mend it. */
  readonly preOpenMs: number;
  /** A login follows midnight by so long, plus up to as much again by chance. */
  readonly afterMidnightMs: number;
}

export const RENEWAL_DEFAULTS: RenewalOptions = {
  refreshAheadMs: 10 * MINUTE_MS,
  preOpenMs: (8 * 60 + 45) * MINUTE_MS,
  afterMidnightMs: 5000,
};

export interface RenewalPlan {
  readonly how: 'refresh' | 'login';
  /** Epoch milliseconds. */
  readonly dueMs: number;
}

/**
 * The first renewal after tokens were given at `nowMs` (epoch milliseconds); `chance` is in `[0, 1)`. A refresh may end the old tokens at
 * once, so none happens during the trading day unless they would end by themselves. The broker ends every session at midnight in
 * India, refreshed or not.
 */
export function renewalPlan(
  options: RenewalOptions,
  given: { readonly nowMs: number; readonly jwtToken: string; readonly chance: number },
): RenewalPlan {
  const { nowMs } = given;
  const todayMs = istMidnightMs(istDay(nowMs));
  const overnightMs = todayMs + DAY_MS + options.afterMidnightMs * (1 + given.chance);
  const preOpenMs = todayMs + options.preOpenMs;
  const lifeMs = lifeOfJwtMs(given.jwtToken);
  const refreshMs = Math.min(
    preOpenMs - options.refreshAheadMs > nowMs ? preOpenMs : Number.POSITIVE_INFINITY,
    lifeMs === undefined
      ? Number.POSITIVE_INFINITY
      : nowMs + lifeMs - Math.min(options.refreshAheadMs, lifeMs / 4),
  );
  return refreshMs < todayMs + DAY_MS
    ? { how: 'refresh', dueMs: refreshMs }
    : { how: 'login', dueMs: overnightMs };
}

/** `exp` less `iat` of a JSON web token: a difference, so that a wrong host clock does not matter. */
function lifeOfJwtMs(jwtToken: string): number | undefined {
  const payload = jwtToken.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null) return undefined;
    const { exp, iat } = claims as { readonly exp?: unknown; readonly iat?: unknown };
    if (typeof exp !== 'number' || typeof iat !== 'number' || !(exp > iat)) return undefined;
    return (exp - iat) * 1000;
  } catch {
    return undefined;
  }
}
