/** How the order core works its orders. Plain data from the settings. */

export interface OrderSettings {
  /** An entry not filled after this much exchange time is cancelled. */
  readonly entryTimeoutMs: number;
  /** How far through the touch an exit's limit is set; each re-price goes that much further. */
  readonly marketableOffsetBps: number;
  /** Exchange time between re-prices of an exit, and before a refused exit or cancel is tried again. */
  readonly chaseIntervalMs: number;
  /** Re-prices of one exit order; then it rests, and counts as exhausted (KS-07). */
  readonly maxChases: number;
}
