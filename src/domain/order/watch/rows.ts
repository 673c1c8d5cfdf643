/** What the order watch makes durable: orders that are not ours, and every difference it took over. */
import { defineRowKind } from '../../journal-row.ts';
import { BOOK_STATUSES, type BookStatus, type Side } from '../types.ts';

/**
 * Why an order at the venue is not counted as one of ours: it has no tag of ours; its tag names no order; the tag is of another day or
 * start; a second order carries the tag of ours; or it contradicts what the venue said of the order before.
 */
export const EXTERNAL_CAUSES = [
  'no_tag',
  'unknown_order',
  'foreign_tag',
  'duplicate_tag',
  'contradiction',
] as const;
export type ExternalCause = (typeof EXTERNAL_CAUSES)[number];

/** An order of the account that this engine did not make or no longer answers for (OL-12). */
export interface ExternalOrder {
  readonly venueOrderId: number;
  /** What its tag says; 0 without one. */
  readonly orderId: number;
  readonly tagPrefix: number;
  readonly cause: ExternalCause;
  readonly instrumentIndex: number;
  readonly side: Side;
  readonly quantity: number;
  readonly limitPaise: number;
  readonly cumulativeQuantity: number;
  readonly status: BookStatus;
  /** An operator claimed it: only then may it be cancelled on its own account. */
  readonly isClaimed: boolean;
  readonly firstSeenMs: number;
  readonly timeMs: number;
}

export const EXTERNAL_ORDER_ROW = defineRowKind<ExternalOrder>({
  kind: 'external_order',
  version: 1,
  fields: {
    venueOrderId: 'int',
    orderId: 'int',
    tagPrefix: 'int',
    cause: EXTERNAL_CAUSES,
    instrumentIndex: 'int',
    side: 'int',
    quantity: 'int',
    limitPaise: 'int',
    cumulativeQuantity: 'int',
    status: BOOK_STATUSES,
    isClaimed: 'flag',
    firstSeenMs: 'int',
    timeMs: 'int',
  },
  keyOf: (row) => row.venueOrderId,
});

export const ADJUSTMENT_CAUSES = ['external_order', 'unexplained'] as const;
export type AdjustmentCause = (typeof ADJUSTMENT_CAUSES)[number];

/**
 * `reported`: counted as unattributed here. `booked`: all or part of it went to the order core, off its groups or to be closed. `refused`:
 * the same difference came back too often (PP-09). `acknowledged`: an operator allows the next one after that.
 */
export const ADJUSTMENT_ACTIONS = ['reported', 'booked', 'refused', 'acknowledged'] as const;
export type AdjustmentAction = (typeof ADJUSTMENT_ACTIONS)[number];

/** One difference between the venue's position and ours, with its evidence: two books that agree (PP-06). */
export interface Adjustment {
  /** Hash of what follows up to `ownQuantity`: the same evidence gives the same id. */
  readonly adjustmentId: string;
  readonly day: number;
  readonly instrumentIndex: number;
  /** 1-based per instrument. */
  readonly ordinal: number;
  readonly venueQuantity: number;
  readonly ownQuantity: number;
  /** Signed units: of the difference, what went to the order core, and what is counted as unattributed here. */
  readonly differenceQuantity: number;
  readonly bookedQuantity: number;
  readonly reportedQuantity: number;
  /** How often this difference of the instrument has been met, this time included. */
  readonly occurrence: number;
  readonly cause: AdjustmentCause;
  readonly action: AdjustmentAction;
  /** The two queries whose books agree, and when the later one was asked. */
  readonly firstQueryId: number;
  readonly queryId: number;
  readonly requestedMs: number;
  readonly timeMs: number;
}

export const ADJUSTMENT_ROW = defineRowKind<Adjustment>({
  kind: 'adjustment',
  version: 1,
  fields: {
    adjustmentId: 'text',
    day: 'int',
    instrumentIndex: 'int',
    ordinal: 'int',
    venueQuantity: 'int',
    ownQuantity: 'int',
    differenceQuantity: 'int',
    bookedQuantity: 'int',
    reportedQuantity: 'int',
    occurrence: 'int',
    cause: ADJUSTMENT_CAUSES,
    action: ADJUSTMENT_ACTIONS,
    firstQueryId: 'int',
    queryId: 'int',
    requestedMs: 'int',
    timeMs: 'int',
  },
  keyOf: (row) => row.adjustmentId,
});
