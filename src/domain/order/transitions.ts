/** The life of one order as data: status × cause → status. What is not in the table is a bug (OL-01). Run by the order core. */
import { assert } from '../assert.ts';
import type { OrderStatus } from './types.ts';

/** Why a status changes. Those that end in `_report` are the venue's word; the others are our own acts or the passing of time. */
export const TRANSITION_CAUSES = [
  'accepted_report',
  'rejected_report',
  'partial_fill_report',
  'full_fill_report',
  'modified_report',
  'modify_rejected_report',
  'cancelled_report',
  'cancel_rejected_report',
  'expired_report',
  'triggered_report',
  /** The port's word: the request left and its outcome did not come back. */
  'unknown_report',
  'sent',
  'modify_sent',
  'cancel_sent',
  /** No answer within the time allowed. */
  'place_overdue',
  'modify_overdue',
  /** It never leaves: the kill latch, the rate budget, a self-trade, a parent that did not fill. */
  'denied',
  /** A correction by reconciliation takes effect. */
  'adjusted',
  /** An order we watch ourselves: it follows the fills, its price was crossed, or it is needed no more. */
  'held',
  'leg_resized',
  'leg_triggered',
  'leg_released',
] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

/** `resting` is `partially_filled` when a part is filled, `working` otherwise. */
type Next = OrderStatus | 'resting';
type Row = Readonly<Partial<Record<TransitionCause, Next>>>;

/** What every order that was sent and is not over can hear. */
const LIVE_REPORTS = {
  rejected_report: 'rejected',
  full_fill_report: 'filled',
  cancelled_report: 'cancelled',
  expired_report: 'expired',
} as const satisfies Row;

/**
 * Reports may be repeated, late or overtaken, so terminal rows answer every report: they never reopen an order, and only a fill that
 * completes it still changes them (OL-05).
 */
function terminalRow(status: OrderStatus): Row {
  return {
    accepted_report: status,
    rejected_report: status,
    partial_fill_report: status,
    full_fill_report: 'filled',
    modified_report: status,
    modify_rejected_report: status,
    cancelled_report: status,
    cancel_rejected_report: status,
    expired_report: status,
    triggered_report: status,
    unknown_report: status,
  };
}

function restingRow(status: 'working' | 'partially_filled'): Row {
  return {
    ...LIVE_REPORTS,
    accepted_report: status,
    partial_fill_report: 'partially_filled',
    modified_report: status,
    modify_rejected_report: status,
    cancel_rejected_report: status,
    triggered_report: status,
    unknown_report: status,
    modify_sent: 'pending_update',
    cancel_sent: 'pending_cancel',
  };
}

export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, Row>> = {
  intent: { sent: 'sending', denied: 'denied', adjusted: 'filled', held: 'held' },
  sending: {
    ...LIVE_REPORTS,
    accepted_report: 'working',
    partial_fill_report: 'partially_filled',
    modified_report: 'resting',
    modify_rejected_report: 'sending',
    cancel_rejected_report: 'sending',
    triggered_report: 'resting',
    unknown_report: 'unknown',
    place_overdue: 'unknown',
  },
  // OL-06: only the venue's own word leads out of it.
  unknown: {
    ...LIVE_REPORTS,
    accepted_report: 'resting',
    partial_fill_report: 'partially_filled',
    modified_report: 'resting',
    modify_rejected_report: 'unknown',
    cancel_rejected_report: 'unknown',
    triggered_report: 'resting',
    unknown_report: 'unknown',
  },
  working: restingRow('working'),
  partially_filled: restingRow('partially_filled'),
  pending_update: {
    ...LIVE_REPORTS,
    accepted_report: 'pending_update',
    partial_fill_report: 'pending_update',
    modified_report: 'resting',
    modify_rejected_report: 'resting',
    cancel_rejected_report: 'pending_update',
    triggered_report: 'pending_update',
    unknown_report: 'pending_update',
    modify_overdue: 'resting',
  },
  pending_cancel: {
    ...LIVE_REPORTS,
    accepted_report: 'pending_cancel',
    partial_fill_report: 'pending_cancel',
    modified_report: 'pending_cancel',
    modify_rejected_report: 'pending_cancel',
    cancel_rejected_report: 'resting',
    triggered_report: 'pending_cancel',
    unknown_report: 'pending_cancel',
    cancel_sent: 'pending_cancel',
  },
  held: { leg_resized: 'held', leg_triggered: 'triggered', leg_released: 'cancelled' },
  triggered: {},
  denied: {},
  filled: terminalRow('filled'),
  cancelled: terminalRow('cancelled'),
  rejected: terminalRow('rejected'),
  expired: terminalRow('expired'),
};

/** Every pair the table allows, in its order; what coverage is measured against. */
export const TRANSITION_PAIRS: readonly (readonly [OrderStatus, TransitionCause])[] =
  Object.entries(ORDER_TRANSITIONS).flatMap(([status, row]) =>
    Object.keys(row).map((cause) => [status as OrderStatus, cause as TransitionCause] as const),
  );

/** The status after `cause`. Throws `InvariantError` when the table has no such transition. */
export function nextStatus(
  status: OrderStatus,
  cause: TransitionCause,
  filledQuantity: number,
): OrderStatus {
  const next = ORDER_TRANSITIONS[status][cause];
  if (next === undefined)
    assert(false, `OL-01 every transition is in the table (${status}, ${cause})`);
  if (next !== 'resting') return next;
  return filledQuantity > 0 ? 'partially_filled' : 'working';
}

/** Over: a late fill may still be applied (OL-05), nothing else changes. */
export function isTerminal(status: OrderStatus): boolean {
  switch (status) {
    case 'filled':
    case 'cancelled':
    case 'rejected':
    case 'expired':
    case 'triggered':
    case 'denied':
      return true;
    default:
      return false;
  }
}
