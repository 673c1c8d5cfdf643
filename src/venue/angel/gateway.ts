/**
 * The order gateway: commands in, calls to the broker out, reports back; the live counterpart of the paper venue. Venue thread, on its event
 * loop.
 */
import type { OrderRow } from '../../contract/wire/smartapi-order-rows.ts';
import type { OrderReceipt } from '../../contract/wire/smartapi-orders.ts';
import { assert } from '../../domain/assert.ts';
import type { RestoredOrder } from '../../domain/matching/restored-order.ts';
import type { AmendedOrder } from '../../domain/matching/venue-order.ts';
import { commandReport } from '../../domain/matching/venue-report.ts';
import type { RejectReason, VenueCommand, VenueReport } from '../../domain/order/types.ts';
import type { CallResult, Lane, PreCallReason } from './call.ts';
import { InstrumentIndexes } from './gateway-instruments.ts';
import { isOver, type KnownOrder, KnownOrders, type Write } from './gateway-orders.ts';
import type { OrderGatewayOptions } from './gateway-ports.ts';
import { GatewayQueries } from './gateway-queries.ts';
import { reasonOfPreCall, reasonOfRejection } from './gateway-reasons.ts';
import { acceptedReport, refusalReport } from './gateway-reports.ts';
import { RowReporter } from './gateway-rows.ts';
import { cancelBody, modifyBody, placeBody } from './order-bodies.ts';
import type { OrderStreamListener } from './order-stream.ts';
import { modifyRefusal, type PreflightFacts, placeRefusal } from './preflight.ts';

export interface GatewayStats {
  readonly unknownInstruments: number;
  readonly duplicateRows: number;
  readonly overtakenRows: number;
  readonly estimatedFills: number;
  readonly correctedFills: number;
  /** Fills whose value stays an estimate. */
  readonly abandonedValues: number;
  readonly contradictoryTrades: number;
}

type WriteCommand = VenueCommand & { readonly kind: Write['kind'] };

/** Nothing left, and nothing will for a while, whatever is asked. */
const OUTAGES: ReadonlySet<PreCallReason> = new Set([
  'circuit_open',
  'not_connected',
  'not_logged_in',
  'closed',
]);

/** While the order stream is down the book is read this often, as long as an order is live (F2). */
const BLIND_POLL_MS = 2_000;

/**
 * A receipt says that the broker took a request in. That an order was changed or cancelled only a row says, from the stream or a book, so
 * an accepted modify or cancel is no report. Where the outcome of a place is not known, `unknown` is said; of a modify or cancel nothing: it
 * may be repeated, and the core's overdue rules do that. One order's writes leave one after another.
 */
export class OrderGateway implements OrderStreamListener {
  readonly #options: OrderGatewayOptions;
  readonly #instruments: InstrumentIndexes;
  readonly #orders = new KnownOrders();
  readonly #rows: RowReporter;
  readonly #queries: GatewayQueries;
  #isStreaming = false;
  #cancelPoll: (() => void) | null = null;
  #isClosed = false;

  constructor(options: OrderGatewayOptions) {
    const { api, runtime, timeMs } = options;
    const effects = { report: (report: VenueReport) => this.#report(report) };
    const orders = this.#orders;
    this.#options = options;
    const instruments = new InstrumentIndexes(options.instruments);
    this.#instruments = instruments;
    const readTradeBook = () => api.tradeBook();
    const rows = new RowReporter({ orders, instruments, effects, timeMs, runtime, readTradeBook });
    this.#rows = rows;
    this.#queries = new GatewayQueries({ api, orders, rows, instruments, effects, timeMs });
  }

  /** Takes up the orders an earlier gateway reported, before the first command; what it never had an answer for is learned from rows. */
  restore(orders: readonly RestoredOrder[]): void {
    this.#orders.restore(orders);
    this.#pollWhileBlind();
  }

  /** Not after `close`. */
  onCommand(command: VenueCommand): void {
    assert(!this.#isClosed, 'a closed gateway is given no command');
    const { kind } = command;
    if (kind === 'query_order') void this.#queries.answerOrder(command);
    else if (kind === 'query_orders') void this.#queries.answerOrders(command);
    else if (kind === 'query_positions') void this.#queries.answerPositions(command);
    else this.#onWrite({ ...command, kind });
  }

  onRow(row: OrderRow): void {
    if (!this.#isClosed) this.#rows.push(row, 'stream');
  }

  /** The stream said something that could not be read: the book is asked what it was. */
  onLoss(): void {
    if (!this.#isClosed) void this.#queries.reconcile();
  }

  /** What the stream does not say is read from the book: once when it comes or goes, and as long as it is away. */
  onStream(isConnected: boolean): void {
    this.#isStreaming = isConnected;
    if (this.#isClosed) return;
    void this.#queries.reconcile();
    this.#pollWhileBlind();
  }

  get stats(): GatewayStats {
    const { duplicateRows, overtakenRows, estimatedFills, correctedFills, values } = this.#rows;
    const { abandoned, contradictoryRows } = values;
    return {
      unknownInstruments: this.#instruments.unknownCount,
      ...{ duplicateRows, overtakenRows, estimatedFills, correctedFills },
      abandonedValues: abandoned,
      contradictoryTrades: contradictoryRows,
    };
  }

  /** Nothing leaves any more, and nothing is said. Of a place on its way nobody will know what became of it. */
  close(): void {
    if (this.#isClosed) return;
    for (const order of this.#orders) {
      if (order.isPlacing && order.bookStatus === '') this.#reportUnknown(order);
    }
    this.#isClosed = true;
    this.#cancelPoll?.();
    this.#rows.values.close();
  }

  #onWrite(command: WriteCommand): void {
    const { kind } = command;
    const order = this.#orders.ofCommand(command);
    if (kind === 'place') {
      const isNew = order.place === null && order.brokerId === '';
      assert(isNew, 'ID-06 an order is placed at most once');
      order.place = command;
    }
    const refusal = this.#preflight(command, order);
    if (refusal !== '') {
      if (kind === 'place') order.isRefused = true;
      this.#refuse(command, order, refusal);
      return;
    }
    // A cancel that waits for its turn stands for every later one.
    if (kind === 'cancel' && order.waiting.some((write) => write.kind === 'cancel')) return;
    order.waiting.push({ kind, run: () => this.#write(command, order) });
    if (!order.isWriting) void this.#writeInTurn(order);
    this.#pollWhileBlind();
  }

  async #writeInTurn(order: KnownOrder): Promise<void> {
    order.isWriting = true;
    for (let write = order.waiting.shift(); write !== undefined; write = order.waiting.shift()) {
      if (!this.#isClosed) await write.run();
    }
    order.isWriting = false;
  }

  #write(command: WriteCommand, order: KnownOrder): Promise<void> {
    const { kind } = command;
    if (kind === 'place') return this.#place({ ...command, kind }, order);
    return this.#change({ ...command, kind }, order);
  }

  async #place(
    command: WriteCommand & { readonly kind: 'place' },
    order: KnownOrder,
  ): Promise<void> {
    const { api, product, timeMs } = this.#options;
    const instrument = this.#instruments.instrumentAt(command.instrumentIndex);
    assert(instrument !== undefined, 'preflight lets through known instruments');
    order.isPlacing = true;
    const result = await api.place(placeBody(command, { instrument, product }), laneOf(command));
    order.isPlacing = false;
    if (this.#isClosed) return;
    // Where a row was faster than its answer, the row is the better evidence, whatever the answer claims.
    const isProven = order.bookStatus !== '';
    if (result.phase === 'accepted') {
      const { orderId: brokerId, uniqueOrderId: uniqueId } = result.data;
      this.#orders.bind(order, { brokerId, uniqueId });
      const isNews = !isProven || order.brokerId !== brokerId;
      if (isNews) this.#report(acceptedReport(command, Number(brokerId), timeMs()));
    } else if (isProven) {
      this.#options.runtime.log('warn', `An order exists whose place was ${result.phase}.`);
    } else if (result.phase === 'ambiguous') {
      this.#reportUnknown(order);
    } else {
      const reason = reasonOf(result);
      order.isRefused = true;
      this.#refuse(command, order, reason);
      // The broker's word stands, but "something went wrong" is checked: what exists all the same has to be known soon.
      if (result.phase === 'rejected' && reason === 'venue_error') void this.#queries.look(order);
    }
  }

  async #change(
    command: WriteCommand & { readonly kind: 'modify' | 'cancel' },
    order: KnownOrder,
  ): Promise<void> {
    if (order.brokerId === '' && !(await this.#learnNumber(command, order))) return;
    const result = await this.#send(command, order);
    if (this.#isClosed) return;
    if (result.phase === 'accepted') {
      // An exit waits for the end of its sibling: without the stream it is asked for at once.
      if (!this.#isStreaming) void this.#queries.look(order);
      return;
    }
    // In an outage nothing is said and the core asks again, each time after a longer wait; a refusal would use up its attempts in seconds.
    if (result.phase === 'pre_call' && OUTAGES.has(result.reason)) return;
    if (result.phase !== 'ambiguous') this.#refuse(command, order, reasonOf(result));
    // What became of the order, or why it cannot be changed, a row tells.
    if (result.phase !== 'pre_call') void this.#queries.look(order);
  }

  #send(
    command: WriteCommand & { readonly kind: 'modify' | 'cancel' },
    order: KnownOrder,
  ): Promise<CallResult<OrderReceipt>> {
    const { api, product } = this.#options;
    const lane = laneOf(command);
    if (command.kind === 'cancel') {
      return api.cancel(cancelBody(order.orderType, order.brokerId), lane);
    }
    const instrument = this.#instruments.instrumentAt(order.instrumentIndex);
    assert(instrument !== undefined, 'preflight lets through known instruments');
    return api.modify(modifyBody(command, order.brokerId, { instrument, product }), lane);
  }

  /** An order without a number cannot be named. Without a book nothing is known of it, and nothing is said; the core asks again. */
  async #learnNumber(command: WriteCommand, order: KnownOrder): Promise<boolean> {
    const hasBook = await this.#queries.reconcile();
    if (order.brokerId !== '') return !this.#isClosed;
    if (hasBook) this.#refuse(command, order, 'unknown_order');
    return false;
  }

  #preflight(command: WriteCommand, order: KnownOrder): RejectReason | '' {
    const { marketOf, isAddressRegistered } = this.#options;
    const instrument = this.#instruments.instrumentAt(command.instrumentIndex);
    if (command.kind === 'cancel') return '';
    if (instrument === undefined) return 'not_tradable';
    const facts: PreflightFacts = {
      isAddressRegistered: isAddressRegistered(),
      market: marketOf(instrument),
    };
    if (command.kind === 'place') return placeRefusal(command, instrument, facts);
    const waiting = order.orderType === 'limit' || order.isTriggered ? 'open' : 'trigger_pending';
    const amended: AmendedOrder = {
      instrument,
      orderType: order.orderType,
      filledQuantity: order.namedQuantity,
      bookStatus: order.bookStatus === '' ? waiting : order.bookStatus,
    };
    return modifyRefusal(command, amended, facts);
  }

  #pollWhileBlind(): void {
    const isNeeded = !this.#isStreaming && [...this.#orders].some((order) => !isOver(order));
    if (!isNeeded || this.#isClosed || this.#cancelPoll !== null) return;
    this.#cancelPoll = this.#options.runtime.setTimer(BLIND_POLL_MS, () => {
      this.#cancelPoll = null;
      if (this.#isStreaming) return;
      void this.#queries.reconcile().then(() => this.#pollWhileBlind());
    });
  }

  #reportUnknown({ place }: KnownOrder): void {
    assert(place !== null, 'an order on its way was placed here');
    const head = { kind: 'unknown', timeMs: this.#options.timeMs() } as const;
    this.#report(commandReport(head, place));
  }

  #refuse(command: WriteCommand, order: KnownOrder, reason: RejectReason): void {
    const refusal = { reason, venueOrderId: Number(order.brokerId) };
    this.#report(refusalReport(command, refusal, this.#options.timeMs()));
  }

  #report(report: VenueReport): void {
    if (!this.#isClosed) this.#options.effects.report(report);
  }
}

/** What can only reduce has a part of the budget to itself. */
function laneOf({ isReducing }: VenueCommand): Lane {
  return isReducing ? 'exit' : 'normal';
}

function reasonOf(
  result: Extract<CallResult<unknown>, { readonly phase: 'rejected' | 'pre_call' }>,
): RejectReason {
  return result.phase === 'rejected' ? reasonOfRejection(result) : reasonOfPreCall(result.reason);
}
