/**
 * Push and poll merged: asks the venue for orders and positions, compares them with ours row by row, and finds what is late, unknown,
 * stuck, missing, missed or not ours. It proves nothing by absence (OL-06, PP-07). Stepped by the order core; times come from timers.
 */
import type { StateImage } from '../../journal-row.ts';
import type { ExternalExposure } from '../external-exposure.ts';
import type { Order } from '../order.ts';
import type { VenueReport } from '../types.ts';
import type { OrderWatch, WatchPort } from '../watch-port.ts';
import { type Book, BookCollector } from './book-collector.ts';
import { type BookKind, type BookRequest, BookSchedule } from './book-schedule.ts';
import { ExternalOrders } from './external-orders.ts';
import { OrderAttention } from './order-attention.ts';
import { OrderCheck } from './order-check.ts';
import { PositionCheck } from './position-check.ts';
import type { ExternalOrder } from './rows.ts';
import type { WatchSettings } from './watch-settings.ts';

export interface OrderWatchOptions {
  readonly port: WatchPort;
  readonly settings: WatchSettings;
  readonly instrumentCount: number;
}

export interface WatchStats {
  readonly isReconciled: boolean;
  readonly completeBooks: number;
  /** Books that failed, came incomplete, or did not come. */
  readonly failedBooks: number;
  readonly partialBooks: number;
  readonly abandonedQueries: number;
  /** Answers nobody waits for any more. */
  readonly strayAnswers: number;
  /** Rows no venue should send. */
  readonly unsoundRows: number;
  readonly missedFills: number;
  /** Reports that brought an order to what a book says, fills included. */
  readonly correctedOrders: number;
  readonly missingOrders: number;
  readonly notFoundAnswers: number;
  readonly stuckOrders: number;
  readonly externalOrders: number;
  readonly openExternalOrders: number;
  readonly linkConflicts: number;
  readonly differences: number;
  readonly adjustments: number;
}

export class VenueWatch implements OrderWatch {
  readonly #port: WatchPort;
  readonly #settings: WatchSettings;
  readonly #schedule: BookSchedule;
  readonly #collector: BookCollector;
  readonly #attention: OrderAttention;
  readonly #externals: ExternalOrders;
  readonly #positions: PositionCheck;
  readonly #orders: OrderCheck;
  #nowMs = 0;
  #isRestarting = true;
  #isReconciled = false;
  #areOrdersClean = false;
  /** When the last complete order book was asked for. */
  #ordersRequestedMs = Number.NEGATIVE_INFINITY;
  #retries = 0;
  #querySecond = 0;
  #queriesInSecond = 0;
  #completeBooks = 0;
  #failedBooks = 0;
  #partialBooks = 0;
  #strayAnswers = 0;

  constructor({ port, settings, instrumentCount }: OrderWatchOptions) {
    this.#port = port;
    this.#settings = settings;
    this.#schedule = new BookSchedule(settings);
    this.#collector = new BookCollector(settings.bookRowsMax);
    this.#attention = new OrderAttention(port, settings);
    this.#externals = new ExternalOrders(port, settings.externalOrdersMax);
    this.#positions = new PositionCheck(port, settings, instrumentCount);
    this.#orders = new OrderCheck({
      port,
      settings,
      instrumentCount,
      attention: this.#attention,
      externals: this.#externals,
    });
  }

  /** True from the first clean reconciliation on, until the next start or reconnect: before it, nothing may open. */
  get isReconciled(): boolean {
    return this.#isReconciled;
  }

  restore(image: StateImage): void {
    this.#externals.restore(image);
    this.#positions.restore(image);
    this.#orders.restore();
  }

  /** The venue may know what we do not: both books with the next timer. */
  onStart(): void {
    this.#isRestarting = true;
    this.#isReconciled = false;
    this.#retries = 0;
  }

  /** Push is back; what it would have said in between is asked for. */
  onReconnect(): void {
    this.#schedule.isConnected = true;
    this.onStart();
  }

  /** Push is gone: nothing is inferred, the order book is asked for more often (F2). */
  onDisconnect(): void {
    this.#schedule.isConnected = false;
    this.#schedule.want('orders', this.#nowMs);
  }

  onSent(order: Order): void {
    this.#orders.noteActivity(order.instrumentIndex, this.#nowMs || order.askedAtMs);
  }

  onTimer(timeMs: number): void {
    if (timeMs > this.#nowMs) this.#nowMs = timeMs;
    if (this.#isRestarting) {
      this.#isRestarting = false;
      this.#areOrdersClean = false;
      this.#schedule.restart(this.#nowMs);
    }
    const due = this.#attention.review(this.#nowMs);
    if (due.length > this.#settings.singleQueriesMax) this.#schedule.want('orders', this.#nowMs);
    const failuresBefore = this.#schedule.abandoned;
    const kind = this.#schedule.next(this.#nowMs);
    this.#failedBooks += this.#schedule.abandoned - failuresBefore;
    if (kind !== null) this.#ask(kind);
    // A book proves nothing about an order it lacks, so some are asked for by themselves as well, in turn.
    const isInBook = kind === 'orders' && due.length > this.#settings.singleQueriesMax;
    for (const [place, orderId] of due.entries()) {
      if (isInBook && place >= this.#settings.singleQueriesMax) {
        this.#attention.asked(orderId, 0, this.#nowMs);
      } else if (this.#mayQuery()) {
        const queryId = this.#port.query('query_order', orderId);
        this.#attention.asked(orderId, queryId, this.#nowMs);
      }
    }
  }

  /** Rows of the book that is being received which say nothing new: they only count. */
  skipRows(count: number): void {
    this.#collector.skip(count);
  }

  onReport(report: VenueReport): void {
    switch (report.kind) {
      case 'book_order':
      case 'book_position':
        this.#takeRow(report);
        return;
      case 'book_end':
        this.#endBook(report);
        return;
      case 'book_failed':
        this.#failBook(report);
        return;
      case 'not_found':
        if (this.#attention.answered(report.queryId) === undefined) this.#strayAnswers += 1;
        else this.#attention.notFound += 1;
        return;
      default:
        // Before the first timer after a restart, reports know the time and we do not.
        this.#orders.observe(report, this.#nowMs || report.timeMs);
    }
  }

  /** An operator takes responsibility for an external order; false when there is none of this number. */
  claimExternal(venueOrderId: number): boolean {
    return this.#externals.claim(venueOrderId, this.#nowMs);
  }

  /** A difference of the instrument kept coming back: it is not taken over any more until an operator has looked (PP-09). */
  isDifferenceRefused(at: number): boolean {
    return this.#positions.isRefused(at);
  }

  /** An operator allows a difference that kept coming back to be taken over again; false when none is refused. */
  acknowledgeDifference(at: number): boolean {
    const isAcknowledged = this.#positions.acknowledge(at, this.#nowMs);
    if (isAcknowledged) this.#schedule.want('positions', this.#nowMs);
    return isAcknowledged;
  }

  externalOrders(): readonly ExternalOrder[] {
    return this.#externals.list();
  }

  /** What others hold and may still trade of the instrument: counted in exposure (OL-12). */
  externalExposure(at: number, timeMs: number): ExternalExposure {
    const exposure = this.#externals.exposure(at, timeMs);
    const heldQuantity = exposure.heldQuantity + this.#positions.unattributedQuantity(at);
    return { ...exposure, heldQuantity };
  }

  /** Instruments whose external exposure may be another than at the last call, ascending. */
  takeExternalChanges(): readonly number[] {
    const sources = [this.#externals.changed, this.#positions.changed];
    if (sources.every(({ size }) => size === 0)) return NO_CHANGES;
    const changed = new Set(sources.flatMap((source) => [...source]));
    for (const source of sources) source.clear();
    return [...changed].sort((left, right) => left - right);
  }

  /** Signed units nobody's orders explain, beside what the order core has in its books. */
  unattributedQuantity(at: number): number {
    return this.#positions.unattributedQuantity(at);
  }

  get stats(): WatchStats {
    const attention = this.#attention;
    return {
      isReconciled: this.#isReconciled,
      completeBooks: this.#completeBooks,
      failedBooks: this.#failedBooks,
      partialBooks: this.#partialBooks,
      abandonedQueries: this.#schedule.abandoned + attention.abandoned,
      strayAnswers: this.#strayAnswers,
      unsoundRows:
        this.#orders.unsoundRows + this.#externals.unnamedRows + this.#positions.unusableRows,
      missedFills: this.#orders.missedFills,
      correctedOrders: this.#orders.correctedOrders,
      missingOrders: attention.missing,
      notFoundAnswers: attention.notFound,
      stuckOrders: attention.stuck,
      externalOrders: this.#externals.list().length,
      openExternalOrders: this.#externals.openCount,
      linkConflicts: this.#orders.linkConflicts,
      differences: this.#positions.differences,
      adjustments: this.#positions.adjustments,
    };
  }

  #ask(kind: BookKind): void {
    this.#collector.begin();
    const queryId = this.#port.query(kind === 'orders' ? 'query_orders' : 'query_positions', 0);
    this.#schedule.begin({ kind, queryId, requestedMs: this.#nowMs });
  }

  #mayQuery(): boolean {
    const second = Math.floor(this.#nowMs / 1_000);
    if (second !== this.#querySecond) {
      this.#querySecond = second;
      this.#queriesInSecond = 0;
    }
    if (this.#queriesInSecond >= this.#settings.orderQueriesPerSecond) return false;
    this.#queriesInSecond += 1;
    return true;
  }

  #takeRow(row: VenueReport): void {
    const request = this.#schedule.current;
    const rowKind = request?.kind === 'positions' ? 'book_position' : 'book_order';
    if (request?.queryId === row.queryId && row.kind === rowKind) {
      this.#collector.add(row);
      return;
    }
    const requestedMs = this.#attention.answered(row.queryId);
    if (requestedMs !== undefined && row.kind === 'book_order') {
      this.#orders.apply(row, requestedMs, this.#nowMs);
    } else this.#strayAnswers += 1;
  }

  #endBook(report: VenueReport): void {
    const request = this.#schedule.current;
    if (request === null || request.queryId !== report.queryId) {
      this.#strayAnswers += 1;
      return;
    }
    const book = this.#collector.end(report.quantity);
    if (book === null) {
      this.#partialBooks += 1;
      this.#failedBooks += 1;
      this.#schedule.fail(request.kind, this.#nowMs);
      return;
    }
    this.#completeBooks += 1;
    this.#schedule.complete(request.kind);
    if (request.kind === 'orders') this.#compareOrders(book, request);
    else this.#comparePositions(book, request);
  }

  /** PP-07: a query that failed says nothing about orders or positions. */
  #failBook(report: VenueReport): void {
    const request = this.#schedule.current;
    if (request !== null && request.queryId === report.queryId) {
      this.#failedBooks += 1;
      this.#schedule.fail(request.kind, this.#nowMs);
    } else if (this.#attention.answered(report.queryId) === undefined) this.#strayAnswers += 1;
  }

  #compareOrders(book: Book, request: BookRequest): void {
    this.#orders.compare(book, request.requestedMs, this.#nowMs);
    this.#ordersRequestedMs = request.requestedMs;
    this.#areOrdersClean = this.#attention.isSettled();
    if (!this.#isReconciled && !this.#areOrdersClean) this.#schedule.want('orders', this.#soonMs());
  }

  #comparePositions(book: Book, request: BookRequest): void {
    const isClean = this.#positions.check({
      book,
      queryId: request.queryId,
      requestedMs: request.requestedMs,
      ordersRequestedMs: this.#ordersRequestedMs,
      isBusySince: (at, timeMs) =>
        this.#orders.activityMs(at) >= timeMs || !this.#attention.isSettled(at),
      externalQuantity: (at) => this.#externals.filledQuantity(at),
      unsettled: this.#externals.unsettledInstruments(),
      settle: (at) => this.#externals.settle(at, request.requestedMs - this.#settings.bookLagMs),
      timeMs: this.#nowMs,
    });
    if (isClean && this.#areOrdersClean) {
      this.#isReconciled = true;
      this.#retries = 0;
    }
    if (this.#isReconciled && !this.#positions.isSuspicious) return;
    this.#schedule.want('positions', this.#soonMs());
    if (!this.#isReconciled) this.#retries += 1;
  }

  /** The first tries follow soon after one another, later ones as often as books are asked for anyway. */
  #soonMs(): number {
    const { confirmAfterMs, ordersEveryMs } = this.#settings;
    return this.#nowMs + Math.min(confirmAfterMs * 2 ** Math.min(this.#retries, 16), ordersEveryMs);
  }
}

const NO_CHANGES: readonly number[] = [];

export function createOrderWatch(options: OrderWatchOptions): VenueWatch {
  return new VenueWatch(options);
}
