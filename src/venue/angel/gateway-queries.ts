/** Answers the core's questions about orders and positions with the broker's books. The order gateway owns one; venue thread. */
import type { OrderRow } from '../../contract/wire/smartapi-order-rows.ts';
import type { Position } from '../../contract/wire/smartapi-portfolio.ts';
import { ERROR_CODES } from '../../contract/wire/smartapi-rest.ts';
import type { VenueEffects } from '../../domain/effects.ts';
import type { NetPosition } from '../../domain/matching/net-positions.ts';
import { commandReport, positionReport } from '../../domain/matching/venue-report.ts';
import type { VenueCommand } from '../../domain/order/types.ts';
import type { CallResult } from './call.ts';
import type { InstrumentIndexes } from './gateway-instruments.ts';
import type { KnownOrder, KnownOrders } from './gateway-orders.ts';
import type { OrderApi } from './gateway-ports.ts';
import type { RowReporter } from './gateway-rows.ts';
import { SharedRead } from './gateway-shared-read.ts';

export interface GatewayQueriesOptions {
  readonly api: OrderApi;
  readonly orders: KnownOrders;
  readonly rows: RowReporter;
  readonly instruments: InstrumentIndexes;
  readonly effects: VenueEffects;
  readonly timeMs: () => number;
}

/** Only what came whole in an answer that says success is a book; everything else is `book_failed` and says nothing (PP-07). */
export class GatewayQueries {
  readonly #options: GatewayQueriesOptions;
  readonly #orderBook: SharedRead<OrderRow[]>;
  readonly #positions: SharedRead<Position[]>;
  /** The order book, its rows said as news: once, however many wait for it. */
  readonly #news: SharedRead<OrderRow[]>;

  constructor(options: GatewayQueriesOptions) {
    this.#options = options;
    this.#orderBook = new SharedRead(() => options.api.orderBook());
    this.#positions = new SharedRead(() => options.api.positions());
    this.#news = new SharedRead(() => this.#readNews());
  }

  async answerOrders(query: VenueCommand): Promise<void> {
    const result = await this.#orderBook.read();
    if (result.phase !== 'accepted') {
      this.#fail(query);
      return;
    }
    const { data: rows } = result;
    for (const row of rows) this.#options.rows.answer(row, query.queryId);
    this.#options.rows.forgetAbsent(rows);
    this.#end(query, rows.length);
  }

  async answerPositions(query: VenueCommand): Promise<void> {
    const result = await this.#positions.read();
    if (result.phase !== 'accepted') {
      this.#fail(query);
      return;
    }
    const { effects, timeMs } = this.#options;
    const positions = this.#netOf(result.data);
    for (const position of positions) effects.report(positionReport(query, position, timeMs()));
    this.#end(query, positions.length);
  }

  /** By its unique id where that is known; else from the order book, by its tag. */
  async answerOrder(query: VenueCommand): Promise<void> {
    const known = this.#options.orders.find(query);
    if (known === undefined || known.uniqueId === '') return this.#findInBook(query);
    const result = await this.#detailsOf(known);
    if (result.phase === 'accepted') this.#options.rows.answer(result.data, query.queryId);
    else if (isNotFound(result)) this.#say('not_found', query);
    else this.#fail(query);
  }

  /** Takes what a whole order book says of our orders as news; false when none came. */
  async reconcile(): Promise<boolean> {
    return (await this.#news.read()).phase === 'accepted';
  }

  /** Takes what the broker says of one order as news. */
  async look(known: KnownOrder): Promise<void> {
    if (known.uniqueId === '') {
      await this.reconcile();
      return;
    }
    const result = await this.#detailsOf(known);
    if (result.phase === 'accepted') this.#options.rows.push(result.data, 'book');
  }

  async #readNews(): Promise<CallResult<OrderRow[]>> {
    const result = await this.#orderBook.read();
    if (result.phase !== 'accepted') return result;
    for (const row of result.data) this.#options.rows.push(row, 'book');
    this.#options.rows.forgetAbsent(result.data);
    return result;
  }

  async #findInBook(query: VenueCommand): Promise<void> {
    const result = await this.#orderBook.read();
    if (result.phase !== 'accepted') {
      this.#fail(query);
      return;
    }
    const { rows } = this.#options;
    const own = result.data.filter((row) => {
      const { orderId, tagPrefix } = rows.factsOf(row);
      return orderId === query.orderId && tagPrefix === query.tagPrefix;
    });
    const [first, ...others] = own;
    if (first === undefined) this.#say('not_found', query);
    else rows.answer(first, query.queryId);
    // Two orders with one tag: the core has to know of both.
    for (const other of others) rows.push(other, 'stream');
  }

  /** Details of another order than the one asked for are as good as none. */
  async #detailsOf({ uniqueId, brokerId }: KnownOrder): Promise<CallResult<OrderRow>> {
    const result = await this.#options.api.orderDetails(uniqueId);
    if (result.phase !== 'accepted' || result.data.orderId === brokerId) return result;
    return { phase: 'ambiguous', cause: 'unreadable', message: 'Details of another order came.' };
  }

  /** One row per instrument: products are netted, as the core counts units of an instrument, whatever they are for. */
  #netOf(rows: readonly Position[]): NetPosition[] {
    const net = new Map<number, { quantity: number; costPaise: number }>();
    for (const row of rows) {
      const at = this.#options.instruments.indexOf(row.exchange, row.symbolToken);
      const sum = net.get(at) ?? { quantity: 0, costPaise: 0 };
      sum.quantity += row.netQuantity;
      sum.costPaise += row.buyValuePaise + row.carriedBuyValuePaise;
      sum.costPaise -= row.sellValuePaise + row.carriedSellValuePaise;
      net.set(at, sum);
    }
    const open = [...net].filter(([, { quantity }]) => quantity !== 0);
    return open.map(([instrumentIndex, { quantity, costPaise }]) => ({
      instrumentIndex,
      quantity,
      // Profits of the day are in the sum: a long position is never worth less than nothing, nor a short more.
      costPaise: quantity > 0 ? Math.max(0, costPaise) : Math.min(0, costPaise),
    }));
  }

  /** Names no order: it says nothing about any. */
  #fail(query: VenueCommand): void {
    this.#say('book_failed', { ...query, orderId: 0, tagPrefix: 0 });
  }

  #end(query: VenueCommand, quantity: number): void {
    const { effects, timeMs } = this.#options;
    effects.report(commandReport({ kind: 'book_end', timeMs: timeMs() }, query, { quantity }));
  }

  #say(kind: 'book_failed' | 'not_found', query: VenueCommand): void {
    const { effects, timeMs } = this.#options;
    effects.report(commandReport({ kind, timeMs: timeMs() }, query));
  }
}

function isNotFound(result: CallResult<unknown>): boolean {
  return result.phase === 'rejected' && result.code === ERROR_CODES.orderNotFound;
}
