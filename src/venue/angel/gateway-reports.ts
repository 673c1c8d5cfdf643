/** Venue reports made of rows, receipts and refusals. Pure; venue thread. */
import { commandReport } from '../../domain/matching/venue-report.ts';
import type {
  BookStatus,
  RejectReason,
  ReportKind,
  VenueCommand,
  VenueReport,
} from '../../domain/order/types.ts';
import type { OrderFacts } from './order-rows.ts';

export interface RowReport {
  readonly kind: ReportKind;
  readonly timeMs: number;
  readonly queryId: number;
  readonly bookStatus: BookStatus;
  /** Σ quantity × price of all fills, where that is known exactly; 0 otherwise. */
  readonly valuePaise: number;
  /** Units of the newest fill; 0 where its price is an estimate, so that the core takes the exact value later. */
  readonly fillQuantity: number;
  /** Price of what is newly filled, rounded; 0 when nothing is filled. */
  readonly fillPaise: number;
}

export function rowReport(facts: OrderFacts, said: RowReport): VenueReport {
  return {
    kind: said.kind,
    orderId: facts.orderId,
    tagPrefix: facts.tagPrefix,
    queryId: said.queryId,
    venueOrderId: facts.venueOrderId,
    bookStatus: said.bookStatus,
    instrumentIndex: facts.instrumentIndex,
    side: facts.side,
    quantity: facts.quantity,
    limitPaise: facts.limitPaise,
    triggerPaise: facts.triggerPaise,
    cumulativeQuantity: facts.filledQuantity,
    cumulativeValuePaise: said.valuePaise,
    fillQuantity: said.fillQuantity,
    fillPaise: said.fillPaise,
    reason: facts.reason,
    timeMs: said.timeMs,
  };
}

/** The broker took the order in: its number is known. Its state at the exchange is not. */
export function acceptedReport(
  command: VenueCommand,
  venueOrderId: number,
  timeMs: number,
): VenueReport {
  const { quantity, limitPaise, triggerPaise } = command;
  const report = commandReport({ kind: 'accepted', timeMs }, command, { quantity });
  return { ...report, venueOrderId, limitPaise, triggerPaise };
}

export interface Refusal {
  readonly reason: RejectReason;
  /** Of the order the command names; 0 when not known. */
  readonly venueOrderId: number;
}

const REFUSAL_KINDS = {
  place: 'rejected',
  modify: 'modify_rejected',
  cancel: 'cancel_rejected',
} as const satisfies Record<string, ReportKind>;

/** A place, modify or cancel was refused, by the broker or before it left. */
export function refusalReport(
  command: VenueCommand & { readonly kind: keyof typeof REFUSAL_KINDS },
  { reason, venueOrderId }: Refusal,
  timeMs: number,
): VenueReport {
  const head = { kind: REFUSAL_KINDS[command.kind], timeMs };
  return { ...commandReport(head, command, { reason }), venueOrderId };
}
