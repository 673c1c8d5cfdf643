/** One row per order, its latest event, newest first. Browser. */
import type { OrderEventView } from '../../contract/wire/client-stream.ts';
import { count, istTime, price, words } from './format.ts';
import { byId, type CellText, number, setRows } from './page.ts';

const KEPT_ORDERS = 100;

/** Statuses that stand out; all others are shown plain. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  working: 'live',
  partially_filled: 'live',
  held: 'live',
  filled: 'up',
  rejected: 'down',
  denied: 'down',
  expired: 'faint',
  cancelled: 'faint',
  unknown: 'warn strong',
};

export class OrdersPanel {
  /** By id, least recently changed first. */
  readonly #orders = new Map<string, OrderEventView>();
  #isDrawn = false;

  apply(events: readonly OrderEventView[], isSnapshot: boolean): void {
    if (isSnapshot) this.#orders.clear();
    for (const event of events) {
      this.#orders.delete(event.orderId);
      this.#orders.set(event.orderId, event);
    }
    for (const orderId of this.#orders.keys()) {
      if (this.#orders.size <= KEPT_ORDERS) break;
      this.#orders.delete(orderId);
    }
    this.#isDrawn = false;
  }

  draw(): void {
    if (this.#isDrawn) return;
    this.#isDrawn = true;
    const rows = [...this.#orders.values()].reverse().map(cellsOf);
    setRows(byId('orders'), rows, 'No orders yet.');
  }
}

function cellsOf(order: OrderEventView): readonly CellText[] {
  const { triggerPaise, limitPaise, reason } = order;
  return [
    { text: istTime(order.timeMs) },
    { text: order.strategy, title: `order ${order.orderId} of group ${order.groupId}` },
    { text: order.instrument },
    { text: words(order.role) },
    { text: order.side, className: order.side === 'BUY' ? 'up' : 'down' },
    number(`${count(order.filledQuantity)} / ${count(order.quantity)}`),
    number(price(limitPaise)),
    number(price(triggerPaise)),
    {
      text: `${words(order.status)}${reason && `: ${words(reason)}`}`,
      className: `wrap ${CLASS_NAMES[order.status] ?? ''}`,
    },
  ];
}
