/** What the paper venue knew when the engine stopped, rebuilt from the order core's rows: its truth is what it reported durably. Pure. */
import type { Order } from '../order/order.ts';
import type { BookStatus, OrderStatus } from '../order/types.ts';
import type { NetPosition } from './net-positions.ts';
import type { RestoredOrder } from './restored-order.ts';

const BOOK_STATUS_OF: Readonly<Record<OrderStatus, BookStatus | null>> = {
  sending: 'open',
  working: 'open',
  partially_filled: 'open',
  pending_cancel: 'open',
  pending_update: 'open',
  unknown: 'open',
  filled: 'filled',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
  intent: null,
  denied: null,
  held: null,
  triggered: null,
};

/** Orders the venue answered for. One it never answered for it never received. */
export function venueOrdersOf(orders: readonly Order[]): RestoredOrder[] {
  return orders.flatMap((order) => {
    const status = BOOK_STATUS_OF[order.status];
    if (status === null || order.venueOrderId === 0) return [];
    const isPending = status === 'open' && order.orderType === 'stop_limit' && !order.isTriggered;
    const { orderId, tagPrefix, venueOrderId, instrumentIndex, side, orderType } = order;
    const { quantity, limitPaise, triggerPaise, filledQuantity, filledValuePaise } = order;
    const bookStatus = isPending ? 'trigger_pending' : status;
    return {
      ...{ orderId, tagPrefix, venueOrderId, instrumentIndex, side, orderType },
      ...{ quantity, limitPaise, triggerPaise, filledQuantity, filledValuePaise, bookStatus },
    };
  });
}

/** Net position per instrument from the fills of those orders. Corrections of ours are not the venue's. */
export function venuePositionsOf(orders: readonly Order[]): NetPosition[] {
  const net = new Map<number, { quantity: number; costPaise: number }>();
  for (const order of orders) {
    if (order.role === 'adjustment' || order.filledQuantity === 0) continue;
    const position = net.get(order.instrumentIndex) ?? { quantity: 0, costPaise: 0 };
    position.quantity += order.side * order.filledQuantity;
    position.costPaise += order.side * order.filledValuePaise;
    net.set(order.instrumentIndex, position);
  }
  const open = [...net].filter(([, { quantity }]) => quantity !== 0);
  return open.map(([instrumentIndex, { quantity, costPaise }]) => ({
    instrumentIndex,
    quantity,
    // Profits already taken are in the sum: a long position is never worth less than nothing, nor a short more.
    costPaise: quantity > 0 ? Math.max(0, costPaise) : Math.min(0, costPaise),
  }));
}
