/** The paper venue's reports, whole: every field of an order as the venue has it. */
import type { RejectReason, ReportKind, VenueCommand, VenueReport } from '../order/types.ts';
import type { NetPosition } from './net-positions.ts';
import type { VenueOrder } from './venue-order.ts';

interface ReportDetail {
  readonly queryId: number;
  readonly fillQuantity: number;
  readonly fillPaise: number;
  readonly reason: RejectReason | '';
}

const NO_DETAIL: ReportDetail = { queryId: 0, fillQuantity: 0, fillPaise: 0, reason: '' };

export interface ReportHead {
  readonly kind: ReportKind;
  readonly timeMs: number;
}

/** About an order that the venue has. */
export function orderReport(
  { kind, timeMs }: ReportHead,
  order: VenueOrder,
  detail: Partial<ReportDetail> = NO_DETAIL,
): VenueReport {
  return {
    kind,
    orderId: order.orderId,
    tagPrefix: order.tagPrefix,
    queryId: detail.queryId ?? 0,
    venueOrderId: order.venueOrderId,
    bookStatus: order.bookStatus,
    instrumentIndex: order.instrument.index,
    side: order.side,
    quantity: order.quantity,
    limitPaise: order.limitPaise,
    triggerPaise: order.triggerPaise,
    cumulativeQuantity: order.filledQuantity,
    cumulativeValuePaise: order.filledValuePaise,
    fillQuantity: detail.fillQuantity ?? 0,
    fillPaise: detail.fillPaise ?? 0,
    reason: detail.reason ?? '',
    timeMs,
  };
}

/** About a command that names no order of the venue, and the end of a book (`quantity`: rows before it). */
export function commandReport(
  { kind, timeMs }: ReportHead,
  command: VenueCommand,
  detail: { readonly reason?: RejectReason; readonly quantity?: number } = {},
): VenueReport {
  return {
    kind,
    orderId: command.orderId,
    tagPrefix: command.tagPrefix,
    queryId: command.queryId,
    venueOrderId: 0,
    bookStatus: '',
    instrumentIndex: command.instrumentIndex,
    side: command.side,
    quantity: detail.quantity ?? 0,
    limitPaise: 0,
    triggerPaise: 0,
    cumulativeQuantity: 0,
    cumulativeValuePaise: 0,
    fillQuantity: 0,
    fillPaise: 0,
    reason: detail.reason ?? '',
    timeMs,
  };
}

/** One row of the answer to `command`, a `query_positions`. */
export function positionReport(
  command: VenueCommand,
  position: NetPosition,
  timeMs: number,
): VenueReport {
  return {
    ...commandReport({ kind: 'book_position', timeMs }, command),
    orderId: 0,
    tagPrefix: 0,
    instrumentIndex: position.instrumentIndex,
    side: position.quantity > 0 ? 1 : -1,
    quantity: position.quantity,
    cumulativeValuePaise: position.costPaise,
  };
}
