import { describe, expect, it } from 'vitest';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import { GatewayRig } from '../../../support/gateway-rig.ts';
import { settled } from '../../../support/manual-runtime.ts';
import { LOST, positionOf, refusedWith } from '../../../support/order-broker.ts';
import { ENTRY, GROUP, TAG_PREFIX } from '../../../support/order-rig.ts';

const FAILED = { isApplied: false, result: LOST };
const TARGET = orderIdOf(GROUP, 1);

async function withTwoOrders(): Promise<GatewayRig> {
  const rig = new GatewayRig();
  await rig.command('place');
  await rig.command('place', { orderId: TARGET, side: -1, limitPaise: 10_200, isReducing: true });
  rig.cutStream();
  rig.taken();
  return rig;
}

describe('the order book', () => {
  it('is every row, then its end with their number', async () => {
    const rig = await withTwoOrders();
    const [entry] = rig.broker.orders;
    if (entry !== undefined) rig.broker.fill(entry, 40, 10_000);
    await rig.command('query_orders', { queryId: 9 });
    expect(rig.taken()).toMatchObject([
      {
        kind: 'book_order',
        queryId: 9,
        orderId: ENTRY,
        tagPrefix: TAG_PREFIX,
        bookStatus: 'open',
        cumulativeQuantity: 40,
        cumulativeValuePaise: 0,
        fillPaise: 10_000,
      },
      { kind: 'book_order', queryId: 9, orderId: TARGET, side: -1, cumulativeQuantity: 0 },
      { kind: 'book_end', queryId: 9, quantity: 2, orderId: 0 },
    ]);
  });

  it('says an exact value as soon as the trade book has it', async () => {
    const rig = await withTwoOrders();
    const [entry] = rig.broker.orders;
    if (entry !== undefined) rig.broker.fill(entry, 100, 9_995);
    await rig.command('query_orders');
    await rig.runtime.pass(1_000);
    rig.taken();
    await rig.command('query_orders');
    expect(rig.taken()[0]).toMatchObject({ bookStatus: 'filled', cumulativeValuePaise: 999_500 });
  });

  it('PP-07 is an empty book where the broker says so, and none where the query failed', async () => {
    const rig = new GatewayRig();
    await rig.command('query_orders', { queryId: 3 });
    expect(rig.taken()).toMatchObject([{ kind: 'book_end', queryId: 3, quantity: 0 }]);
    rig.broker.mishap('orderBook', FAILED, {
      isApplied: false,
      result: { phase: 'pre_call', reason: 'rate_limited', message: '' },
    });
    await rig.command('query_orders', { queryId: 4 });
    await rig.command('query_orders', { queryId: 5 });
    expect(rig.taken()).toMatchObject([
      { kind: 'book_failed', queryId: 4, orderId: 0 },
      { kind: 'book_failed', queryId: 5 },
    ]);
  });

  it('is read once for all who ask while it is being read', async () => {
    const rig = new GatewayRig();
    rig.broker.isHolding = true;
    for (const queryId of [1, 2, 3]) await rig.command('query_orders', { queryId });
    rig.gateway.onLoss();
    rig.broker.release();
    await settled();
    rig.broker.release();
    await settled();
    expect(rig.broker.count('orderBook')).toBe(2);
    expect(rig.taken().map(({ queryId }) => queryId)).toEqual([1, 2, 3]);
  });
});

describe('an answer', () => {
  it('does not keep the stream from saying the same: it may have come too late to count', async () => {
    const rig = await withTwoOrders();
    const [entry] = rig.broker.orders;
    if (entry === undefined) throw new Error('two orders were placed');
    rig.broker.fill(entry, 40, 10_000);
    rig.broker.end(entry, 'cancelled');
    await rig.command('query_order');
    expect(rig.taken()).toMatchObject([{ kind: 'book_order', bookStatus: 'cancelled' }]);
    rig.gateway.onRow(rig.broker.rowOf(entry));
    expect(rig.taken()).toMatchObject([
      { kind: 'fill', cumulativeQuantity: 40 },
      { kind: 'cancelled', cumulativeQuantity: 40 },
    ]);
  });
});

describe('one order', () => {
  it('is asked for by its unique id', async () => {
    const rig = await withTwoOrders();
    await rig.command('query_order', { orderId: TARGET, queryId: 5 });
    expect(rig.taken()).toMatchObject([{ kind: 'book_order', orderId: TARGET, queryId: 5 }]);
    expect(rig.broker.calls.at(-1)).toMatchObject({
      name: 'orderDetails',
      body: { uniqueOrderId: 'unique-2' },
    });
  });

  it('F21 is found in the book by its tag where its number never came', async () => {
    const rig = new GatewayRig();
    rig.cutStream();
    rig.broker.mishap('place', { isApplied: true, result: LOST });
    await rig.command('place');
    rig.taken();
    await rig.command('query_order');
    expect(rig.taken()).toMatchObject([
      { kind: 'book_order', orderId: ENTRY, venueOrderId: 261_120_000_000_001 },
    ]);
    await rig.command('query_order');
    expect(rig.broker.calls.at(-1)?.name).toBe('orderDetails');
  });

  it('OL-06 is not found where the book lacks it: that proves nothing and is not said to', async () => {
    const rig = new GatewayRig();
    rig.broker.mishap('place', FAILED);
    await rig.command('place');
    rig.taken();
    await rig.command('query_order');
    expect(rig.taken()).toMatchObject([{ kind: 'not_found', orderId: ENTRY, reason: '' }]);
  });

  it('is not found where the broker does not know its unique id', async () => {
    const rig = await withTwoOrders();
    const result = refusedWith('AB1013', 'Order not found');
    rig.broker.mishap('orderDetails', { isApplied: false, result });
    await rig.command('query_order');
    expect(rig.kinds()).toEqual(['not_found']);
  });

  it('PP-07 is a failed query where the answer failed or is about another order', async () => {
    const rig = await withTwoOrders();
    rig.broker.mishap('orderDetails', FAILED);
    await rig.command('query_order', { queryId: 6 });
    const [, target] = rig.broker.orders;
    if (target === undefined) throw new Error('two orders were placed');
    const other = { phase: 'accepted', data: rig.broker.rowOf(target) } as const;
    rig.broker.mishap('orderDetails', { isApplied: false, result: other as never });
    await rig.command('query_order', { queryId: 7 });
    expect(rig.taken()).toMatchObject([
      { kind: 'book_failed', queryId: 6 },
      { kind: 'book_failed', queryId: 7 },
    ]);
  });

  it('OL-07 with a second one under its tag is answered, and the second is said as well', async () => {
    const rig = new GatewayRig();
    rig.cutStream();
    rig.broker.mishap('place', { isApplied: true, result: LOST });
    await rig.command('place');
    const [first] = rig.broker.orders;
    if (first === undefined) throw new Error('the order was placed');
    await rig.broker.place(first.body);
    rig.taken();
    await rig.command('query_order', { queryId: 8 });
    expect(rig.taken()).toMatchObject([
      { kind: 'book_order', queryId: 8, venueOrderId: 261_120_000_000_001 },
      { kind: 'accepted', queryId: 0, venueOrderId: 261_120_000_000_002 },
    ]);
  });
});

describe('positions', () => {
  it('are one row per instrument, whatever the products', async () => {
    const rig = new GatewayRig();
    rig.broker.positionRows = [
      positionOf({ netQuantity: 100, buyQuantity: 100, buyValuePaise: 1_000_000 }),
      positionOf({ productType: 'DELIVERY', netQuantity: -30, sellValuePaise: 310_000 }),
      positionOf({ symbolToken: '1001', netQuantity: 0 }),
      positionOf({ symbolToken: '55', netQuantity: -75, carriedSellValuePaise: 900_000 }),
      positionOf({ symbolToken: '56', netQuantity: 10, carriedBuyValuePaise: 100 }),
    ];
    await rig.command('query_positions', { queryId: 2 });
    expect(rig.taken()).toMatchObject([
      { kind: 'book_position', instrumentIndex: 0, quantity: 70, cumulativeValuePaise: 690_000 },
      {
        kind: 'book_position',
        instrumentIndex: 2,
        side: -1,
        quantity: -75,
        cumulativeValuePaise: -900_000,
      },
      { kind: 'book_position', instrumentIndex: 3, quantity: 10, queryId: 2 },
      { kind: 'book_end', queryId: 2, quantity: 3 },
    ]);
  });

  it('PP-07 are flat where the broker says so, and unknown where the query failed', async () => {
    const rig = new GatewayRig();
    await rig.command('query_positions');
    expect(rig.taken()).toMatchObject([{ kind: 'book_end', quantity: 0 }]);
    rig.broker.mishap('positions', FAILED);
    await rig.command('query_positions');
    expect(rig.taken()).toMatchObject([{ kind: 'book_failed' }]);
  });
});
