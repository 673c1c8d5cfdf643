/** The life of one order as data: status × cause → status. What is not in the table is a bug (OL-01). */
import { assert } from '../assert.ts';
import type { OrderStatus } from './types.ts';

/** Why a status changes. Those that end in `_report` are the venue's word; the others are our own acts. */
export const TRANSITION_CAUSES = [
  'accepted_report',
  'rejected_report',
  'partial_fill_report',
  'full_fill_report',
  'modified_report',
  'modify_rejected_report',
  'cancelled_report',
  /** The cancel was refused and nothing is filled yet. */
  'cancel_rejected_report',
  /** The cancel was refused and a part is filled. */
  'cancel_rejected_partly_filled_report',
  /** We sent a cancel. */
  'cancel_sent',
  /** A stop we watch ourselves: its size or trigger follows the entry's fills, its price was crossed, or it is needed no more. */
  'stop_resized',
  'stop_triggered',
  'stop_released',
  /** The kill latch was set before the order was sent; it never leaves. */
  'withheld',
] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

type Row = Readonly<Partial<Record<TransitionCause, OrderStatus>>>;

/**
 * Reports may be repeated, late or overtaken, so terminal rows answer every report: they never reopen an order, and only a fill that
 * completes it still changes them (OL-05).
 */
const TERMINAL_REPORTS = [
  'accepted_report',
  'rejected_report',
  'partial_fill_report',
  'modified_report',
  'modify_rejected_report',
  'cancelled_report',
  'cancel_rejected_report',
  'cancel_rejected_partly_filled_report',
] as const;

function terminalRow(status: OrderStatus): Row {
  const stays = Object.fromEntries(TERMINAL_REPORTS.map((cause) => [cause, status]));
  return { ...stays, full_fill_report: 'filled' };
}

export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, Row>> = {
  sending: {
    accepted_report: 'working',
    rejected_report: 'rejected',
    partial_fill_report: 'partially_filled',
    full_fill_report: 'filled',
    modified_report: 'working',
    modify_rejected_report: 'sending',
    cancelled_report: 'cancelled',
    cancel_rejected_report: 'sending',
    withheld: 'cancelled',
  },
  working: {
    accepted_report: 'working',
    rejected_report: 'rejected',
    partial_fill_report: 'partially_filled',
    full_fill_report: 'filled',
    modified_report: 'working',
    modify_rejected_report: 'working',
    cancelled_report: 'cancelled',
    cancel_rejected_report: 'working',
    cancel_sent: 'pending_cancel',
  },
  partially_filled: {
    accepted_report: 'partially_filled',
    rejected_report: 'rejected',
    partial_fill_report: 'partially_filled',
    full_fill_report: 'filled',
    modified_report: 'partially_filled',
    modify_rejected_report: 'partially_filled',
    cancelled_report: 'cancelled',
    cancel_rejected_partly_filled_report: 'partially_filled',
    cancel_sent: 'pending_cancel',
  },
  pending_cancel: {
    accepted_report: 'pending_cancel',
    rejected_report: 'rejected',
    partial_fill_report: 'pending_cancel',
    full_fill_report: 'filled',
    modified_report: 'pending_cancel',
    modify_rejected_report: 'pending_cancel',
    cancelled_report: 'cancelled',
    cancel_rejected_report: 'working',
    cancel_rejected_partly_filled_report: 'partially_filled',
  },
  held: { stop_resized: 'held', stop_triggered: 'triggered', stop_released: 'cancelled' },
  triggered: {},
  filled: terminalRow('filled'),
  cancelled: terminalRow('cancelled'),
  rejected: terminalRow('rejected'),
};

/** The status after `cause`. Throws `InvariantError` when the table has no such transition. */
export function nextStatus(status: OrderStatus, cause: TransitionCause): OrderStatus {
  const next = ORDER_TRANSITIONS[status][cause];
  assert(next !== undefined, `OL-01 every transition is in the table (${status}, ${cause})`);
  return next;
}

export function isTerminal(status: OrderStatus): boolean {
  return (
    status === 'filled' || status === 'cancelled' || status === 'rejected' || status === 'triggered'
  );
}
