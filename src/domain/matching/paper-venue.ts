/** The paper venue: commands, ticks and time in, reports out; never kinder than an exchange. Venue thread. */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';
import type { VenueEffects } from '../effects.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { istDay } from '../instrument/ist-date.ts';
import type { RejectReason, ReportKind, VenueCommand } from '../order/types.ts';
import type { Tick } from '../tick/tick.ts';
import { type NetPosition, NetPositions } from './net-positions.ts';
import { OrderRegister } from './order-register.ts';
import { OwnBooks } from './own-books.ts';
import type { PaperSettings } from './paper-settings.ts';
import { type RestoredOrder, restoredOrder } from './restored-order.ts';
import { nextBoundaryMs, segmentPhase, type VenueHours } from './session-phase.ts';
import {
  isLive,
  type MarketMoment,
  modifyProblem,
  type PendingCommand,
  placeProblem,
  type VenueOrder,
} from './venue-order.ts';
import { VenueQueries } from './venue-queries.ts';
import { commandReport, orderReport } from './venue-report.ts';

export interface PaperVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly settings: PaperSettings;
  readonly hours: VenueHours;
  readonly effects: VenueEffects;
}

/**
 * Every command takes effect at the first input (a tick of any instrument, or a timer) at or after its arrival + latency, before
 * that tick is matched; a cancel that is late loses the race. Orders are matched against ticks of their own instrument only, in continuous
 * hours, and never against one stamped before the order took effect. DAY orders expire with the first input past the end of their
 * segment's session. Market impact and our place in the exchange's queue are not modelled.
 */
export class PaperVenue {
  readonly #options: PaperVenueOptions;
  /** In order of arrival, so also of `dueMs`. */
  readonly #pending: PendingCommand[] = [];
  #nextDueMs = Number.POSITIVE_INFINITY;
  readonly #orders = new OrderRegister();
  readonly #positions: NetPositions;
  readonly #books: OwnBooks;
  /** 0 before the first tick. */
  readonly #lastPaise: Float64Array;
  readonly #queries: VenueQueries;
  #timeMs = 0;
  #day = Number.NEGATIVE_INFINITY;
  /** When a session ends, or the date changes, next. */
  #boundaryMs = Number.NEGATIVE_INFINITY;

  constructor(options: PaperVenueOptions) {
    const { length: count } = options.instruments;
    this.#options = options;
    this.#positions = new NetPositions(count);
    this.#books = new OwnBooks(count);
    this.#lastPaise = new Float64Array(count);
    this.#queries = new VenueQueries({
      orders: this.#orders,
      positions: this.#positions,
      effects: options.effects,
    });
  }

  /**
   * Takes up what an earlier venue reported durably; before the first input. Live orders rest again, the rest is remembered, and what is not
   * among `orders` was never received. Among orders of one price the lower number has priority.
   */
  restore(orders: readonly RestoredOrder[], positions: readonly NetPosition[]): void {
    assert(this.#timeMs === 0, 'a paper venue is restored before its first input');
    const byNumber = [...orders].sort((one, other) => one.venueOrderId - other.venueOrderId);
    for (const row of byNumber) {
      const order = restoredOrder(row, this.#options.instruments);
      if (order === null) continue;
      this.#orders.add(order);
      if (isLive(order)) this.#books.add(order);
    }
    for (const position of positions) this.#positions.restore(position);
  }

  /** Takes a command that arrives at exchange time `sessionTimeMs`. */
  onCommand(command: VenueCommand, sessionTimeMs: number): void {
    const last = this.#pending.at(-1);
    const dueMs = Math.max(sessionTimeMs + this.#options.settings.latencyMs, last?.dueMs ?? 0);
    this.#pending.push({ command, dueMs });
    if (this.#pending.length === 1) this.#nextDueMs = dueMs;
  }

  onTick(tick: Tick): void {
    this.#advance(tick.exchangeTimeMs);
    const at = tick.instrumentIndex;
    this.#lastPaise[at] = tick.lastPaise;
    if (this.#books.isEmpty(at)) return;
    const { segment } = this.#options.instruments[at] as Instrument;
    const { hours } = this.#options;
    if (!hours.isOpen(segment, this.#timeMs)) return;
    if (!hours.isOpen(segment, tick.exchangeTimeMs)) return;
    this.#books.match(tick, this.#listener);
  }

  /** Session time moves without a tick: commands take effect, sessions end, queries are answered; nothing fills. */
  onTimer(timeMs: number): void {
    this.#advance(timeMs);
  }

  readonly #listener = {
    onTrigger: (order: VenueOrder): void => this.#report('triggered', order),
    onFill: (order: VenueOrder, quantity: number, pricePaise: number): void => {
      this.#positions.apply(order.instrument.index, order.side, { quantity, pricePaise });
      const head = { kind: 'fill', timeMs: this.#timeMs } as const;
      const detail = { fillQuantity: quantity, fillPaise: pricePaise };
      this.#options.effects.report(orderReport(head, order, detail));
    },
  };

  #advance(timeMs: number): void {
    if (timeMs > this.#timeMs) this.#timeMs = timeMs;
    // A clock that is not known yet reads 0: no day ends then.
    if (this.#timeMs === 0) return;
    if (this.#boundaryMs <= this.#timeMs) this.#crossBoundary();
    if (this.#nextDueMs <= this.#timeMs) this.#takeDue();
    if (this.#queries.isBusy) this.#queries.continueAnswers(this.#timeMs);
  }

  /** Ends what does not outlive its session, by instrument. A stale first tick of yesterday ends nothing of today's. */
  #crossBoundary(): void {
    const { hours, instruments } = this.#options;
    const day = istDay(this.#timeMs);
    if (day > this.#day) {
      this.#day = day;
      this.#orders.startDay(day);
    }
    for (const { index, segment } of instruments) {
      if (this.#books.isEmpty(index)) continue;
      const phase = segmentPhase(hours, segment, this.#timeMs);
      for (const order of this.#books.orders(index)) {
        const age = this.#orders.ageOf(order);
        const isStop = order.bookStatus === 'trigger_pending';
        if (age > 0 || (age === 0 && phase === 'over')) this.#end(order, 'expired');
        else if (age === 0 && isStop && phase === 'closing_auction') this.#end(order, 'cancelled');
      }
    }
    this.#boundaryMs = nextBoundaryMs(hours, this.#timeMs);
  }

  /** Unasked. */
  #end(order: VenueOrder, kind: 'expired' | 'cancelled'): void {
    this.#books.remove(order);
    order.bookStatus = kind;
    order.reason = 'session_over';
    this.#report(kind, order);
  }

  #takeDue(): void {
    let taken = 0;
    for (const pending of this.#pending) {
      if (pending.dueMs > this.#timeMs) break;
      taken += 1;
      this.#take(pending);
    }
    this.#pending.splice(0, taken);
    this.#nextDueMs = this.#pending[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  #take(pending: PendingCommand): void {
    const { command } = pending;
    const { kind } = command;
    if (kind === 'place') this.#place(pending);
    else if (kind === 'modify') this.#modify(pending);
    else if (kind === 'cancel') this.#cancel(command);
    else if (kind === 'query_orders') this.#queries.startOrders(command);
    else if (kind === 'query_positions') this.#queries.answerPositions(command, this.#timeMs);
    else if (kind === 'query_order') this.#answerOrder(command);
    else kind satisfies never;
  }

  #place({ command, dueMs }: PendingCommand): void {
    const instrument = this.#options.instruments[command.instrumentIndex];
    assert(instrument !== undefined, 'a command names a known instrument');
    const reason = placeProblem(instrument, command, this.#marketOf(instrument));
    const status = command.orderType === 'limit' ? 'open' : 'trigger_pending';
    const order: VenueOrder = {
      orderId: command.orderId,
      tagPrefix: command.tagPrefix,
      venueOrderId: this.#orders.nextNumber(),
      instrument,
      side: command.side,
      orderType: command.orderType,
      quantity: command.quantity,
      limitPaise: command.limitPaise,
      triggerPaise: command.triggerPaise,
      filledQuantity: 0,
      filledValuePaise: 0,
      bookStatus: reason === '' ? status : 'rejected',
      reason,
      standing: 'arriving',
      liveFromMs: dueMs,
    };
    this.#orders.add(order);
    if (reason === '') this.#books.add(order);
    this.#report(reason === '' ? 'accepted' : 'rejected', order);
  }

  /** A new price, or more quantity, goes to the back of the queue and takes effect like a new order; a new limit takes liquidity. */
  #modify({ command, dueMs }: PendingCommand): void {
    const order = this.#orders.find(command.tagPrefix, command.orderId);
    if (order === undefined) {
      this.#refuseUnknown('modify_rejected', command);
      return;
    }
    const reason = modifyProblem(order, command, this.#marketOf(order.instrument));
    if (reason !== '') {
      this.#report('modify_rejected', order, reason);
      return;
    }
    const isPending = order.bookStatus === 'trigger_pending';
    const isRepriced = command.limitPaise !== order.limitPaise;
    const isRetriggered = isPending && command.triggerPaise !== order.triggerPaise;
    const losesPriority = isRepriced || isRetriggered || command.quantity > order.quantity;
    if (losesPriority) this.#books.remove(order);
    if (isRepriced) order.standing = 'arriving';
    order.quantity = command.quantity;
    order.limitPaise = command.limitPaise;
    if (isPending) order.triggerPaise = command.triggerPaise;
    if (losesPriority) {
      order.liveFromMs = dueMs;
      this.#books.add(order);
    }
    this.#report('modified', order);
  }

  #cancel(command: VenueCommand): void {
    const order = this.#orders.find(command.tagPrefix, command.orderId);
    if (order === undefined) {
      this.#refuseUnknown('cancel_rejected', command);
    } else if (!isLive(order)) {
      this.#report('cancel_rejected', order, 'already_terminal');
    } else {
      this.#books.remove(order);
      order.bookStatus = 'cancelled';
      this.#report('cancelled', order);
    }
  }

  #answerOrder(query: VenueCommand): void {
    const isOnItsWay = this.#pending.some(
      ({ command }) =>
        command.kind === 'place' &&
        command.orderId === query.orderId &&
        command.tagPrefix === query.tagPrefix,
    );
    this.#queries.answerOrder(query, isOnItsWay, this.#timeMs);
  }

  #marketOf(instrument: Instrument): MarketMoment {
    const { hours } = this.#options;
    return {
      isOpen: hours.isOpen(instrument.segment, this.#timeMs),
      phase: segmentPhase(hours, instrument.segment, this.#timeMs),
      lastPaise: f64At(this.#lastPaise, instrument.index),
    };
  }

  #report(kind: ReportKind, order: VenueOrder, reason: RejectReason | '' = order.reason): void {
    this.#options.effects.report(orderReport({ kind, timeMs: this.#timeMs }, order, { reason }));
  }

  #refuseUnknown(kind: ReportKind, command: VenueCommand): void {
    const head = { kind, timeMs: this.#timeMs };
    this.#options.effects.report(commandReport(head, command, { reason: 'unknown_order' }));
  }
}

export function createPaperVenue(options: PaperVenueOptions): PaperVenue {
  return new PaperVenue(options);
}
