import { describe, expect, it } from 'vitest';
import { existingDay } from '../../../../src/domain/instrument/ist-date.ts';
import { NetPositions } from '../../../../src/domain/matching/net-positions.ts';
import { OrderRegister } from '../../../../src/domain/matching/order-register.ts';
import {
  BOOK_ROWS_PER_INPUT,
  BOOK_ROWS_PER_MS,
  VenueQueries,
} from '../../../../src/domain/matching/venue-queries.ts';
import type { VenueReport } from '../../../../src/domain/order/types.ts';
import { commandOf, venueOrderOf } from '../../../support/paper-rig.ts';

function queriesOver(orderCount: number) {
  const orders = new OrderRegister();
  orders.startDay(existingDay('2026-11-19'));
  const reports: VenueReport[] = [];
  const queries = new VenueQueries({
    orders,
    positions: new NetPositions(1),
    effects: { report: (report) => void reports.push(report) },
  });
  for (let orderId = 1; orderId <= orderCount; orderId += 1) {
    orders.add(venueOrderOf({ orderId, venueOrderId: orders.nextNumber() }));
  }
  return { queries, reports, orders };
}

const REFILL_MS = BOOK_ROWS_PER_INPUT / BOOK_ROWS_PER_MS;

const queryOrders = (queryId: number) => commandOf({ kind: 'query_orders', orderId: 0, queryId });

describe('the answer to a query about all orders', () => {
  it('comes in parts, one query after the other', () => {
    const { queries, reports } = queriesOver(BOOK_ROWS_PER_INPUT - 1);
    queries.startOrders(queryOrders(1));
    queries.startOrders(queryOrders(2));
    queries.continueAnswers(5);
    expect(reports.map(({ queryId }) => queryId)).toEqual([
      ...new Array(BOOK_ROWS_PER_INPUT).fill(1),
      2,
    ]);
    expect(queries.isBusy).toBe(true);
    queries.continueAnswers(5 + REFILL_MS);
    expect(queries.isBusy).toBe(false);
    expect(reports.filter(({ kind }) => kind === 'book_end')).toMatchObject([
      { queryId: 1, quantity: BOOK_ROWS_PER_INPUT - 1, timeMs: 5 },
      { queryId: 2, quantity: BOOK_ROWS_PER_INPUT - 1, timeMs: 5 + REFILL_MS },
    ]);
  });

  it('is paced by time, however many ticks there are, and never gathers more than one part', () => {
    const { queries, reports } = queriesOver(5 * BOOK_ROWS_PER_INPUT);
    queries.startOrders(queryOrders(1));
    const rowsAt = (timeMs: number) => {
      queries.continueAnswers(timeMs);
      return reports.length;
    };
    expect([rowsAt(50_000), rowsAt(50_000)]).toEqual([BOOK_ROWS_PER_INPUT, BOOK_ROWS_PER_INPUT]);
    expect([rowsAt(50_001), rowsAt(50_001)]).toEqual(
      new Array(2).fill(BOOK_ROWS_PER_INPUT + BOOK_ROWS_PER_MS),
    );
    // An older tick gives nothing back and takes nothing away.
    expect([rowsAt(49_000), rowsAt(50_002)]).toEqual([
      BOOK_ROWS_PER_INPUT + BOOK_ROWS_PER_MS,
      BOOK_ROWS_PER_INPUT + 2 * BOOK_ROWS_PER_MS,
    ]);
    expect(rowsAt(60_000)).toBe(2 * BOOK_ROWS_PER_INPUT + 2 * BOOK_ROWS_PER_MS);
  });

  it('has each order as it is when its row is written', () => {
    const { queries, reports, orders } = queriesOver(BOOK_ROWS_PER_INPUT + 1);
    queries.startOrders(queryOrders(1));
    queries.continueAnswers(5);
    for (const order of orders.today()) order.bookStatus = 'cancelled';
    queries.continueAnswers(6);
    expect(reports.map(({ bookStatus }) => bookStatus).slice(-3)).toEqual([
      'open',
      'cancelled',
      '',
    ]);
  });

  it('is only its end when there are none', () => {
    const { queries, reports } = queriesOver(0);
    queries.startOrders(queryOrders(1));
    queries.continueAnswers(5);
    queries.answerPositions(commandOf({ kind: 'query_positions', queryId: 2 }), 5);
    expect(reports.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['book_end', 0],
      ['book_end', 0],
    ]);
  });
});

describe('the answer to a query about one order', () => {
  it('OL-06 is not found while the order may be on its way', () => {
    const { queries, reports } = queriesOver(1);
    const query = commandOf({ kind: 'query_order', orderId: 2, queryId: 4 });
    queries.answerOrder(query, true, 5);
    queries.answerOrder(query, false, 5);
    queries.answerOrder({ ...query, orderId: 1 }, false, 5);
    expect(reports.map(({ kind, reason, queryId }) => [kind, reason, queryId])).toEqual([
      ['not_found', '', 4],
      ['rejected', 'never_received', 4],
      ['book_order', '', 4],
    ]);
  });
});
