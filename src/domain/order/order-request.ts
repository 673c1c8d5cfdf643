/** What the order desk is asked for, and the message budget it asks itself. Plain values of the order core. */
import type { TargetSlot } from './order.ts';
import type { OrderRole, OrderType, Side } from './types.ts';

/** The account's budget of messages to the venue; `domain/risk` has one. Taking is counting: each call that says true is one message. */
export interface OrderThrottle {
  tryEntry(timeMs: number): boolean;
  /** May also use the part that is kept for exits and cancels. */
  tryReducing(timeMs: number): boolean;
}

export interface OrderRequest {
  readonly role: OrderRole;
  readonly slot: TargetSlot;
  readonly orderType: OrderType;
  readonly side: Side;
  readonly quantity: number;
  /** 0 for an order that is held. */
  readonly limitPaise: number;
  /** 0 for a LIMIT order. */
  readonly triggerPaise: number;
}

/** Total quantity and prices a live order should have. */
export interface Amendment {
  readonly quantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
}

export interface AppliedFill {
  readonly fillQuantity: number;
  readonly fillPaise: number;
  readonly fillValuePaise: number;
}
