/** An order watch over a port that keeps orders as the order core does, and reports built by hand. */
import {
  applyFill,
  isAtVenue,
  newOrder,
  type Order,
  transition,
} from '../../src/domain/order/order.ts';
import type { VenueReport } from '../../src/domain/order/types.ts';
import { createOrderWatch, type VenueWatch } from '../../src/domain/order/watch/order-watch.ts';
import {
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../src/domain/order/watch/watch-settings.ts';
import type { HaltScope, WatchPort, WatchQuery } from '../../src/domain/order/watch-port.ts';
import { reportOf } from './order-rig.ts';
import { RowImage } from './row-image.ts';
import { SESSION_OPEN_MS } from './tick-stream.ts';

export const TAG_PREFIX = 123_456;

export interface SentQuery {
  readonly kind: WatchQuery;
  readonly orderId: number;
  readonly queryId: number;
  readonly timeMs: number;
}

/** The order core's side of the seam, with everything the watch asked for recorded. */
export class FakeOrderCore implements WatchPort {
  readonly orders = new Map<number, Order>();
  readonly queries: SentQuery[] = [];
  readonly applied: VenueReport[] = [];
  readonly halts: string[] = [];
  readonly alarms: string[] = [];
  readonly closed: { readonly at: number; readonly quantity: number }[] = [];
  readonly net: number[];
  readonly image: RowImage;
  readonly record: WatchPort['record'];
  timeMs = SESSION_OPEN_MS;

  constructor(instrumentCount: number, image = new RowImage()) {
    this.net = new Array<number>(instrumentCount).fill(0);
    this.image = image;
    this.record = image.record;
  }

  *liveOrders(): Iterable<Order> {
    for (const order of this.orders.values()) if (isAtVenue(order)) yield order;
  }

  find(orderId: number): Order | undefined {
    return this.orders.get(orderId);
  }

  netQuantity(at: number): number {
    return this.net[at] ?? 0;
  }

  instrumentsWithPosition(): readonly number[] {
    return [...this.net.keys()].filter((at) => this.net[at] !== 0);
  }

  applyReport(report: VenueReport): void {
    this.applied.push(report);
    this.take(report);
  }

  query(kind: WatchQuery, orderId: number): number {
    const queryId = this.queries.length + 1;
    this.queries.push({ kind, orderId, queryId, timeMs: this.timeMs });
    return queryId;
  }

  closeUnattributed(at: number, quantity: number): void {
    this.closed.push({ at, quantity });
    this.net[at] = this.netQuantity(at) + quantity;
  }

  halt(scope: HaltScope, at: number, cause: string): void {
    this.halts.push(`${scope} ${at} ${cause}`);
  }

  alarm(cause: string, at: number): void {
    this.alarms.push(`${cause} ${at}`);
  }

  /** A LIMIT order that was just sent. */
  send(orderId: number, changes: Partial<Pick<Order, 'instrumentIndex' | 'side'>> = {}): Order {
    const order = newOrder({
      orderId,
      role: 'entry',
      slot: 0,
      tagPrefix: TAG_PREFIX,
      orderType: 'limit',
      instrumentIndex: 0,
      side: 1,
      quantity: 100,
      limitPaise: 10_000,
      triggerPaise: 0,
      ...changes,
    });
    transition(order, 'sent');
    order.sentAtMs = this.timeMs;
    order.askedAtMs = this.timeMs;
    this.orders.set(orderId, order);
    return order;
  }

  cancel(order: Order): void {
    transition(order, 'cancel_sent');
    order.askedAtMs = this.timeMs;
  }

  /** What the order core does with a report of one of its orders. */
  take(report: VenueReport): void {
    const order = this.orders.get(report.orderId);
    if (order === undefined || report.tagPrefix !== order.tagPrefix) return;
    order.lastReportMs = this.timeMs;
    if (report.venueOrderId > 0 && order.venueOrderId === 0) {
      order.venueOrderId = report.venueOrderId;
    }
    if (report.kind === 'fill') {
      const added = applyFill(order, report);
      const at = order.instrumentIndex;
      this.net[at] = this.netQuantity(at) + order.side * added;
      return;
    }
    if (report.kind === 'unknown') order.unknownSinceMs = this.timeMs;
    const causes = {
      accepted: 'accepted_report',
      rejected: 'rejected_report',
      cancelled: 'cancelled_report',
      expired: 'expired_report',
      modified: 'modified_report',
      triggered: 'triggered_report',
      unknown: 'unknown_report',
    } as const;
    if (!(report.kind in causes)) throw new Error(`A ${report.kind} is no report of an order`);
    transition(order, causes[report.kind as keyof typeof causes]);
    if (report.kind === 'triggered') order.isTriggered = true;
  }
}

/** A row of an order book: 100 at 100.00, open. */
export function rowOf(changes: Partial<VenueReport> = {}): VenueReport {
  const cumulativeQuantity = changes.cumulativeQuantity ?? 0;
  return reportOf({
    kind: 'book_order',
    tagPrefix: changes.orderId === 0 ? 0 : TAG_PREFIX,
    bookStatus: 'open',
    quantity: 100,
    limitPaise: 10_000,
    cumulativeValuePaise: cumulativeQuantity * 10_000,
    ...changes,
  });
}

export function positionOf(instrumentIndex: number, quantity: number): VenueReport {
  return reportOf({ kind: 'book_position', instrumentIndex, quantity });
}

export interface WatchRigOptions {
  readonly settings?: Partial<WatchSettings>;
  readonly instrumentCount?: number;
  /** What a former run left. */
  readonly image?: RowImage;
}

export class WatchRig {
  readonly core: FakeOrderCore;
  readonly watch: VenueWatch;
  #answered = 0;

  constructor({ settings, instrumentCount = 3, image }: WatchRigOptions = {}) {
    this.core = new FakeOrderCore(instrumentCount, image);
    this.watch = createOrderWatch({
      port: this.core,
      settings: { ...DEFAULT_WATCH_SETTINGS, ...settings },
      instrumentCount,
    });
    if (image !== undefined) this.watch.restore(image);
  }

  get timeMs(): number {
    return this.core.timeMs;
  }

  timer(stepMs = 0): void {
    this.core.timeMs += stepMs;
    this.watch.onTimer(this.core.timeMs);
  }

  /** Timers every 500 ms for `totalMs`; `each` runs after every one of them. */
  run(totalMs: number, each: () => void = () => undefined): void {
    for (let passedMs = 0; passedMs < totalMs; passedMs += 500) {
      this.timer(500);
      each();
    }
  }

  /** A pushed report: to its order first, then to the watch. */
  push(changes: Partial<VenueReport>): void {
    const report = reportOf({ kind: 'accepted', tagPrefix: TAG_PREFIX, quantity: 100, ...changes });
    this.core.take(report);
    this.watch.onReport(report);
  }

  /** Queries since the last call. */
  asked(): SentQuery[] {
    const fresh = this.core.queries.slice(this.#answered);
    this.#answered = this.core.queries.length;
    return fresh;
  }

  answer(query: SentQuery, rows: readonly VenueReport[], count = rows.length): void {
    for (const row of rows) this.watch.onReport({ ...row, queryId: query.queryId });
    this.watch.onReport(reportOf({ kind: 'book_end', queryId: query.queryId, quantity: count }));
  }

  /** Answers whatever was asked since the last call: books with these rows, single orders with theirs. */
  answerAll(orders: readonly VenueReport[], positions: readonly VenueReport[] = []): void {
    for (const query of this.asked()) {
      if (query.kind === 'query_orders') this.answer(query, orders);
      else if (query.kind === 'query_positions') this.answer(query, positions);
      else this.#answerOne(query, orders);
    }
  }

  /** Runs until the watch has compared both books and has nothing to confirm. */
  reconcile(orders: readonly VenueReport[] = [], positions: readonly VenueReport[] = []): void {
    this.watch.onStart();
    this.run(20_000, () => this.answerAll(orders, positions));
  }

  #answerOne(query: SentQuery, orders: readonly VenueReport[]): void {
    const row = orders.find(({ orderId }) => orderId === query.orderId);
    const answer = row ?? reportOf({ kind: 'not_found', orderId: query.orderId });
    this.watch.onReport({ ...answer, queryId: query.queryId });
  }
}
