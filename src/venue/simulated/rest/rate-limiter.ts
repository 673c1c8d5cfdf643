/** The broker's request limits per client code, counted in real time over rolling windows. Simulator process. */
import {
  RATE_CLASSES,
  type RateClass,
  type RateLimit,
} from '../../../contract/wire/smartapi-rest.ts';

/** Spacing shrinks on the way: requests sent a second apart may arrive a little closer. */
const JITTER_MS = 50;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A refused request does not count. `realMs` arguments are stamps of one monotonic clock. */
export class RateLimiter {
  /** Arrival times of the last hour, oldest first, by client and class. */
  readonly #taken = new Map<string, number[]>();

  isAllowed(clientCode: string, rate: RateClass, realMs: number): boolean {
    const key = `${clientCode} ${rate}`;
    const taken = (this.#taken.get(key) ?? []).filter((atMs) => atMs > realMs - HOUR_MS);
    this.#taken.set(key, taken);
    const { perSecond, perMinute, perHour }: RateLimit = RATE_CLASSES[rate];
    if (countSince(taken, realMs - SECOND_MS + JITTER_MS) >= perSecond) return false;
    if (perMinute !== undefined && countSince(taken, realMs - MINUTE_MS) >= perMinute) return false;
    if (perHour !== undefined && taken.length >= perHour) return false;
    taken.push(realMs);
    return true;
  }
}

function countSince(taken: readonly number[], fromMs: number): number {
  let count = 0;
  for (let at = taken.length - 1; at >= 0 && (taken[at] ?? 0) > fromMs; at -= 1) count += 1;
  return count;
}
