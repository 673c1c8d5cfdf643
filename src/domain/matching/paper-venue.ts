/** The paper venue: commands and ticks in, reports out; LIMIT orders only, and never kinder than an exchange. Venue thread. */
import { assert } from '../assert.ts';
import { i32At } from '../cells.ts';
import type { VenueEffects } from '../effects.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { RejectReason, ReportKind, VenueCommand } from '../order/types.ts';
import type { Tick } from '../tick/tick.ts';
import type { MarketHours } from '../time.ts';
import { OwnBook } from './own-book.ts';
import type { PaperSettings } from './paper-settings.ts';
import {
  modifyProblem,
  type PendingCommand,
  placeProblem,
  type VenueOrder,
} from './venue-order.ts';

export interface PaperVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly settings: PaperSettings;
  readonly hours: MarketHours;
  readonly effects: VenueEffects;
}

interface ReportDetail {
  readonly fillQuantity: number;
  readonly fillPaise: number;
  readonly reason: RejectReason | '';
}

const NO_DETAIL: ReportDetail = { fillQuantity: 0, fillPaise: 0, reason: '' };

/**
 * Every command takes effect at the first tick (of any instrument) stamped at or after its arrival + latency, before that tick is
 * matched; so nothing fills at a price stamped earlier, and a cancel that is late loses the race. Orders are matched against ticks of
 * their own instrument only. Market impact and our place in the exchange's queue are not modelled.
 */
export class PaperVenue {
  readonly #options: PaperVenueOptions;
  /** In order of arrival, so also of `dueMs`. */
  readonly #pending: PendingCommand[] = [];
  #nextDueMs = Number.POSITIVE_INFINITY;
  /** Every order of the session: commands for those that are done are answered truthfully. */
  readonly #orders = new Map<number, VenueOrder>();
  readonly #books: (OwnBook | undefined)[];
  /** Orders resting per instrument; what a tick looks at first. */
  readonly #resting: Int32Array;
  #timeMs = 0;

  constructor(options: PaperVenueOptions) {
    this.#options = options;
    this.#books = new Array(options.instruments.length).fill(undefined);
    this.#resting = new Int32Array(options.instruments.length);
  }

  /** Takes a command that arrives at exchange time `sessionTimeMs`. */
  onCommand(command: VenueCommand, sessionTimeMs: number): void {
    const last = this.#pending.at(-1);
    const dueMs = Math.max(sessionTimeMs + this.#options.settings.latencyMs, last?.dueMs ?? 0);
    this.#pending.push({ command, dueMs });
    if (this.#pending.length === 1) this.#nextDueMs = dueMs;
  }

  onTick(tick: Tick): void {
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    if (this.#nextDueMs <= this.#timeMs) this.#takeDue();
    const at = tick.instrumentIndex;
    if (i32At(this.#resting, at) === 0) return;
    if (!this.#isOpen(this.#options.instruments[at] as Instrument)) return;
    const book = this.#books[at] as OwnBook;
    book.match(tick, this.#onFill);
    this.#resting[at] = book.size;
  }

  readonly #onFill = (order: VenueOrder, quantity: number, pricePaise: number): void => {
    this.#report('fill', order, { ...NO_DETAIL, fillQuantity: quantity, fillPaise: pricePaise });
  };

  #takeDue(): void {
    let taken = 0;
    for (const { command, dueMs } of this.#pending) {
      if (dueMs > this.#timeMs) break;
      taken += 1;
      if (command.kind === 'place') this.#place(command);
      else if (command.kind === 'modify') this.#modify(command);
      else this.#cancel(command);
    }
    this.#pending.splice(0, taken);
    this.#nextDueMs = this.#pending[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  #place(command: VenueCommand): void {
    const instrument = this.#options.instruments[command.instrumentIndex];
    assert(instrument !== undefined, 'a command names a known instrument');
    assert(!this.#orders.has(command.orderId), 'ID-01 an order is placed at most once');
    const reason = placeProblem(instrument, command, this.#isOpen(instrument));
    const order: VenueOrder = {
      orderId: command.orderId,
      instrument,
      side: command.side,
      quantity: command.quantity,
      limitPaise: command.limitPaise,
      filledQuantity: 0,
      isFresh: true,
      isDone: reason !== '',
    };
    this.#orders.set(command.orderId, order);
    if (reason !== '') {
      this.#report('rejected', order, { ...NO_DETAIL, reason });
      return;
    }
    this.#rest(order);
    this.#report('accepted', order);
  }

  /** A new price, or more quantity, goes to the back of the queue; a new price is fresh. */
  #modify(command: VenueCommand): void {
    const order = this.#orders.get(command.orderId);
    if (order === undefined) {
      this.#reportUnknown('modify_rejected', command);
      return;
    }
    const reason = modifyProblem(order, command, this.#isOpen(order.instrument));
    if (reason !== '') {
      this.#report('modify_rejected', order, { ...NO_DETAIL, reason });
      return;
    }
    const isRepriced = command.limitPaise !== order.limitPaise;
    const losesPriority = isRepriced || command.quantity > order.quantity;
    if (losesPriority) this.#unrest(order);
    if (isRepriced) order.isFresh = true;
    order.quantity = command.quantity;
    order.limitPaise = command.limitPaise;
    if (losesPriority) this.#rest(order);
    this.#report('modified', order);
  }

  #cancel(command: VenueCommand): void {
    const order = this.#orders.get(command.orderId);
    if (order === undefined) {
      this.#reportUnknown('cancel_rejected', command);
      return;
    }
    if (order.isDone) {
      this.#report('cancel_rejected', order, { ...NO_DETAIL, reason: 'already_terminal' });
      return;
    }
    order.isDone = true;
    this.#unrest(order);
    this.#report('cancelled', order);
  }

  #rest(order: VenueOrder): void {
    const at = order.instrument.index;
    let book = this.#books[at];
    if (book === undefined) {
      book = new OwnBook();
      this.#books[at] = book;
    }
    book.add(order);
    this.#resting[at] = book.size;
  }

  #unrest(order: VenueOrder): void {
    const at = order.instrument.index;
    const book = this.#books[at];
    assert(book !== undefined, 'an order that leaves was resting');
    book.remove(order);
    this.#resting[at] = book.size;
  }

  #isOpen(instrument: Instrument): boolean {
    return this.#options.hours.isOpen(instrument.segment, this.#timeMs);
  }

  #report(kind: ReportKind, order: VenueOrder, detail: ReportDetail = NO_DETAIL): void {
    this.#options.effects.report({
      kind,
      orderId: order.orderId,
      instrumentIndex: order.instrument.index,
      quantity: order.quantity,
      limitPaise: order.limitPaise,
      cumulativeQuantity: order.filledQuantity,
      fillQuantity: detail.fillQuantity,
      fillPaise: detail.fillPaise,
      reason: detail.reason,
      timeMs: this.#timeMs,
    });
  }

  #reportUnknown(kind: ReportKind, command: VenueCommand): void {
    this.#options.effects.report({
      kind,
      orderId: command.orderId,
      instrumentIndex: command.instrumentIndex,
      quantity: 0,
      limitPaise: 0,
      cumulativeQuantity: 0,
      fillQuantity: 0,
      fillPaise: 0,
      reason: 'unknown_order',
      timeMs: this.#timeMs,
    });
  }
}

export function createPaperVenue(options: PaperVenueOptions): PaperVenue {
  return new PaperVenue(options);
}
