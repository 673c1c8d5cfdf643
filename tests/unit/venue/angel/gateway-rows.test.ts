import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../../src/contract/wire/smartapi-order-rows.ts';
import { orderTag } from '../../../../src/domain/order/order-tag.ts';
import { GatewayRig } from '../../../support/gateway-rig.ts';
import { settled } from '../../../support/manual-runtime.ts';
import { orderRowOf, tradeRowOf } from '../../../support/order-broker.ts';
import { ENTRY, TAG_PREFIX } from '../../../support/order-rig.ts';

const TAG = orderTag(TAG_PREFIX, ENTRY);

function ours(changes: Partial<OrderRow> = {}): OrderRow {
  return orderRowOf({ orderTag: TAG, ...changes });
}

function filled(quantity: number, valuePaise: number, changes: Partial<OrderRow> = {}): OrderRow {
  return ours({ filledQuantity: quantity, filledValuePaise: valuePaise, ...changes });
}

/** Reports of the rows of a stream, in this order. */
async function said(...rows: OrderRow[]): Promise<Record<string, unknown>[]> {
  const rig = new GatewayRig();
  for (const row of rows) rig.gateway.onRow(row);
  await settled();
  return rig.taken().map(({ kind, cumulativeQuantity, bookStatus }) => ({
    kind,
    cumulativeQuantity,
    bookStatus,
  }));
}

describe('rows of our orders', () => {
  it('say that the order is there, then what fills, then its end', async () => {
    const rows = [
      ours({ orderStatus: 'open pending' }),
      ours(),
      filled(40, 400_000),
      filled(40, 400_000, { orderStatus: 'cancelled' }),
    ];
    expect(await said(...rows)).toEqual([
      { kind: 'accepted', cumulativeQuantity: 0, bookStatus: 'open' },
      { kind: 'fill', cumulativeQuantity: 40, bookStatus: 'open' },
      { kind: 'cancelled', cumulativeQuantity: 40, bookStatus: 'cancelled' },
    ]);
  });

  it('F11 say nothing the second time', async () => {
    const rig = new GatewayRig();
    for (let copy = 0; copy < 3; copy += 1) rig.gateway.onRow(filled(40, 400_000));
    expect(rig.kinds()).toEqual(['fill']);
    expect(rig.gateway.stats.duplicateRows).toBe(2);
  });

  it('F9 never take an end back', async () => {
    const rows = [filled(100, 1_000_000, { orderStatus: 'complete' }), ours(), filled(40, 400_000)];
    expect(await said(...rows)).toEqual([
      { kind: 'fill', cumulativeQuantity: 100, bookStatus: 'filled' },
    ]);
  });

  it('F25 say a fill that comes after the cancel', async () => {
    const rows = [
      ours({ orderStatus: 'cancelled' }),
      filled(30, 300_000, { orderStatus: 'cancelled' }),
    ];
    expect(await said(...rows)).toEqual([
      { kind: 'cancelled', cumulativeQuantity: 0, bookStatus: 'cancelled' },
      { kind: 'fill', cumulativeQuantity: 30, bookStatus: 'cancelled' },
    ]);
  });

  it('say a rejection with its reason', () => {
    const rig = new GatewayRig();
    rig.gateway.onRow(ours({ orderStatus: 'rejected', text: 'Insufficient funds' }));
    expect(rig.taken()).toMatchObject([{ kind: 'rejected', reason: 'insufficient_margin' }]);
  });

  it('say once that a stop has triggered, and never that it waits again', async () => {
    const stop = { variety: 'STOPLOSS', orderType: 'STOPLOSS_LIMIT', triggerPaise: 9_900 };
    const rows = [
      ours({ ...stop, orderStatus: 'trigger pending' }),
      ours({ ...stop, orderStatus: 'open' }),
      ours({ ...stop, orderStatus: 'modify pending', lastEvent: 'modify pending' }),
    ];
    expect(await said(...rows)).toEqual([
      { kind: 'accepted', cumulativeQuantity: 0, bookStatus: 'trigger_pending' },
      { kind: 'triggered', cumulativeQuantity: 0, bookStatus: 'open' },
      { kind: 'accepted', cumulativeQuantity: 0, bookStatus: 'open' },
    ]);
  });

  it('say that the order is complete when it was made as small as what was filled', async () => {
    const rows = [
      filled(40, 400_000),
      filled(40, 400_000, { orderStatus: 'complete', quantity: 40 }),
    ];
    expect((await said(...rows)).at(-1)).toEqual({
      kind: 'fill',
      cumulativeQuantity: 40,
      bookStatus: 'filled',
    });
  });

  it('F17 do not end an order that claims to be complete before its last unit', async () => {
    const rows = [
      filled(40, 400_000, { orderStatus: 'complete' }),
      filled(100, 1_000_000, { orderStatus: 'complete' }),
    ];
    expect(await said(...rows)).toEqual([
      { kind: 'fill', cumulativeQuantity: 40, bookStatus: 'open' },
      { kind: 'fill', cumulativeQuantity: 100, bookStatus: 'filled' },
    ]);
  });

  it('OL-07 pass a second order with the tag of the first on, under its own number', () => {
    const rig = new GatewayRig();
    rig.gateway.onRow(ours());
    rig.gateway.onRow(filled(10, 100_000, { orderId: '261120000000002' }));
    expect(rig.taken()).toMatchObject([
      { kind: 'accepted', venueOrderId: 261_120_000_000_001 },
      { kind: 'accepted', venueOrderId: 261_120_000_000_002, cumulativeQuantity: 10 },
    ]);
  });
});

describe("rows of others' orders", () => {
  it('OL-12 are said with their number and without an order of ours', () => {
    const rig = new GatewayRig();
    rig.gateway.onRow(
      orderRowOf({ orderTag: 'phone', filledQuantity: 10, orderStatus: 'cancelled' }),
    );
    rig.gateway.onRow(orderRowOf({ orderId: '7', filledQuantity: 100, orderStatus: 'complete' }));
    rig.gateway.onRow(orderRowOf({ orderId: '8', symbolToken: '4711' }));
    expect(rig.taken()).toMatchObject([
      { kind: 'cancelled', orderId: 0, tagPrefix: 0, cumulativeQuantity: 10 },
      { kind: 'fill', orderId: 0, venueOrderId: 7, bookStatus: 'filled' },
      { kind: 'accepted', orderId: 0, venueOrderId: 8, instrumentIndex: 2 },
    ]);
    expect(rig.gateway.stats.unknownInstruments).toBe(1);
  });

  it('are left to the queries of the core where a book has them', async () => {
    const rig = new GatewayRig();
    await rig.broker.place({
      variety: 'NORMAL',
      tradingsymbol: 'STOCK0-EQ',
      symboltoken: '1000',
      transactiontype: 'BUY',
      exchange: 'NSE',
      ordertype: 'LIMIT',
      producttype: 'INTRADAY',
      duration: 'DAY',
      price: '100',
      triggerprice: '0',
      quantity: '1',
      ordertag: 'phone',
    });
    rig.taken();
    rig.gateway.onLoss();
    await settled();
    expect(rig.taken()).toEqual([]);
  });
});

describe('the value of fills', () => {
  it('is not said while only an average is known; the price is that of what is new', () => {
    const rig = new GatewayRig();
    rig.gateway.onRow(filled(40, 400_000));
    rig.gateway.onRow(filled(100, 1_003_000));
    const fills = rig.taken().filter(({ kind }) => kind === 'fill');
    expect(fills).toMatchObject([
      { cumulativeQuantity: 40, cumulativeValuePaise: 0, fillQuantity: 0, fillPaise: 10_000 },
      { cumulativeQuantity: 100, cumulativeValuePaise: 0, fillQuantity: 0, fillPaise: 10_050 },
    ]);
  });

  it('is said as the trade book sums it, once that has every fill (OL-04)', async () => {
    const rig = new GatewayRig();
    rig.gateway.onRow(filled(100, 1_000_300));
    rig.broker.trades.push(tradeRowOf({ fillId: '1', fillQuantity: 60, fillPaise: 10_000 }));
    rig.taken();
    await rig.runtime.pass(1_000);
    expect(rig.taken()).toEqual([]);
    rig.broker.trades.push(tradeRowOf({ fillId: '2', fillQuantity: 40, fillPaise: 10_005 }));
    await rig.runtime.pass(2_000);
    expect(rig.taken()).toMatchObject([
      { kind: 'fill', cumulativeQuantity: 100, cumulativeValuePaise: 1_000_200 },
    ]);
    expect(rig.gateway.stats).toMatchObject({ estimatedFills: 1, correctedFills: 1 });
    await rig.runtime.pass(600_000);
    expect(rig.broker.count('tradeBook')).toBe(2);
  });

  it('is said at once where the trade book was faster than the row', async () => {
    const rig = new GatewayRig();
    rig.broker.trades.push(tradeRowOf({ fillId: '1', fillQuantity: 60, fillPaise: 10_000 }));
    rig.gateway.onRow(filled(30, 300_000));
    await rig.runtime.pass(1_000);
    rig.taken();
    rig.gateway.onRow(filled(60, 600_000));
    expect(rig.taken()[0]).toMatchObject({ cumulativeValuePaise: 600_000, fillQuantity: 30 });
  });

  it('is corrected after a restart as well, though nothing new is filled', async () => {
    const rig = new GatewayRig();
    const restored = { orderId: ENTRY, tagPrefix: TAG_PREFIX, venueOrderId: 261_120_000_000_001 };
    const terms = {
      orderType: 'limit',
      quantity: 100,
      limitPaise: 10_000,
      triggerPaise: 0,
    } as const;
    const fills = { filledQuantity: 60, filledValuePaise: 600_300, bookStatus: 'open' } as const;
    rig.gateway.restore([{ ...restored, ...terms, ...fills, instrumentIndex: 0, side: 1 }]);
    rig.broker.trades.push(tradeRowOf({ fillId: '1', fillQuantity: 60, fillPaise: 10_005 }));
    rig.gateway.onRow(filled(20, 200_100));
    await rig.runtime.pass(1_000);
    expect(rig.kinds()).toEqual(['accepted']);
    rig.gateway.onRow(filled(60, 600_240));
    await rig.runtime.pass(1_000);
    expect(rig.taken().at(-1)).toMatchObject({ kind: 'fill', cumulativeValuePaise: 600_300 });
  });

  it('falls back to the limit while the average has not come', () => {
    const rig = new GatewayRig();
    rig.gateway.onRow(filled(40, 0));
    expect(rig.taken()[0]).toMatchObject({ kind: 'fill', fillPaise: 10_000 });
  });
});
