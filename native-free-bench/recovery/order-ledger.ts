/** What a client was shown of orders, kept outside the engine: an engine that comes back must know all of it. */
import type { OrderEventView } from '../../src/contract/wire/client-stream.ts';

/** The furthest state of an order that anybody was shown. */
export interface SeenOrder {
  readonly status: string;
  readonly filledQuantity: number;
  readonly instrument: string;
  readonly side: 1 | -1;
}

export class OrderLedger {
  readonly #orders = new Map<string, SeenOrder>();
  readonly #events = new Map<number, string>();
  #conflicts: string[] = [];
  #fillCount = 0;

  /** Different events so far. */
  get eventCount(): number {
    return this.#events.size;
  }

  /** Events whose sequence had been given to another event before. */
  get conflicts(): readonly string[] {
    return this.#conflicts;
  }

  /** By order id. */
  get orders(): ReadonlyMap<string, SeenOrder> {
    return this.#orders;
  }

  get fillCount(): number {
    return this.#fillCount;
  }

  take(event: OrderEventView): void {
    const text = `${event.orderId} ${event.status} ${event.filledQuantity} of ${event.quantity}`;
    const known = this.#events.get(event.sequence);
    if (known !== undefined) {
      if (known !== text) this.#conflicts.push(`event ${event.sequence}: ${known}, then ${text}`);
      return;
    }
    this.#events.set(event.sequence, text);
    if (event.fillQuantity > 0) this.#fillCount++;
    const before = this.#orders.get(event.orderId);
    this.#orders.set(event.orderId, {
      status: event.status,
      filledQuantity: Math.max(event.filledQuantity, before?.filledQuantity ?? 0),
      instrument: event.instrument,
      side: event.side === 'BUY' ? 1 : -1,
    });
  }
}
