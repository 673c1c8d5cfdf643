/** Turns rows into reports, the same for the stream, the books and the details. The order gateway owns one; venue thread. */
import type { OrderRow, TradeRow } from '../../contract/wire/smartapi-order-rows.ts';
import { assert } from '../../domain/assert.ts';
import type { VenueEffects } from '../../domain/effects.ts';
import type { BookStatus, ReportKind } from '../../domain/order/types.ts';
import { isBookTerminal } from '../../domain/order/watch/book-row.ts';
import type { CallResult } from './call.ts';
import type { InstrumentIndexes } from './gateway-instruments.ts';
import { isOver, type KnownOrder, type KnownOrders } from './gateway-orders.ts';
import { rowReport } from './gateway-reports.ts';
import { TradedValues } from './gateway-values.ts';
import { type OrderFacts, orderFacts } from './order-rows.ts';
import type { Runtime } from './runtime-ports.ts';

/** `stream`: written when the order changed. `book`: a snapshot that may be older than what the stream has said. */
export type RowOrigin = 'stream' | 'book';

export interface RowReporterOptions {
  readonly orders: KnownOrders;
  readonly instruments: InstrumentIndexes;
  readonly effects: VenueEffects;
  readonly timeMs: () => number;
  readonly runtime: Pick<Runtime, 'setTimer' | 'log'>;
  readonly readTradeBook: () => Promise<CallResult<TradeRow[]>>;
}

/** What a row is worth in money. */
interface Worth {
  readonly valuePaise: number;
  readonly fillQuantity: number;
  readonly fillPaise: number;
}

const NOTHING_FILLED: Worth = { valuePaise: 0, fillQuantity: 0, fillPaise: 0 };

/**
 * Fills are said with their cumulative quantity, so rows may come twice and in any order. Of our orders a row names at most two reports: what
 * is newly filled, and the state. Until the trade book has the exact value, fills are said at an estimated price and no value.
 */
export class RowReporter {
  /** Rows that say what was said before, and rows overtaken by the end of their order. */
  duplicateRows = 0;
  overtakenRows = 0;
  /** Fills said at an estimate, and those corrected since. */
  estimatedFills = 0;
  correctedFills = 0;
  readonly values: TradedValues;
  readonly #options: RowReporterOptions;
  /** What the last row of each order said, by the broker's number. */
  readonly #lastRows = new Map<string, string>();

  constructor(options: RowReporterOptions) {
    this.#options = options;
    this.values = new TradedValues({
      readTradeBook: options.readTradeBook,
      runtime: options.runtime,
      onExact: (order, valuePaise) => this.#correct(order, valuePaise),
    });
  }

  factsOf(row: OrderRow): OrderFacts {
    const { orders, instruments } = this.#options;
    return orderFacts(row, {
      indexOf: (exchange, token) => instruments.indexOf(exchange, token),
      ownerOf: (brokerId) => orders.ofBroker(brokerId),
    });
  }

  /** Says what is new in a row nobody asked for. */
  push(row: OrderRow, origin: RowOrigin): void {
    const facts = this.factsOf(row);
    if (origin === 'stream' && this.#isRepeated(facts)) {
      this.duplicateRows += 1;
      return;
    }
    const known = this.#ownerOf(facts);
    if (known !== undefined) this.#pushOwn(known, facts, origin);
    // The books of others' orders are for the core to ask for.
    else if (origin === 'stream') {
      this.#report(kindOf(facts.bookStatus), facts, { bookStatus: facts.bookStatus });
    }
  }

  /** Says a whole row in answer to a query. */
  answer(row: OrderRow, queryId: number): void {
    const facts = this.factsOf(row);
    const known = this.#ownerOf(facts);
    if (known === undefined) {
      this.#report('book_order', facts, { queryId, bookStatus: facts.bookStatus });
      return;
    }
    this.#note(known, facts);
    const bookStatus = statusOf(known, facts);
    const worth = facts.filledQuantity > 0 ? this.#worthOf(known, facts) : NOTHING_FILLED;
    this.#report('book_order', facts, { queryId, bookStatus, ...worth, fillQuantity: 0 });
    this.#wantValue(known);
  }

  /** A whole order book came: what it lacks is of an earlier day. */
  forgetAbsent(rows: readonly OrderRow[]): void {
    const present = new Set(rows.map(({ orderId }) => orderId));
    this.#options.orders.forgetAbsent(present);
    for (const brokerId of this.#lastRows.keys()) {
      if (!present.has(brokerId)) this.#lastRows.delete(brokerId);
    }
  }

  /** Ours by its tag, unless another order already is: then it is passed on as it comes, and the core judges (OL-07). */
  #ownerOf(facts: OrderFacts): KnownOrder | undefined {
    if (facts.orderId === 0) return undefined;
    const known = this.#options.orders.learn(facts);
    return known.brokerId === facts.brokerId ? known : undefined;
  }

  #pushOwn(known: KnownOrder, facts: OrderFacts, origin: RowOrigin): void {
    const { pushedStatus: before, isTriggerPushed: wasTriggered } = known;
    this.#note(known, facts);
    const bookStatus = statusOf(known, facts);
    const hasFilled = this.#pushFill(known, facts);
    if (isEnd(before) && (before === 'filled' || bookStatus !== 'filled')) {
      if (!hasFilled) this.overtakenRows += 1;
      return;
    }
    known.pushedStatus = bookStatus;
    known.isTriggerPushed = known.isTriggered;
    if (bookStatus === 'filled') {
      // Nothing new is filled: the order was made smaller.
      if (!hasFilled) this.#report('fill', facts, { bookStatus, ...this.#worthOf(known, facts) });
    } else if (isEnd(bookStatus)) {
      this.#report(bookStatus, facts, { bookStatus });
    } else if (!hasFilled) {
      const isTriggering = known.isTriggered && !wasTriggered;
      // A book may be older than what the stream has said: it proves that the order is there, not how it is.
      if (isTriggering) this.#report('triggered', facts, { bookStatus });
      else if (origin === 'stream' || before === '') {
        this.#report(facts.isModified ? 'modified' : 'accepted', facts, { bookStatus });
      }
    }
  }

  /** True when units are new. */
  #pushFill(known: KnownOrder, facts: OrderFacts): boolean {
    if (facts.filledQuantity <= known.pushedQuantity) {
      this.#wantValue(known);
      return false;
    }
    const worth = this.#worthOf(known, facts);
    const addedPaise = (facts.filledQuantity - known.pushedQuantity) * worth.fillPaise;
    known.pushedValuePaise =
      worth.valuePaise || facts.averagedValuePaise || known.pushedValuePaise + addedPaise;
    known.pushedQuantity = facts.filledQuantity;
    this.#report('fill', facts, { bookStatus: statusOf(known, facts), ...worth });
    if (worth.valuePaise > 0) known.exactQuantity = facts.filledQuantity;
    else {
      this.estimatedFills += 1;
      this.#wantValue(known);
    }
    return true;
  }

  /** Exact where the trade book says so; else the price at which the average moved, which the core corrects later. */
  #worthOf(known: KnownOrder, facts: OrderFacts): Worth {
    const { filledQuantity, averagedValuePaise, brokerId } = facts;
    const fillQuantity = filledQuantity - known.pushedQuantity;
    const valuePaise = this.values.exactPaise(brokerId, filledQuantity);
    const totalPaise = valuePaise || averagedValuePaise;
    const isNew = fillQuantity > 0;
    const units = isNew ? fillQuantity : filledQuantity;
    const unitsPaise = isNew ? totalPaise - known.pushedValuePaise : totalPaise;
    const estimatePaise = Math.round(unitsPaise / units);
    // An average that has not come yet, or moved by rounding alone, is no price.
    const fillPaise =
      estimatePaise > 0 ? estimatePaise : Math.max(facts.limitPaise, known.limitPaise);
    return {
      valuePaise,
      fillQuantity: valuePaise > 0 && isNew ? fillQuantity : 0,
      fillPaise: Math.max(1, fillPaise),
    };
  }

  /** Remembers the furthest the order has come; an end is final, and a trigger trades once. */
  #note(known: KnownOrder, facts: OrderFacts): void {
    if (facts.filledQuantity >= known.namedQuantity) {
      known.namedQuantity = facts.filledQuantity;
      known.newest = facts;
    }
    if (facts.limitPaise > 0) known.limitPaise = facts.limitPaise;
    known.isRefused = false;
    if (isOver(known) && statusOf(known, facts) !== 'filled') return;
    if (facts.bookStatus === 'open' && known.orderType === 'stop_limit') known.isTriggered = true;
    known.bookStatus = statusOf(known, facts);
  }

  /** The core takes an exact value for what it has from a fill that is pushed, never from a book: between two rows of one nothing is. */
  #wantValue(known: KnownOrder): void {
    // A restored order is known to have fills before a row has named them.
    if (known.newest === null || known.exactQuantity === known.namedQuantity) return;
    this.values.want(known);
  }

  #correct(known: KnownOrder, valuePaise: number): void {
    const facts = known.newest;
    assert(facts !== null, 'a value is asked for after a row has named the fill');
    known.exactQuantity = known.namedQuantity;
    known.pushedQuantity = known.namedQuantity;
    known.pushedValuePaise = valuePaise;
    this.correctedFills += 1;
    this.#report('fill', facts, { bookStatus: statusOf(known, facts), valuePaise });
  }

  #isRepeated(facts: OrderFacts): boolean {
    const said = JSON.stringify(facts);
    if (this.#lastRows.get(facts.brokerId) === said) return true;
    this.#lastRows.set(facts.brokerId, said);
    return false;
  }

  #report(
    kind: ReportKind,
    facts: OrderFacts,
    said: Partial<Worth> & { readonly bookStatus: BookStatus; readonly queryId?: number },
  ): void {
    const { effects, timeMs } = this.#options;
    const whole = { queryId: 0, ...NOTHING_FILLED, ...said, kind, timeMs: timeMs() };
    effects.report(rowReport(facts, whole));
  }
}

/** A row that does not tell, or is older, cannot undo a trigger; and an order is complete only with its last unit. */
function statusOf(known: KnownOrder, facts: OrderFacts): BookStatus {
  const { bookStatus, filledQuantity, quantity } = facts;
  const isBehind = bookStatus === 'trigger_pending' && known.isTriggered;
  const isPartial = bookStatus === 'filled' && filledQuantity < quantity;
  return isBehind || isPartial ? 'open' : bookStatus;
}

function isEnd(status: BookStatus | ''): status is Exclude<BookStatus, 'open' | 'trigger_pending'> {
  return status !== '' && isBookTerminal(status);
}

function kindOf(status: BookStatus): ReportKind {
  switch (status) {
    case 'open':
    case 'trigger_pending':
      return 'accepted';
    case 'filled':
      return 'fill';
    case 'cancelled':
    case 'rejected':
    case 'expired':
      return status;
    default:
      return status satisfies never;
  }
}
