/** How the order core works its orders. Plain data from the settings; all times are session time. */

/** Which leg of a group rests at the venue; the other is watched here and sent when its price is reached. */
export const RESTING_LEGS = ['target', 'stop'] as const;
export type RestingLeg = (typeof RESTING_LEGS)[number];

export interface OrderSettings {
  /** An entry not filled after this much time is cancelled. */
  readonly entryTimeoutMs: number;
  /** How far through the touch an exit's limit is set; each re-price goes that much further. */
  readonly marketableOffsetBps: number;
  /** Time between re-prices of an exit, and before a refused exit, modify or cancel is tried again. */
  readonly chaseIntervalMs: number;
  /** Re-prices of one exit; then it rests, and an alarm is raised (KS-07). */
  readonly maxChases: number;
  readonly restingLeg: RestingLeg;
  /** How far beyond its trigger the limit of a resting STOP_LIMIT order lies. */
  readonly stopLimitOffsetBps: number;
  /** A trailing stop moves by at least this many price increments at once. */
  readonly trailStepIncrements: number;
  /** An open quantity without a stop for longer than this is unprotected (OC-04). */
  readonly coverTimeoutMs: number;
  /** A place without an answer for this long is of unknown outcome; an unanswered cancel is asked again. */
  readonly responseTimeoutMs: number;
  /** Orders one entry may be cut into where it exceeds the freeze quantity. */
  readonly maxSlices: number;
  /** A tick this much older than the session triggers nothing. */
  readonly staleTickMs: number;
  /** A flatten that is not flat after this long has failed, and goes on trying. */
  readonly flattenTimeoutMs: number;
  /** A group that has been closed for this long is forgotten, but for the quantities of its orders. */
  readonly forgetAfterMs: number;
}
