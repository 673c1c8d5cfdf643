/** Turns what the simulated venue knows into the reports an engine gets. */
import type {
  RejectReason,
  ReportKind,
  VenueCommand,
  VenueReport,
} from '../../../src/domain/order/types.ts';
import type { TruthOrder } from '../venue/venue-order.ts';

const BLANK: VenueReport = {
  kind: 'accepted',
  orderId: 0,
  tagPrefix: 0,
  queryId: 0,
  venueOrderId: 0,
  bookStatus: '',
  instrumentIndex: 0,
  side: 1,
  quantity: 0,
  limitPaise: 0,
  triggerPaise: 0,
  cumulativeQuantity: 0,
  cumulativeValuePaise: 0,
  fillQuantity: 0,
  fillPaise: 0,
  reason: '',
  timeMs: 0,
};

/** The order as it stands, whatever the report is about. */
export function reportOf(
  kind: ReportKind,
  order: TruthOrder,
  changes: Partial<VenueReport>,
): VenueReport {
  return {
    ...BLANK,
    kind,
    orderId: order.terms.orderId,
    tagPrefix: order.terms.tagPrefix,
    venueOrderId: order.venueOrderId,
    instrumentIndex: order.terms.instrumentIndex,
    side: order.terms.side,
    quantity: order.quantity,
    limitPaise: order.limitPaise,
    triggerPaise: order.triggerPaise,
    cumulativeQuantity: order.cumulativeQuantity,
    cumulativeValuePaise: order.cumulativeValuePaise,
    ...changes,
  };
}

/** An answer about an order the venue does not know, or a word of the port itself. */
export function answerTo(
  command: VenueCommand,
  kind: ReportKind,
  detail: { readonly reason: RejectReason | ''; readonly timeMs: number },
): VenueReport {
  return {
    ...BLANK,
    kind,
    orderId: command.orderId,
    tagPrefix: command.tagPrefix,
    queryId: command.queryId,
    instrumentIndex: command.instrumentIndex,
    side: command.side,
    ...detail,
  };
}

/** One row of an order book: the order with its status. Built field by field, because books are most of what a day sends. */
export function bookRow(order: TruthOrder, queryId: number, timeMs: number): VenueReport {
  const { terms } = order;
  return {
    kind: 'book_order',
    orderId: terms.orderId,
    tagPrefix: terms.tagPrefix,
    queryId,
    venueOrderId: order.venueOrderId,
    bookStatus: order.status,
    instrumentIndex: terms.instrumentIndex,
    side: terms.side,
    quantity: order.quantity,
    limitPaise: order.limitPaise,
    triggerPaise: order.triggerPaise,
    cumulativeQuantity: order.cumulativeQuantity,
    cumulativeValuePaise: order.cumulativeValuePaise,
    fillQuantity: 0,
    fillPaise: 0,
    reason: order.reason,
    timeMs,
  };
}

export function positionRow(
  position: { readonly at: number; readonly quantity: number; readonly valuePaise: number },
  queryId: number,
  timeMs: number,
): VenueReport {
  return {
    ...BLANK,
    kind: 'book_position',
    queryId,
    instrumentIndex: position.at,
    quantity: position.quantity,
    cumulativeValuePaise: position.valuePaise,
    timeMs,
  };
}

export function bookEnd(queryId: number, rows: number, timeMs: number): VenueReport {
  return { ...BLANK, kind: 'book_end', queryId, quantity: rows, timeMs };
}

export function bookFailed(queryId: number, timeMs: number): VenueReport {
  return { ...BLANK, kind: 'book_failed', queryId, timeMs };
}
