/** The orders of the account that are not ours: found, counted, never touched (OL-12). Part of the order watch. */
import { istDay } from '../../instrument/ist-date.ts';
import type { StateImage } from '../../journal-row.ts';
import type { ExternalExposure } from '../external-exposure.ts';
import type { BookStatus, VenueReport } from '../types.ts';
import type { WatchPort } from '../watch-port.ts';
import { isBookTerminal, statusOfReport } from './book-row.ts';
import { EXTERNAL_ORDER_ROW, type ExternalCause, type ExternalOrder } from './rows.ts';

export class ExternalOrders {
  /** Instruments whose exposure is another now; whoever tells it takes them off. */
  readonly changed = new Set<number>();
  readonly #port: Pick<WatchPort, 'record' | 'alarm' | 'halt'>;
  readonly #max: number;
  readonly #orders = new Map<number, ExternalOrder>();
  /** By venue order id: what it had filled when our positions and the venue's last agreed. Gone with a restart: then all of it counts again. */
  readonly #settled = new Map<number, number>();
  #isFull = false;
  /** Rows of orders with neither a tag of ours nor a number of the venue. */
  unnamedRows = 0;

  constructor(port: Pick<WatchPort, 'record' | 'alarm' | 'halt'>, max: number) {
    this.#port = port;
    this.#max = max;
  }

  restore(image: StateImage): void {
    for (const order of image.rows(EXTERNAL_ORDER_ROW)) {
      this.#orders.set(order.venueOrderId, order);
      this.changed.add(order.instrumentIndex);
    }
  }

  has(venueOrderId: number): boolean {
    return this.#orders.has(venueOrderId);
  }

  /** Takes what the venue says of an order that is not ours. Repeated and overtaken words change nothing. True: it is new. */
  see(report: VenueReport, cause: ExternalCause, timeMs: number): boolean {
    const { venueOrderId, instrumentIndex } = report;
    if (venueOrderId === 0) {
      this.unnamedRows += 1;
      return false;
    }
    const before = this.#orders.get(venueOrderId);
    if (before === undefined && this.#orders.size >= this.#max) {
      this.#refuse(instrumentIndex);
      return false;
    }
    const after = before === undefined ? firstSight(report, cause, timeMs) : merged(before, report);
    if (after === before) return false;
    this.#take({ ...after, timeMs: Math.max(after.timeMs, timeMs) });
    if (before !== undefined) return false;
    const what = `${after.side > 0 ? 'buy' : 'sell'} ${after.quantity} at ${after.limitPaise} paise`;
    this.#port.alarm('external_order', instrumentIndex, `${venueOrderId} (${cause}): ${what}`);
    return true;
  }

  /**
   * A complete book of a later day: orders are for the day, so one the book no longer has ended with its session. What was over before
   * is forgotten, once a book of positions has shown its fills.
   */
  endDays(present: ReadonlySet<number>, timeMs: number): void {
    const today = istDay(timeMs);
    for (const [venueOrderId, order] of this.#orders) {
      if (istDay(order.timeMs) >= today || present.has(venueOrderId)) continue;
      if (isBookTerminal(order.status)) {
        if (this.#unsettled(order) !== 0) continue;
        this.#orders.delete(venueOrderId);
        this.#settled.delete(venueOrderId);
      } else {
        this.#take({ ...order, status: 'expired', timeMs });
      }
    }
  }

  /** An operator takes responsibility for one; false when there is none. */
  claim(venueOrderId: number, timeMs: number): boolean {
    const order = this.#orders.get(venueOrderId);
    if (order === undefined) return false;
    if (order.isClaimed) return true;
    this.#take({ ...order, isClaimed: true, timeMs: Math.max(order.timeMs, timeMs) });
    return true;
  }

  /** Those of the day and what is open of earlier ones, in the order in which they were found. */
  list(): readonly ExternalOrder[] {
    return [...this.#orders.values()];
  }

  /** Signed units they filled in the instrument; fills of an order of ours that came back are its own. */
  filledQuantity(at: number): number {
    let net = 0;
    for (const order of this.#orders.values()) {
      if (order.instrumentIndex !== at || order.cause === 'contradiction') continue;
      net += order.side * order.cumulativeQuantity;
    }
    return net;
  }

  /** The venue's position in a book that shows all up to `newestMs` agrees with ours: it has what they had filled by then. */
  settle(at: number, newestMs: number): void {
    for (const order of this.#orders.values()) {
      if (order.instrumentIndex !== at || order.timeMs > newestMs) continue;
      if (this.#unsettled(order) === 0) continue;
      this.#settled.set(order.venueOrderId, order.cumulativeQuantity);
      this.changed.add(at);
    }
  }

  /** Instruments with fills that no book of positions has shown yet. */
  unsettledInstruments(): ReadonlySet<number> {
    const instruments = new Set<number>();
    for (const order of this.#orders.values()) {
      if (this.#unsettled(order) !== 0) instruments.add(order.instrumentIndex);
    }
    return instruments;
  }

  /** What exposure has to count of them: what may still fill, and fills that no book of positions has shown yet. */
  exposure(at: number, timeMs: number): ExternalExposure {
    const quantity = { buy: 0, sell: 0 };
    const valuePaise = { buy: 0, sell: 0 };
    const unpriced = { buy: 0, sell: 0 };
    let heldQuantity = 0;
    for (const order of this.#orders.values()) {
      if (order.instrumentIndex !== at) continue;
      heldQuantity += order.side * this.#unsettled(order);
      if (isBookTerminal(order.status)) continue;
      const side = order.side === 1 ? 'buy' : 'sell';
      const leaves = order.quantity - order.cumulativeQuantity;
      quantity[side] += leaves;
      valuePaise[side] += leaves * order.limitPaise;
      if (order.limitPaise === 0) unpriced[side] += leaves;
    }
    return {
      instrumentIndex: at,
      buyQuantity: quantity.buy,
      sellQuantity: quantity.sell,
      buyValuePaise: valuePaise.buy,
      sellValuePaise: valuePaise.sell,
      unpricedBuyQuantity: unpriced.buy,
      unpricedSellQuantity: unpriced.sell,
      heldQuantity,
      timeMs,
    };
  }

  get openCount(): number {
    let count = 0;
    for (const { status } of this.#orders.values()) if (!isBookTerminal(status)) count += 1;
    return count;
  }

  #take(order: ExternalOrder): void {
    this.#orders.set(order.venueOrderId, order);
    this.changed.add(order.instrumentIndex);
    this.#port.record(EXTERNAL_ORDER_ROW, order);
  }

  /** Fills of an order of ours that came back are in our own books. */
  #unsettled({ venueOrderId, cause, cumulativeQuantity }: ExternalOrder): number {
    if (cause === 'contradiction') return 0;
    return cumulativeQuantity - (this.#settled.get(venueOrderId) ?? 0);
  }

  #refuse(at: number): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#port.halt('account', 0, 'too_many_external_orders');
    this.#port.alarm('too_many_external_orders', at, `more than ${this.#max}`);
  }
}

function firstSight(report: VenueReport, cause: ExternalCause, timeMs: number): ExternalOrder {
  const { venueOrderId, orderId, tagPrefix, instrumentIndex, side } = report;
  return {
    venueOrderId,
    orderId,
    tagPrefix,
    cause,
    instrumentIndex,
    side,
    quantity: Math.max(report.quantity, report.cumulativeQuantity),
    limitPaise: report.limitPaise,
    cumulativeQuantity: report.cumulativeQuantity,
    status: statusOfReport(report) ?? 'open',
    isClaimed: false,
    firstSeenMs: timeMs,
    timeMs,
  };
}

/** Fills never fall and an end is final; `before` itself when nothing is new. */
function merged(before: ExternalOrder, report: VenueReport): ExternalOrder {
  const cumulativeQuantity = Math.max(before.cumulativeQuantity, report.cumulativeQuantity);
  const isOlder = report.cumulativeQuantity < before.cumulativeQuantity;
  const isFinal = isBookTerminal(before.status);
  const status: BookStatus =
    isFinal || isOlder ? before.status : (statusOfReport(report) ?? before.status);
  const isAmended = !isFinal && !isOlder && report.quantity > 0;
  const quantity = Math.max(isAmended ? report.quantity : before.quantity, cumulativeQuantity);
  const limitPaise = isAmended ? report.limitPaise : before.limitPaise;
  const isSame =
    cumulativeQuantity === before.cumulativeQuantity &&
    status === before.status &&
    quantity === before.quantity &&
    limitPaise === before.limitPaise;
  return isSame ? before : { ...before, cumulativeQuantity, status, quantity, limitPaise };
}
