/** How orders and positions are watched. Plain data from the settings; all times are session time. */

/** What happens to a position nobody's orders explain: it is only reported, or closed where that reduces what the venue holds. */
export type UnattributedPolicy = 'report' | 'close';

export interface WatchSettings {
  /** Whole books are asked for this often; both at once after a start or a reconnect. */
  readonly ordersEveryMs: number;
  readonly positionsEveryMs: number;
  /** How often the order book is asked for while the venue's push channel is down (F2). */
  readonly disconnectedOrdersEveryMs: number;
  /** Until a reconciliation is clean, and to confirm a difference, books are asked for again after this. */
  readonly confirmAfterMs: number;
  /** An answer to a place, modify or cancel that is later than this is asked for (F5). */
  readonly lateAfterMs: number;
  /** An order that is late, unknown or missing is asked for again after this (OL-09). */
  readonly askEveryMs: number;
  /** Age at which an order of unknown outcome halts its instrument, and the account (OL-09). */
  readonly haltInstrumentAfterMs: number;
  readonly haltAccountAfterMs: number;
  /** A cancel or modify without effect for this long is stuck. */
  readonly stuckAfterMs: number;
  /** Queries not answered by then are abandoned. That of one order is below `askEveryMs`. */
  readonly orderQueryTimeoutMs: number;
  readonly bookTimeoutMs: number;
  /** Least time between two requests for a book, and the longest pause after failures. */
  readonly bookGapMs: number;
  readonly backoffMaxMs: number;
  readonly orderQueriesPerSecond: number;
  /** More orders than this to ask for are asked for with one book. */
  readonly singleQueriesMax: number;
  /** A venue may answer with a book that is this much older than the request. */
  readonly bookLagMs: number;
  readonly bookRowsMax: number;
  readonly externalOrdersMax: number;
  /** How often a day the same difference of an instrument is taken over before the account is halted (PP-09). */
  readonly sameDifferenceMax: number;
  readonly unattributed: UnattributedPolicy;
}

export const DEFAULT_WATCH_SETTINGS: WatchSettings = Object.freeze({
  ordersEveryMs: 30_000,
  positionsEveryMs: 60_000,
  disconnectedOrdersEveryMs: 2_000,
  confirmAfterMs: 2_000,
  lateAfterMs: 3_000,
  askEveryMs: 5_000,
  haltInstrumentAfterMs: 15_000,
  haltAccountAfterMs: 60_000,
  stuckAfterMs: 15_000,
  orderQueryTimeoutMs: 4_000,
  bookTimeoutMs: 7_000,
  bookGapMs: 1_000,
  backoffMaxMs: 30_000,
  orderQueriesPerSecond: 5,
  singleQueriesMax: 3,
  bookLagMs: 5_000,
  bookRowsMax: 20_000,
  externalOrdersMax: 2_000,
  sameDifferenceMax: 3,
  unattributed: 'report',
});
