/** Our own resting orders on one instrument, in the order in which the venue would fill them. The paper venue owns one each. */
import type { Tick } from '../tick/tick.ts';
import type { VenueOrder } from './venue-order.ts';

/** Told of each fill, after the order was changed. */
export type OnFill = (order: VenueOrder, quantity: number, pricePaise: number) => void;

export class OwnBook {
  /** Best price first, then the earlier arrival. */
  readonly #bids: VenueOrder[] = [];
  readonly #asks: VenueOrder[] = [];
  /** Day volume at the last tick seen while something rested: a trade counts once. */
  #dayVolume = 0;

  get size(): number {
    return this.#bids.length + this.#asks.length;
  }

  add(order: VenueOrder): void {
    const queue = order.side === 1 ? this.#bids : this.#asks;
    let at = queue.length;
    while (at > 0 && isBetter(order, queue[at - 1] as VenueOrder)) at -= 1;
    queue.splice(at, 0, order);
  }

  remove(order: VenueOrder): void {
    const queue = order.side === 1 ? this.#bids : this.#asks;
    const at = queue.indexOf(order);
    if (at >= 0) queue.splice(at, 1);
  }

  /**
   * Fills against one tick. With a touch: orders that it reaches share the displayed quantity. A fresh order trades at the
   * touch; one that rested is hit at its own limit. Without any touch in the feed: a new trade strictly through the limit fills orders
   * that rested before it, up to its quantity.
   */
  match(tick: Tick, onFill: OnFill): void {
    if (tick.bidPaise > 0 || tick.askPaise > 0) {
      if (tick.askPaise > 0) this.#meet(this.#bids, tick.askPaise, tick.askQuantity, onFill);
      if (tick.bidPaise > 0) this.#meet(this.#asks, tick.bidPaise, tick.bidQuantity, onFill);
    } else if (tick.volume > this.#dayVolume) {
      this.#tradeThrough(this.#bids, tick, onFill);
      this.#tradeThrough(this.#asks, tick, onFill);
    }
    this.#dayVolume = tick.volume;
    for (const order of this.#bids) order.isFresh = false;
    for (const order of this.#asks) order.isFresh = false;
  }

  #meet(queue: VenueOrder[], touchPaise: number, displayed: number, onFill: OnFill): void {
    let available = displayed;
    for (let at = 0; at < queue.length && available > 0; ) {
      const order = queue[at] as VenueOrder;
      if ((order.limitPaise - touchPaise) * order.side < 0) return;
      const pricePaise = order.isFresh ? touchPaise : order.limitPaise;
      available -= fill(order, { available, pricePaise }, onFill);
      if (order.isDone) queue.splice(at, 1);
      else at += 1;
    }
  }

  #tradeThrough(queue: VenueOrder[], tick: Tick, onFill: OnFill): void {
    let available = tick.lastQuantity;
    for (let at = 0; at < queue.length && available > 0; ) {
      const order = queue[at] as VenueOrder;
      if ((order.limitPaise - tick.lastPaise) * order.side <= 0) return;
      if (!order.isFresh) {
        available -= fill(order, { available, pricePaise: order.limitPaise }, onFill);
      }
      if (order.isDone) queue.splice(at, 1);
      else at += 1;
    }
  }
}

function isBetter(order: VenueOrder, other: VenueOrder): boolean {
  return (order.limitPaise - other.limitPaise) * order.side > 0;
}

/** Fills whole lots of what is available; returns the units taken. */
function fill(
  order: VenueOrder,
  offer: { readonly available: number; readonly pricePaise: number },
  onFill: OnFill,
): number {
  const wanted = order.quantity - order.filledQuantity;
  const most = Math.min(wanted, offer.available);
  const quantity = most - (most % order.instrument.lotSize);
  if (quantity === 0) return 0;
  order.filledQuantity += quantity;
  order.isDone = order.filledQuantity === order.quantity;
  onFill(order, quantity, offer.pricePaise);
  return quantity;
}
