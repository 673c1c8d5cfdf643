/** One order as the simulated venue has it: the truth that only the world sees. */
import type { BookStatus, OrderType, RejectReason, Side } from '../../../src/domain/order/types.ts';

export interface VenueTerms {
  /** '' for an order of the account holder's own hand; other programs of the account have tags too. */
  readonly tag: string;
  /** Not of the engine. */
  readonly isExternal: boolean;
  /** 0 and 0 without a tag. */
  readonly orderId: number;
  readonly tagPrefix: number;
  readonly instrumentIndex: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly quantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
}

export interface TruthOrder {
  terms: VenueTerms;
  readonly venueOrderId: number;
  readonly placedMs: number;
  status: BookStatus;
  quantity: number;
  limitPaise: number;
  triggerPaise: number;
  cumulativeQuantity: number;
  cumulativeValuePaise: number;
  fills: number;
  reason: RejectReason | '';
}

export function isAlive(order: TruthOrder): boolean {
  return order.status === 'open' || order.status === 'trigger_pending';
}

export function leavesOf(order: TruthOrder): number {
  return isAlive(order) ? order.quantity - order.cumulativeQuantity : 0;
}
