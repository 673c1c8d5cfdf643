/** Our own orders on one instrument, in the order in which the venue would fill or trigger them. The paper venue owns one each. */
import type { Side } from '../order/types.ts';
import type { Tick } from '../tick/tick.ts';
import { isLive, type VenueOrder } from './venue-order.ts';

/** Told of each change a tick makes, after the order was changed. */
export interface BookListener {
  onTrigger(order: VenueOrder): void;
  onFill(order: VenueOrder, quantity: number, pricePaise: number): void;
}

export class OwnBook {
  /** Best price first, then the earlier arrival. */
  readonly #bids: VenueOrder[] = [];
  readonly #asks: VenueOrder[] = [];
  /** Untriggered stops: nearest to the market first, then the earlier arrival. */
  readonly #buyStops: VenueOrder[] = [];
  readonly #sellStops: VenueOrder[] = [];
  /** Day volume at the last tick seen while something rested: a trade counts once, and one before the first tick never. */
  #dayVolume = Number.POSITIVE_INFINITY;

  get size(): number {
    const { length: stops } = this.#buyStops;
    return this.#bids.length + this.#asks.length + stops + this.#sellStops.length;
  }

  /** A copy: bids, asks, then stops. */
  orders(): VenueOrder[] {
    return [...this.#bids, ...this.#asks, ...this.#buyStops, ...this.#sellStops];
  }

  add(order: VenueOrder): void {
    const queue = this.#queueOf(order);
    let at = queue.length;
    while (at > 0 && isBefore(order, queue[at - 1] as VenueOrder)) at -= 1;
    queue.splice(at, 0, order);
  }

  /** The order must have the status with which it was added. */
  remove(order: VenueOrder): void {
    const queue = this.#queueOf(order);
    const at = queue.indexOf(order);
    if (at >= 0) queue.splice(at, 1);
  }

  /**
   * Triggers and fills against one tick. With a touch: orders that it reaches share the displayed quantity. An arriving order trades
   * at the touch, a triggered one at the worst price since the last tick, one that rested is hit at its own limit. Without any touch in the
   * feed: a new trade strictly through the limit fills orders that rested before it, up to its quantity.
   */
  match(tick: Tick, listener: BookListener): void {
    this.#trigger(this.#buyStops, tick, listener);
    this.#trigger(this.#sellStops, tick, listener);
    if (tick.bidPaise > 0 || tick.askPaise > 0) {
      if (tick.askPaise > 0) this.#meet(1, tick, listener);
      if (tick.bidPaise > 0) this.#meet(-1, tick, listener);
    } else if (tick.volume > this.#dayVolume) {
      this.#tradeThrough(this.#bids, tick, listener);
      this.#tradeThrough(this.#asks, tick, listener);
    }
    this.#dayVolume = tick.volume;
    settle(this.#bids, tick.exchangeTimeMs);
    settle(this.#asks, tick.exchangeTimeMs);
  }

  #queueOf(order: VenueOrder): VenueOrder[] {
    if (order.bookStatus === 'trigger_pending') {
      return order.side === 1 ? this.#buyStops : this.#sellStops;
    }
    return order.side === 1 ? this.#bids : this.#asks;
  }

  /** A trade at the trigger or beyond, by the last price or the extremes since the last tick, makes a stop a LIMIT order. */
  #trigger(stops: VenueOrder[], tick: Tick, listener: BookListener): void {
    for (let at = 0; at < stops.length; ) {
      const order = stops[at] as VenueOrder;
      const extremePaise = order.side === 1 ? tick.highPaise : tick.lowPaise;
      if ((extremePaise - order.triggerPaise) * order.side < 0) return;
      if (order.liveFromMs > tick.exchangeTimeMs) {
        at += 1;
        continue;
      }
      stops.splice(at, 1);
      order.bookStatus = 'open';
      order.standing = 'triggered';
      this.add(order);
      listener.onTrigger(order);
    }
  }

  #meet(side: Side, tick: Tick, listener: BookListener): void {
    const queue = side === 1 ? this.#bids : this.#asks;
    const touchPaise = touchOf(side, tick);
    let available = side === 1 ? tick.askQuantity : tick.bidQuantity;
    for (let at = 0; at < queue.length && available > 0; ) {
      const order = queue[at] as VenueOrder;
      if ((order.limitPaise - touchPaise) * side < 0) return;
      if (order.liveFromMs <= tick.exchangeTimeMs) {
        available -= fill(order, { available, pricePaise: priceAt(order, tick) }, listener);
      }
      if (isLive(order)) at += 1;
      else queue.splice(at, 1);
    }
  }

  #tradeThrough(queue: VenueOrder[], tick: Tick, listener: BookListener): void {
    let available = tick.lastQuantity;
    for (let at = 0; at < queue.length && available > 0; ) {
      const order = queue[at] as VenueOrder;
      if ((order.limitPaise - tick.lastPaise) * order.side <= 0) return;
      if (order.standing === 'resting' && order.liveFromMs <= tick.exchangeTimeMs) {
        available -= fill(order, { available, pricePaise: order.limitPaise }, listener);
      }
      if (isLive(order)) at += 1;
      else queue.splice(at, 1);
    }
  }
}

/** What an order of `side` trades against. */
function touchOf(side: Side, tick: Tick): number {
  return side === 1 ? tick.askPaise : tick.bidPaise;
}

function isBefore(order: VenueOrder, other: VenueOrder): boolean {
  if (order.bookStatus === 'trigger_pending') {
    return (order.triggerPaise - other.triggerPaise) * order.side < 0;
  }
  return (order.limitPaise - other.limitPaise) * order.side > 0;
}

/**
 * The trade that triggered a stop came before the touch of the same tick: what the price recovered since then is not given to it.
 * Never beyond the limit.
 */
function priceAt(order: VenueOrder, tick: Tick): number {
  const { side, limitPaise } = order;
  const touchPaise = touchOf(side, tick);
  if (order.standing === 'resting') return limitPaise;
  if (order.standing === 'arriving') return touchPaise;
  if (side === 1) return Math.min(limitPaise, Math.max(touchPaise, tick.highPaise));
  return Math.max(limitPaise, Math.min(touchPaise, tick.lowPaise));
}

/** Whatever a tick has met rests from now on. */
function settle(queue: readonly VenueOrder[], tickTimeMs: number): void {
  for (const order of queue) {
    if (order.liveFromMs <= tickTimeMs) order.standing = 'resting';
  }
}

/** Fills whole lots of what is available; returns the units taken. */
function fill(
  order: VenueOrder,
  offer: { readonly available: number; readonly pricePaise: number },
  listener: BookListener,
): number {
  const wanted = order.quantity - order.filledQuantity;
  const most = Math.min(wanted, offer.available);
  const quantity = most - (most % order.instrument.lotSize);
  if (quantity === 0) return 0;
  order.filledQuantity += quantity;
  order.filledValuePaise += quantity * offer.pricePaise;
  if (order.filledQuantity === order.quantity) order.bookStatus = 'filled';
  listener.onFill(order, quantity, offer.pricePaise);
  return quantity;
}
