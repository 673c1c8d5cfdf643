/** Answers to the queries of the paper venue's orders and positions; what it says here agrees with what it pushed. */
import type { VenueEffects } from '../effects.ts';
import type { VenueCommand } from '../order/types.ts';
import type { NetPositions } from './net-positions.ts';
import type { OrderRegister } from './order-register.ts';
import type { VenueOrder } from './venue-order.ts';
import { commandReport, orderReport, positionReport } from './venue-report.ts';

/** Rows of a `query_orders` that one tick or timer may cause, and how many a millisecond of session time adds to what is left of them. */
export const BOOK_ROWS_PER_INPUT = 1_000;
export const BOOK_ROWS_PER_MS = 100;

interface OrdersAnswer {
  readonly query: VenueCommand;
  readonly orders: Iterator<VenueOrder, void, undefined>;
  rows: number;
}

export interface VenueQueriesOptions {
  readonly orders: OrderRegister;
  readonly positions: NetPositions;
  readonly effects: VenueEffects;
}

export class VenueQueries {
  readonly #options: VenueQueriesOptions;
  /** The oldest query first; one is answered at a time. */
  readonly #answers: OrdersAnswer[] = [];
  /** Rows that may be written now. */
  #room = BOOK_ROWS_PER_INPUT;
  #filledMs = 0;

  constructor(options: VenueQueriesOptions) {
    this.#options = options;
  }

  /** Is the answer to a `query_orders` under way? */
  get isBusy(): boolean {
    return this.#answers.length > 0;
  }

  /** Only an order that cannot be on its way, and cannot have been forgotten, was never received (OL-06). */
  answerOrder(query: VenueCommand, isOnItsWay: boolean, timeMs: number): void {
    const { orders, effects } = this.#options;
    const order = orders.find(query.tagPrefix, query.orderId);
    if (order !== undefined) {
      this.#reportRow(query, order, timeMs);
    } else if (isOnItsWay || !orders.provesAbsence(query.tagPrefix)) {
      effects.report(commandReport({ kind: 'not_found', timeMs }, query));
    } else {
      const reason = 'never_received';
      effects.report(commandReport({ kind: 'rejected', timeMs }, query, { reason }));
    }
  }

  answerPositions(query: VenueCommand, timeMs: number): void {
    const { positions, effects } = this.#options;
    const open = positions.open();
    for (const position of open) effects.report(positionReport(query, position, timeMs));
    effects.report(commandReport({ kind: 'book_end', timeMs }, query, { quantity: open.length }));
  }

  /** Begins an answer; `continueAnswers` writes it. */
  startOrders(query: VenueCommand): void {
    this.#answers.push({ query, orders: this.#options.orders.today(), rows: 0 });
  }

  /**
   * Writes as many rows as the pace allows, each as its order is now. Whoever reads them has orders to look after: a long day's book must
   * hold up neither a tick nor a fill.
   */
  continueAnswers(timeMs: number): void {
    this.#refill(timeMs);
    for (let answer = this.#answers[0]; answer !== undefined && this.#room > 0; ) {
      const next = answer.orders.next();
      if (next.done === true) {
        const end = commandReport({ kind: 'book_end', timeMs }, answer.query, {
          quantity: answer.rows,
        });
        this.#options.effects.report(end);
        this.#answers.shift();
        answer = this.#answers[0];
        continue;
      }
      answer.rows += 1;
      this.#room -= 1;
      this.#reportRow(answer.query, next.value, timeMs);
    }
  }

  #refill(timeMs: number): void {
    const elapsedMs = Math.max(0, timeMs - this.#filledMs);
    this.#filledMs += elapsedMs;
    this.#room = Math.min(BOOK_ROWS_PER_INPUT, this.#room + elapsedMs * BOOK_ROWS_PER_MS);
  }

  #reportRow(query: VenueCommand, order: VenueOrder, timeMs: number): void {
    const detail = { queryId: query.queryId, reason: order.reason };
    this.#options.effects.report(orderReport({ kind: 'book_order', timeMs }, order, detail));
  }
}
