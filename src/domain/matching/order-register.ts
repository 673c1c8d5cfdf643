/** Every order the paper venue has received, by tag, and the numbers it gives them. The paper venue owns one. */
import { assert } from '../assert.ts';
import { dateKeyOfDay } from '../instrument/ist-date.ts';
import { EPOCHS_PER_DAY, FIRST_TAG_DAY } from '../order/order-tag.ts';
import { isLive, type VenueOrder } from './venue-order.ts';

/** A number is `yymmdd` and nine digits: the shape of a broker's (SmartAPI `orderid`). */
const NUMBERS_PER_DAY = 1_000_000_000;

/**
 * Orders of the day and what was still live when it began; those that ended on an earlier day are forgotten when a day begins, as a
 * venue's order book forgets them.
 */
export class OrderRegister {
  readonly #byPrefix = new Map<number, Map<number, VenueOrder>>();
  /** As the number `yymmdd`. */
  #today = 0;
  #lastNumber = 0;
  #hasDay = false;
  /** Orders tagged on this day (since 1970-01-01) and later were not forgotten. */
  #completeFromDay = 0;

  /** `day`: days since 1970-01-01 IST, later than any before. */
  startDay(day: number): void {
    if (this.#hasDay) {
      this.#forget();
      this.#completeFromDay = day;
    }
    this.#hasDay = true;
    this.#today = Number(dateKeyOfDay(day).slice(2).replaceAll('-', ''));
  }

  /** The number of the next order, unique over all days and restarts. */
  nextNumber(): number {
    this.#lastNumber = Math.max(this.#lastNumber, this.#today * NUMBERS_PER_DAY) + 1;
    return this.#lastNumber;
  }

  add(order: VenueOrder): void {
    let orders = this.#byPrefix.get(order.tagPrefix);
    if (orders === undefined) {
      orders = new Map();
      this.#byPrefix.set(order.tagPrefix, orders);
    }
    assert(!orders.has(order.orderId), 'ID-01 an order is placed at most once');
    orders.set(order.orderId, order);
    this.#lastNumber = Math.max(this.#lastNumber, order.venueOrderId);
  }

  find(tagPrefix: number, orderId: number): VenueOrder | undefined {
    return this.#byPrefix.get(tagPrefix)?.get(orderId);
  }

  /** Does an order with this tag that is not here prove that none was received? */
  provesAbsence(tagPrefix: number): boolean {
    return FIRST_TAG_DAY + Math.floor(tagPrefix / EPOCHS_PER_DAY) >= this.#completeFromDay;
  }

  /** 0 for an order of today's, above 0 for one of an earlier day, below 0 for a restored one of a later day. */
  ageOf(order: VenueOrder): number {
    const yymmdd = Math.floor(order.venueOrderId / NUMBERS_PER_DAY);
    return this.#today - yymmdd;
  }

  /** Orders placed today in the order of their arrival per tag prefix; orders that arrive meanwhile are included. */
  *today(): Generator<VenueOrder, void, undefined> {
    for (const orders of this.#byPrefix.values()) {
      for (const order of orders.values()) if (this.ageOf(order) === 0) yield order;
    }
  }

  #forget(): void {
    for (const [tagPrefix, orders] of this.#byPrefix) {
      for (const [orderId, order] of orders) if (!isLive(order)) orders.delete(orderId);
      if (orders.size === 0) this.#byPrefix.delete(tagPrefix);
    }
  }
}
