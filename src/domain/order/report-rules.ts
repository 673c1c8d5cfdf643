/** What a venue report does to its order. Pushed and polled reports take this one path. Run by the order core. */

import { assert } from '../assert.ts';
import type { RuleContext } from './exit-rules.ts';
import { applyFill, correctValue, isLive, isResting, type Order, transition } from './order.ts';
import type { TransitionCause } from './transitions.ts';
import type { ReportKind, VenueReport } from './types.ts';

/** Reports that change the status alone. */
const PLAIN_CAUSES = {
  accepted: 'accepted_report',
  cancelled: 'cancelled_report',
  expired: 'expired_report',
} as const satisfies Partial<Record<ReportKind, TransitionCause>>;

export class ReportRules {
  readonly #context: RuleContext;

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** False when the report cannot be about this order, and nothing was changed. */
  apply(order: Order, report: VenueReport): boolean {
    if (!this.#isAbout(order, report)) return false;
    const { desk } = this.#context;
    desk.outbox.touchOrder(order);
    order.lastReportMs = desk.timeMs;
    order.reportedQuantity = Math.max(order.reportedQuantity, report.cumulativeQuantity);
    const isAmended = confirmAmendment(order, report);
    const isFilled = this.#applyFill(order, report);
    this.#applyKind(order, report, isAmended, isFilled);
    if (order.status !== 'unknown') order.unknownSinceMs = 0;
    return true;
  }

  #applyKind(order: Order, report: VenueReport, isAmended: boolean, isFilled: boolean): void {
    switch (report.kind) {
      case 'cancelled':
      case 'expired':
        if (isLive(order)) order.reason = report.reason;
        this.#move(order, PLAIN_CAUSES[report.kind], isAmended && !isFilled);
        return;
      case 'accepted':
        this.#move(order, PLAIN_CAUSES[report.kind], isAmended && !isFilled);
        return;
      case 'rejected':
        if (isLive(order)) order.reason = report.reason;
        this.#move(order, 'rejected_report', false);
        return;
      case 'fill':
        if (isAmended && !isFilled) this.#context.desk.emit(order);
        return;
      case 'modified':
        this.#applyModified(order, (isAmended && !isFilled) || takeOver(order, report));
        return;
      case 'modify_rejected':
      case 'cancel_rejected':
        this.#applyRefusal(order, report);
        return;
      case 'triggered':
        this.#applyTriggered(order);
        return;
      case 'unknown':
        if (transition(order, 'unknown_report')) this.markUnknown(order);
        return;
      case 'not_found':
      case 'book_order':
      case 'book_position':
      case 'book_end':
      case 'book_failed':
        return;
      default:
        report.kind satisfies never;
    }
  }

  /** The order is of unknown outcome from now on; the order watch finds out. */
  markUnknown(order: Order): void {
    const { desk, counters } = this.#context;
    order.unknownSinceMs = desk.timeMs;
    counters.unknownOrders += 1;
    desk.emit(order);
  }

  #move(order: Order, cause: TransitionCause, isAnnounced: boolean): void {
    if (transition(order, cause) || isAnnounced) this.#context.desk.emit(order);
  }

  /** A `modified` that shows the order otherwise than our newest modify asked is the answer to an older one. */
  #applyModified(order: Order, isAnnounced: boolean): void {
    if (order.status === 'pending_update') {
      if (isAnnounced) this.#context.desk.emit(order);
      return;
    }
    this.#move(order, 'modified_report', isAnnounced);
  }

  #applyRefusal(order: Order, report: VenueReport): void {
    const { desk, settings } = this.#context;
    const cause =
      report.kind === 'modify_rejected' ? 'modify_rejected_report' : 'cancel_rejected_report';
    if (!transition(order, cause)) return;
    order.reason = report.reason;
    order.retryAtMs = desk.timeMs + settings.chaseIntervalMs;
    desk.wakeAt(order.retryAtMs);
    desk.emit(order);
    order.reason = '';
  }

  /** A STOP_LIMIT order whose trigger traded is the way out; the group exits with it. */
  #applyTriggered(order: Order): void {
    const isFirst = isLive(order) && !order.isTriggered && order.orderType === 'stop_limit';
    if (isFirst) order.isTriggered = true;
    this.#move(order, 'triggered_report', isFirst);
  }

  /**
   * Any report may name fills. Without their value only a `fill` can be applied, by its own price; the others wait for it. True when
   * units are new.
   */
  #applyFill(order: Order, report: VenueReport): boolean {
    const { desk, counters } = this.#context;
    const isFill = report.kind === 'fill';
    if (!isFill && report.cumulativeValuePaise === 0) return false;
    const before = { quantity: order.filledQuantity, valuePaise: order.filledValuePaise };
    const wasLive = isLive(order);
    // An order the venue shows filled to its whole quantity is complete, whatever we last asked it to be; one it shows filled beyond
    // what we take it for is as large as the venue says.
    const isWhole = report.cumulativeQuantity === report.quantity;
    const isLarger = report.cumulativeQuantity > order.quantity && report.quantity > order.quantity;
    if ((isWhole && report.quantity > before.quantity) || isLarger) {
      order.quantity = report.quantity;
    }
    const fillQuantity = applyFill(order, report);
    if (fillQuantity === 0) {
      const correctionPaise = correctValue(order, report);
      if (correctionPaise !== 0) {
        desk.emit(order, { fillQuantity: 0, fillPaise: 0, fillValuePaise: correctionPaise });
      } else if (isFill) counters.repeatedFills += 1;
      return false;
    }
    if (!wasLive) counters.lateFills += 1;
    if (order.orderType === 'stop_limit') order.isTriggered = true;
    const fillValuePaise = order.filledValuePaise - before.valuePaise;
    const isPriced = isFill && report.fillPaise > 0;
    const averagePaise = Math.max(1, Math.round(fillValuePaise / fillQuantity));
    const fillPaise = isPriced ? report.fillPaise : averagePaise;
    desk.emit(order, { fillQuantity, fillPaise, fillValuePaise });
    return true;
  }

  /** The tag of this start, and the venue's number of this order (OL-07). */
  #isAbout(order: Order, report: VenueReport): boolean {
    const { desk, registry } = this.#context;
    if (order.sentAtMs === 0) return false;
    if (report.tagPrefix !== 0 && report.tagPrefix !== order.tagPrefix) return false;
    if (report.venueOrderId === 0) return true;
    if (registry.bindVenueOrder(order, report.venueOrderId)) return true;
    const detail = `OL-07 order ${order.orderId} is not the venue's ${report.venueOrderId}`;
    desk.alarm('venue_order_mismatch', order.instrumentIndex, detail);
    return false;
  }
}

/**
 * Every report shows the order as the venue has it. When that is what our modify asked for, the modify is confirmed, whichever
 * report says so; an older state says nothing.
 */
function confirmAmendment(order: Order, report: VenueReport): boolean {
  if (order.requestedQuantity === 0) return false;
  if (report.quantity !== order.requestedQuantity) return false;
  if (report.limitPaise !== order.requestedLimitPaise) return false;
  // A stop that triggered while the modify was on its way keeps the trigger it had; it is of no use any more.
  const isTriggered = order.isTriggered || report.bookStatus === 'open';
  if (!isTriggered && report.triggerPaise !== order.requestedTriggerPaise) return false;
  order.quantity = Math.max(report.quantity, order.filledQuantity);
  order.limitPaise = report.limitPaise;
  order.triggerPaise = report.triggerPaise;
  order.requestedQuantity = 0;
  order.requestedLimitPaise = 0;
  order.requestedTriggerPaise = 0;
  order.modifyAttempts = 0;
  assert(order.quantity >= order.filledQuantity, 'OL-11 a modified order keeps its fills');
  if (order.status === 'pending_update' || isResting(order)) transition(order, 'modified_report');
  return true;
}

/**
 * A `modified` out of the venue's book, told while nothing of ours is in flight: the order is as the venue has it. One that was pushed may be
 * older than what we know, and changes nothing. True when the order is another one now.
 */
function takeOver(order: Order, report: VenueReport): boolean {
  if (report.queryId === 0 || !isResting(order)) return false;
  const { quantity, limitPaise } = report;
  const triggerPaise = order.isTriggered ? order.triggerPaise : report.triggerPaise;
  const isSame =
    quantity === order.quantity &&
    limitPaise === order.limitPaise &&
    triggerPaise === order.triggerPaise;
  if (isSame || quantity <= order.filledQuantity) return false;
  order.quantity = quantity;
  order.limitPaise = limitPaise;
  order.triggerPaise = triggerPaise;
  return true;
}
