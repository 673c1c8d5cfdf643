import { describe, expect, it } from 'vitest';
import { type Order, transition } from '../../../../../src/domain/order/order.ts';
import type { ReportKind, VenueReport } from '../../../../../src/domain/order/types.ts';
import {
  hasNewerActivity,
  isChangedElsewhere,
  isSoundRow,
  newerRow,
  reportsOfRow,
  statusOfReport,
} from '../../../../../src/domain/order/watch/book-row.ts';
import { reportOf } from '../../../../support/order-rig.ts';
import { FakeOrderCore, rowOf, TAG_PREFIX } from '../../../../support/watch-rig.ts';

const SENT_MS = new FakeOrderCore(1).timeMs;
const FRESH = { requestedMs: SENT_MS + 60_000, bookLagMs: 5_000 };
const OLD = { requestedMs: SENT_MS, bookLagMs: 5_000 };

function orderIn(...reports: Partial<VenueReport>[]): Order {
  const core = new FakeOrderCore(1);
  const order = core.send(1);
  for (const report of reports) {
    core.take(
      reportOf({ kind: 'accepted', orderId: 1, tagPrefix: TAG_PREFIX, quantity: 100, ...report }),
    );
  }
  return order;
}

function kindsOf(row: Partial<VenueReport>, order: Order, age = FRESH): ReportKind[] {
  return reportsOfRow(rowOf({ orderId: 1, ...row }), order, age).map(({ kind }) => kind);
}

const ACCEPTED = { kind: 'accepted' } as const;
const HALF = { kind: 'fill', cumulativeQuantity: 50, fillQuantity: 50, fillPaise: 10_000 } as const;

describe('a row of a book', () => {
  it('says nothing of an order that is as the row has it', () => {
    expect(kindsOf({}, orderIn(ACCEPTED))).toEqual([]);
    expect(kindsOf({ cumulativeQuantity: 50 }, orderIn(ACCEPTED, HALF))).toEqual([]);
    const cancelled = orderIn(ACCEPTED, { kind: 'cancelled' });
    expect(kindsOf({ bookStatus: 'cancelled' }, cancelled)).toEqual([]);
    expect(kindsOf({ bookStatus: 'open' }, cancelled)).toEqual([]);
  });

  it('proves that an order of unknown outcome arrived, whatever the age of the book', () => {
    const unknown = orderIn({ kind: 'unknown' });
    expect(kindsOf({}, unknown, OLD)).toEqual(['accepted']);
    expect(kindsOf({ bookStatus: 'trigger_pending' }, unknown, OLD)).toEqual(['accepted']);
    expect(kindsOf({ bookStatus: 'rejected' }, unknown, OLD)).toEqual(['rejected']);
    expect(kindsOf({ cumulativeQuantity: 50 }, unknown, OLD)).toEqual(['fill']);
  });

  it('brings missed fills and the end after them', () => {
    const order = orderIn(ACCEPTED);
    const filled = { bookStatus: 'filled', cumulativeQuantity: 100 } as const;
    expect(kindsOf(filled, order)).toEqual(['fill']);
    const row = { bookStatus: 'cancelled', cumulativeQuantity: 50 } as const;
    expect(kindsOf(row, order)).toEqual(['fill', 'cancelled']);
    expect(kindsOf({ bookStatus: 'expired' }, order)).toEqual(['expired']);
    const [rejected] = reportsOfRow(rowOf({ orderId: 1, bookStatus: 'rejected' }), order, FRESH);
    expect(rejected).toMatchObject({ kind: 'rejected', reason: 'venue_error' });
  });

  it('OL-05 brings late fills to an order that is over, and nothing else', () => {
    const order = orderIn(ACCEPTED, { kind: 'cancelled' });
    expect(kindsOf({ bookStatus: 'cancelled', cumulativeQuantity: 50 }, order)).toEqual(['fill']);
  });

  it('PP-08 ends no order that was heard of or asked of something after the request', () => {
    const order = orderIn(ACCEPTED);
    expect(kindsOf({ bookStatus: 'cancelled' }, order, OLD)).toEqual([]);
    expect(kindsOf({ bookStatus: 'cancelled', cumulativeQuantity: 50 }, order, OLD)).toEqual([
      'fill',
    ]);
    expect(hasNewerActivity(order, SENT_MS)).toBe(true);
    expect(hasNewerActivity(order, SENT_MS + 1)).toBe(false);
  });

  it('F26 with fewer fills than we know is older than we are', () => {
    const order = orderIn(ACCEPTED, HALF);
    expect(kindsOf({ bookStatus: 'cancelled' }, order)).toEqual([]);
  });

  it('names the value of fills where the venue does, and the limit as their price where it does not', () => {
    const order = orderIn(ACCEPTED);
    const valued = rowOf({ orderId: 1, cumulativeQuantity: 50, cumulativeValuePaise: 499_000 });
    expect(reportsOfRow(valued, order, FRESH)).toMatchObject([
      { kind: 'fill', cumulativeValuePaise: 499_000, fillQuantity: 0, fillPaise: 0 },
    ]);
    const bare = { ...valued, cumulativeValuePaise: 0 };
    expect(reportsOfRow(bare, order, FRESH)).toMatchObject([
      { fillQuantity: 0, fillPaise: 10_000 },
    ]);
  });

  it('confirms a modify that is seen done, and no other', () => {
    const order = orderIn(ACCEPTED);
    transition(order, 'modify_sent');
    order.requestedQuantity = 50;
    order.requestedLimitPaise = 10_005;
    expect(kindsOf({}, order)).toEqual([]);
    const done = { quantity: 50, limitPaise: 10_005 };
    expect(kindsOf(done, order)).toEqual(['modified']);
    expect(kindsOf(done, order, OLD)).toEqual([]);
  });

  it('tells that the trigger of a STOP_LIMIT order has traded', () => {
    const order = { ...orderIn(ACCEPTED), orderType: 'stop_limit' } as Order;
    expect(kindsOf({ bookStatus: 'trigger_pending' }, order)).toEqual([]);
    expect(kindsOf({}, order)).toEqual(['triggered']);
    order.isTriggered = true;
    expect(kindsOf({}, order)).toEqual([]);
  });
});

describe('isChangedElsewhere', () => {
  it('is true of a resting order with terms nobody here asked for', () => {
    const order = orderIn(ACCEPTED);
    const changed = rowOf({ orderId: 1, limitPaise: 9_000 });
    expect(isChangedElsewhere(changed, order, FRESH)).toBe(true);
    expect(isChangedElsewhere(changed, order, OLD)).toBe(false);
    expect(isChangedElsewhere(rowOf({ orderId: 1 }), order, FRESH)).toBe(false);
    expect(isChangedElsewhere({ ...changed, bookStatus: 'cancelled' }, order, FRESH)).toBe(false);
    order.requestedQuantity = 100;
    order.requestedLimitPaise = 9_000;
    expect(isChangedElsewhere(changed, order, FRESH)).toBe(false);
    transition(order, 'cancel_sent');
    expect(isChangedElsewhere(changed, order, FRESH)).toBe(false);
  });
});

describe('rows as evidence', () => {
  it('F17 are unsound when they contradict themselves', () => {
    expect(isSoundRow(rowOf())).toBe(true);
    expect(isSoundRow(rowOf({ quantity: 0 }))).toBe(false);
    expect(isSoundRow(rowOf({ bookStatus: '' }))).toBe(false);
    expect(isSoundRow(rowOf({ cumulativeQuantity: 101 }))).toBe(false);
    expect(isSoundRow(rowOf({ cumulativeQuantity: -1 }))).toBe(false);
    expect(isSoundRow(rowOf({ bookStatus: 'filled', cumulativeQuantity: 50 }))).toBe(false);
  });

  it('F12 of two rows of one order, that with more fills counts, then the end, then the later one', () => {
    const open = rowOf();
    const half = rowOf({ cumulativeQuantity: 50 });
    const cancelled = rowOf({ bookStatus: 'cancelled' });
    expect(newerRow(half, cancelled)).toBe(half);
    expect(newerRow(cancelled, half)).toBe(half);
    expect(newerRow(cancelled, open)).toBe(cancelled);
    expect(newerRow(open, cancelled)).toBe(cancelled);
    expect(newerRow(open, { ...open })).not.toBe(open);
  });

  it('pushed reports imply a status as rows have one', () => {
    expect(statusOfReport(rowOf({ bookStatus: 'expired' }))).toBe('expired');
    expect(statusOfReport(reportOf({ kind: 'accepted' }))).toBe('open');
    expect(statusOfReport(reportOf({ kind: 'cancelled' }))).toBe('cancelled');
    expect(statusOfReport(reportOf({ ...HALF, quantity: 100 }))).toBe('open');
    expect(statusOfReport(reportOf({ ...HALF, quantity: 50 }))).toBe('filled');
    expect(statusOfReport(reportOf({ kind: 'cancel_rejected' }))).toBeUndefined();
  });
});
