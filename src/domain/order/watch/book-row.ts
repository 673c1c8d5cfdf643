/** One row of an order book turned into what the venue would have pushed. Pure; used by the order watch. */
import type { Order } from '../order.ts';
import { isTerminal } from '../transitions.ts';
import type { BookStatus, RejectReason, ReportKind, VenueReport } from '../types.ts';

/** What the row may prove. All are session times in epoch milliseconds. */
export interface RowAge {
  /** When the query of the book was sent. */
  readonly requestedMs: number;
  /** A venue may answer with a book this much older than the request. */
  readonly bookLagMs: number;
}

export function isBookTerminal(status: BookStatus): boolean {
  return status !== 'open' && status !== 'trigger_pending';
}

/** The state of an order that a report implies; undefined when it implies none. */
export function statusOfReport(report: VenueReport): BookStatus | undefined {
  if (report.bookStatus !== '') return report.bookStatus;
  switch (report.kind) {
    case 'accepted':
    case 'modified':
    case 'triggered':
      return 'open';
    case 'fill':
      return report.cumulativeQuantity >= report.quantity ? 'filled' : 'open';
    case 'cancelled':
    case 'rejected':
    case 'expired':
      return report.kind;
    default:
      return undefined;
  }
}

/** Does the row describe an order as the venue can have it? What does not is counted and ignored (F17). */
export function isSoundRow(row: VenueReport): boolean {
  const { bookStatus, quantity, cumulativeQuantity } = row;
  if (bookStatus === '' || quantity <= 0) return false;
  if (cumulativeQuantity < 0 || cumulativeQuantity > quantity) return false;
  return bookStatus !== 'filled' || cumulativeQuantity === quantity;
}

/** Of two rows of one order the one that says more: more filled, then an end, then the later one. */
export function newerRow(left: VenueReport, right: VenueReport): VenueReport {
  if (left.cumulativeQuantity !== right.cumulativeQuantity) {
    return left.cumulativeQuantity > right.cumulativeQuantity ? left : right;
  }
  const isLeftFinal = left.bookStatus !== '' && isBookTerminal(left.bookStatus);
  const isRightFinal = right.bookStatus !== '' && isBookTerminal(right.bookStatus);
  return isLeftFinal && !isRightFinal ? left : right;
}

/** Did we hear of the order, or ask something of it, after the moment `atMs`? Then a book of that moment is not the last word (PP-08). */
export function hasNewerActivity(order: Order, atMs: number): boolean {
  return order.lastReportMs >= atMs || order.askedAtMs >= atMs;
}

/**
 * The reports that bring `order` to what `row` says, in the order in which they happened; none when the row says nothing new. Fills are
 * cumulative, so they count whatever the age of the row; everything else only counts when nothing newer is known (PP-08).
 */
export function reportsOfRow(row: VenueReport, order: Order, age: RowAge): VenueReport[] {
  const reports: VenueReport[] = [];
  if (row.cumulativeQuantity > order.filledQuantity) reports.push(fillOf(row, order));
  if (isTerminal(order.status)) return reports;
  // Less than we know to be filled: the row is older than our last report.
  if (row.cumulativeQuantity < order.filledQuantity) return reports;
  const kind = kindOfRow(row, order, age);
  if (kind !== null && !(kind === 'accepted' && reports.length > 0)) {
    reports.push({ ...row, kind, fillQuantity: 0, fillPaise: 0, reason: reasonOf(kind, row) });
  }
  return reports;
}

function kindOfRow(row: VenueReport, order: Order, age: RowAge): ReportKind | null {
  const status = row.bookStatus;
  const isUnproven = order.status === 'sending' || order.status === 'unknown';
  switch (status) {
    case '':
    case 'filled':
      return null;
    case 'cancelled':
    case 'rejected':
    case 'expired':
      return isUnproven || !hasNewerActivity(order, age.requestedMs) ? status : null;
    case 'open':
    case 'trigger_pending': {
      const isStopLive = status === 'open' && order.orderType === 'stop_limit';
      if (isStopLive && !order.isTriggered) return 'triggered';
      if (isUnproven) return 'accepted';
      if (hasNewerActivity(order, age.requestedMs - age.bookLagMs)) return null;
      return isAsRequested(row, order) ? 'modified' : null;
    }
    default: {
      status satisfies never;
      return null;
    }
  }
}

/** Is the order at the venue what our unanswered, or refused, modify asked for? */
function isAsRequested(row: VenueReport, order: Order): boolean {
  return (
    order.requestedQuantity > 0 &&
    row.quantity === order.requestedQuantity &&
    row.limitPaise === order.requestedLimitPaise &&
    row.triggerPaise === order.requestedTriggerPaise
  );
}

/** Does a live order look otherwise at the venue than we ever asked it to? Somebody else changed it. */
export function isChangedElsewhere(row: VenueReport, order: Order, age: RowAge): boolean {
  if (order.status !== 'working' && order.status !== 'partially_filled') return false;
  if (hasNewerActivity(order, age.requestedMs - age.bookLagMs)) return false;
  if (row.bookStatus !== 'open' && row.bookStatus !== 'trigger_pending') return false;
  const isSameTrigger = order.orderType === 'limit' || row.triggerPaise === order.triggerPaise;
  const isAsKnown =
    row.quantity === order.quantity && row.limitPaise === order.limitPaise && isSameTrigger;
  return !isAsKnown && !isAsRequested(row, order);
}

/** The row as the report that the order now is as it says. It names no fill: those have a report of their own. */
export function amendmentOf(row: VenueReport): VenueReport {
  return {
    ...row,
    kind: 'modified',
    cumulativeQuantity: 0,
    cumulativeValuePaise: 0,
    fillQuantity: 0,
    fillPaise: 0,
    reason: '',
  };
}

/** Where the venue names no value, the limit stands in for the price until a report names the value. */
function fillOf(row: VenueReport, order: Order): VenueReport {
  const isValued = row.cumulativeValuePaise > 0;
  const fillPaise = row.fillPaise || row.limitPaise || order.limitPaise;
  return { ...row, kind: 'fill', fillQuantity: 0, fillPaise: isValued ? 0 : fillPaise, reason: '' };
}

function reasonOf(kind: ReportKind, row: VenueReport): RejectReason | '' {
  return kind === 'rejected' && row.reason === '' ? 'venue_error' : row.reason;
}
