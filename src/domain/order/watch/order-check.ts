/** Compares what the venue says of orders with ours: missed reports, orders of others, and orders that should not be. Order watch. */
import { f64At } from '../../cells.ts';
import type { Order } from '../order.ts';
import { isTerminal } from '../transitions.ts';
import type { VenueReport } from '../types.ts';
import type { WatchPort } from '../watch-port.ts';
import type { Book } from './book-collector.ts';
import {
  amendmentOf,
  hasNewerActivity,
  isBookTerminal,
  isChangedElsewhere,
  isSoundRow,
  newerRow,
  type RowAge,
  reportsOfRow,
} from './book-row.ts';
import type { ExternalOrders } from './external-orders.ts';
import type { OrderAttention } from './order-attention.ts';
import type { ExternalCause } from './rows.ts';
import { VenueLinks } from './venue-links.ts';
import type { WatchSettings } from './watch-settings.ts';

export interface OrderCheckOptions {
  readonly port: WatchPort;
  readonly settings: WatchSettings;
  readonly instrumentCount: number;
  readonly attention: OrderAttention;
  readonly externals: ExternalOrders;
}

export class OrderCheck {
  /** Rows no venue should send. */
  unsoundRows = 0;
  missedFills = 0;
  /** Rows that brought an order to what the venue says. */
  correctedOrders = 0;
  linkConflicts = 0;
  readonly #options: OrderCheckOptions;
  readonly #links = new VenueLinks();
  /** Venue orders whose conflict was reported. */
  readonly #conflicts = new Set<number>();
  /** Session time of the last own fill or command by instrument. */
  readonly #activityMs: Float64Array;

  constructor(options: OrderCheckOptions) {
    this.#options = options;
    this.#activityMs = new Float64Array(options.instrumentCount).fill(Number.NEGATIVE_INFINITY);
  }

  /** The links of orders that are over come back with the first book. */
  restore(): void {
    for (const { venueOrderId, orderId } of this.#options.port.liveOrders()) {
      if (venueOrderId > 0) this.#links.link(venueOrderId, orderId);
    }
  }

  activityMs(at: number): number {
    return f64At(this.#activityMs, at);
  }

  noteActivity(at: number, timeMs: number): void {
    this.#activityMs[at] = Math.max(this.activityMs(at), timeMs);
  }

  /** A complete book: every row is applied, and live orders it should have and has not are missing. */
  compare(book: Book, requestedMs: number, timeMs: number): void {
    const rows = new Map<string, VenueReport>();
    for (const row of book.rows) {
      const key = row.venueOrderId > 0 ? `${row.venueOrderId}` : `${row.tagPrefix} ${row.orderId}`;
      const known = rows.get(key);
      rows.set(key, known === undefined ? row : newerRow(known, row));
    }
    const present = new Set<number>();
    const venueOrders = new Set<number>();
    for (const row of rows.values()) {
      venueOrders.add(row.venueOrderId);
      if (this.#orderOf(row) !== undefined) present.add(row.orderId);
      this.apply(row, requestedMs, timeMs);
    }
    const { port, attention, settings, externals } = this.#options;
    if (book.isExact) externals.endDays(venueOrders, timeMs);
    const newestMs = requestedMs - settings.bookLagMs;
    for (const order of [...port.liveOrders()]) {
      if (present.has(order.orderId)) attention.found(order.orderId);
      else if (book.isExact && !hasNewerActivity(order, newestMs)) attention.missed(order);
    }
  }

  /** A row of an order book, or the answer to a query for one order. */
  apply(row: VenueReport, requestedMs: number, timeMs: number): void {
    if (!isSoundRow(row)) {
      this.unsoundRows += 1;
      return;
    }
    const { port, settings, attention, externals } = this.#options;
    const order = this.#identify(row, timeMs);
    if (order === undefined) return;
    attention.found(order.orderId);
    const isBack = this.#isBack(row, order, requestedMs);
    if (isBack || externals.has(row.venueOrderId)) {
      const isNew = externals.see(row, 'contradiction', timeMs);
      if (isNew) port.halt('instrument', order.instrumentIndex, 'order_came_back');
    }
    const age = { requestedMs, bookLagMs: settings.bookLagMs };
    const reports = [...this.#takeOver(row, order, age), ...reportsOfRow(row, order, age)];
    if (reports.length > 0) this.correctedOrders += 1;
    for (const report of reports) {
      if (report.kind === 'fill') {
        this.missedFills += 1;
        this.noteActivity(order.instrumentIndex, timeMs);
      }
      port.applyReport(report);
    }
  }

  /** Where nothing newer is known of a live order, it is as the venue's rows show it (PP-08); the rules then ask for what they want again. */
  #takeOver(row: VenueReport, order: Order, age: RowAge): VenueReport[] {
    const { attention } = this.#options;
    if (!isChangedElsewhere(row, order, age)) {
      if (!hasNewerActivity(order, age.requestedMs)) attention.unchanged(order.orderId);
      return [];
    }
    return attention.isChangeProven(order) ? [amendmentOf(row)] : [];
  }

  /** A report the venue pushed; its order has already taken it. */
  observe(report: VenueReport, timeMs: number): void {
    const order = this.#orderOf(report);
    if (order === undefined) {
      this.#options.externals.see(report, this.#causeOf(report), timeMs);
      return;
    }
    if (!this.#isLinked(report, order, timeMs)) return;
    this.#options.attention.found(order.orderId);
    if (report.kind === 'fill') this.noteActivity(order.instrumentIndex, timeMs);
  }

  /** Our order that a row speaks of; undefined when it speaks of somebody else's, which is then counted as external. */
  #identify(row: VenueReport, timeMs: number): Order | undefined {
    const order = this.#orderOf(row);
    if (order === undefined) {
      this.#options.externals.see(row, this.#causeOf(row), timeMs);
      return undefined;
    }
    if (!this.#isLinked(row, order, timeMs)) return undefined;
    const isSame = row.instrumentIndex === order.instrumentIndex && row.side === order.side;
    if (isSame && order.sentAtMs > 0) return order;
    // It never left us, or it is another order than the one that did.
    this.#options.externals.see(row, 'contradiction', timeMs);
    return undefined;
  }

  /** The order is over for us, and the venue still has it: its leaves count as external until the venue ends it. */
  #isBack(row: VenueReport, order: Order, requestedMs: number): boolean {
    if (!isTerminal(order.status) || row.bookStatus === '') return false;
    if (row.cumulativeQuantity < order.filledQuantity) return false;
    const newestMs = requestedMs - this.#options.settings.bookLagMs;
    return !isBookTerminal(row.bookStatus) && !hasNewerActivity(order, newestMs);
  }

  #orderOf(report: VenueReport): Order | undefined {
    const order = report.orderId === 0 ? undefined : this.#options.port.find(report.orderId);
    // A venue that names no prefix pushed it on the session that placed the order.
    return report.tagPrefix === 0 || order?.tagPrefix === report.tagPrefix ? order : undefined;
  }

  #causeOf(report: VenueReport): ExternalCause {
    if (report.orderId === 0) return 'no_tag';
    const named = this.#options.port.find(report.orderId);
    return named === undefined ? 'unknown_order' : 'foreign_tag';
  }

  /** OL-07: one venue order for each of ours and the other way round. Anything else is two orders where we meant one. */
  #isLinked(report: VenueReport, order: Order, timeMs: number): boolean {
    const { venueOrderId } = report;
    if (venueOrderId === 0) return true;
    const verdict = this.#links.link(venueOrderId, order.orderId);
    if (verdict === 'linked') return true;
    const { port, externals } = this.#options;
    if (verdict === 'second') externals.see(report, 'duplicate_tag', timeMs);
    if (this.#conflicts.has(venueOrderId)) return false;
    this.#conflicts.add(venueOrderId);
    this.linkConflicts += 1;
    port.halt('account', 0, 'venue_order_conflict');
    const detail = `order ${order.orderId} and venue order ${venueOrderId}`;
    port.alarm('venue_order_conflict', order.instrumentIndex, detail);
    return false;
  }
}
