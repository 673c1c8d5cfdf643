/** The seam between the order core and the order watch: what the watch may see and ask for, and what it is told. */
import type { RecordRow, StateImage } from '../journal-row.ts';
import type { Order } from './order.ts';
import type { VenueReport } from './types.ts';

/** What may be halted; `at` is the instrument's index, 0 for the account. */
export type HaltScope = 'instrument' | 'account';

export type WatchQuery = 'query_order' | 'query_orders' | 'query_positions';

/** What the venue says of an instrument. */
export interface VenuePosition {
  /** Signed net units. */
  readonly venueQuantity: number;
  /** Of the unexplained part, paise; absent when the venue does not say. */
  readonly averagePaise?: number;
}

/** The order core as the order watch sees it. */
export interface WatchPort {
  /** Orders the venue may still fill: sent or of unknown outcome, not over. In the order in which they were opened. */
  liveOrders(): Iterable<Order>;
  /** Any order of the session, over or not. */
  find(orderId: number): Order | undefined;
  /** Signed units our fills and adjustments add up to in the instrument. */
  netQuantity(at: number): number;
  /** Instruments whose net quantity is not 0, ascending. */
  instrumentsWithPosition(): readonly number[];
  /** Takes a report as if the venue had pushed it; push and poll merge here. */
  applyReport(report: VenueReport): void;
  /** Sends a read and returns the query id its answers carry. `orderId` is 0 unless one order is asked for. */
  query(kind: WatchQuery, orderId: number): number;
  /**
   * Takes a quantity that no group explains into the books as an adjustment and opens a reduce-only group that closes it.
   * `signedQuantity` is the unexplained position: above 0 is long. What is against an open group is taken from that group: somebody else
   * closed it. Nothing is closed beyond what the venue holds.
   */
  closeUnattributed(at: number, signedQuantity: number, evidence: VenuePosition): void;
  /** Stops entries of the instrument or the account until an operator resumes; exits go on. */
  halt(scope: HaltScope, at: number, cause: string): void;
  alarm(cause: string, at: number, detail: string): void;
  readonly record: RecordRow;
}

/** The order watch as the order core sees it. None of its methods is called from inside another. */
export interface OrderWatch {
  /** Every report. Those about one order were applied to it before, `book_…` and `not_found` are for the watch alone. */
  onReport(report: VenueReport): void;
  onTimer(timeMs: number): void;
  /** A place, modify or cancel of `order` was sent by the input that just ended. */
  onSent(order: Order): void;
  /** Takes up where the recorded rows of the watch left off; called after the orders were restored. */
  restore?(image: StateImage): void;
}
