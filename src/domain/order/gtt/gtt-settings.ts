/** How GTTs are held. Plain data from the settings. */

export interface GttSettings {
  /** GTTs that may wait at one time. */
  readonly maxWaiting: number;
  /** How many days ahead the last day of a GTT may be, and is when none is asked for. */
  readonly longestDays: number;
  /** A tick stamped further behind the session time is stale and triggers nothing (FD-04). */
  readonly maxTickAgeMs: number;
  /** A trigger the risk gate has not answered for this long is unresolved. */
  readonly answerTimeoutMs: number;
}

export const DEFAULT_GTT_SETTINGS: GttSettings = Object.freeze({
  maxWaiting: 1_000,
  longestDays: 365,
  maxTickAgeMs: 5_000,
  answerTimeoutMs: 10_000,
});
