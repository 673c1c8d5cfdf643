import { describe, expect, it } from 'vitest';
import {
  orderRowSchema,
  tradeRowSchema,
} from '../../../../../src/contract/wire/smartapi-order-rows.ts';
import { orderMessageSchema } from '../../../../../src/contract/wire/smartapi-order-stream.ts';
import {
  connectedMessage,
  orderMessage,
  orderRow,
  tradeRow,
} from '../../../../../src/venue/simulated/broker/order-rows.ts';
import { SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

function traded() {
  const rig = new SimulatedBrokerRig();
  rig.place({ limitPaise: 10_050 });
  rig.quote(0, { askQuantity: 40 });
  return rig;
}

describe('order rows', () => {
  it('have prices as numbers, quantities as strings and Indian times, as captured from the broker', () => {
    expect(orderRow(traded().order())).toMatchObject({
      price: 100.5,
      triggerprice: 0,
      averageprice: 100.5,
      strikeprice: -1,
      quantity: '100',
      filledshares: '40',
      unfilledshares: '60',
      cancelsize: '0',
      lotsize: '1',
      orderid: '261119000000001',
      status: 'open',
      orderstatus: 'open',
      updatetime: '19-Nov-2026 09:15:00',
      exchtime: '19-Nov-2026 09:15:00',
      filltime: '09:15:00',
      fillid: '1',
      ordertag: 'tag1',
      exchangeorderid: expect.stringMatching(/^1\d{15}$/),
    });
  });

  it('are read by the schema of the books without loss', () => {
    const row = orderRowSchema.parse(orderRow(traded().order()));
    expect(row).toMatchObject({
      limitPaise: 10_050,
      filledQuantity: 40,
      filledValuePaise: 40 * 10_050,
      orderTag: 'tag1',
    });
    expect(row.uniqueOrderId).not.toBe('');
  });

  it('of the order stream leave out the long ids and carry the code of what happened last', () => {
    const rig = traded();
    const codes = rig.versions.map((order) => orderMessage(order)['order-status']);
    expect(codes).toEqual(['AB09', 'AB01', 'AB01']);
    const message = orderMessage(rig.order());
    expect(message.orderData).not.toHaveProperty('uniqueorderid');
    expect(orderMessageSchema.parse(message)).toMatchObject({ kind: 'order', userId: 'T100001' });
    rig.broker.orders.modify(rig.order(), { quantity: 90, limitPaise: 10_000, triggerPaise: 0 });
    expect(rig.versions.slice(-2).map((order) => orderMessage(order)['order-status'])).toEqual([
      'AB11',
      'AB04',
    ]);
    expect(orderMessage(rig.order()).orderData).toMatchObject({
      status: 'modified',
      orderstatus: 'open',
    });
  });

  it('begin a stream with an empty order and AB00', () => {
    expect(orderMessageSchema.parse(connectedMessage('T1'))).toEqual({
      kind: 'connected',
      userId: 'T1',
    });
  });
});

describe('trade rows', () => {
  it('are strings, one per fill, and read by the schema of the book', () => {
    const [trade] = traded().broker.ledger.trades();
    if (trade === undefined) throw new Error('There is a trade.');
    const row = tradeRow(trade);
    expect(Object.values(row).every((value) => typeof value === 'string')).toBe(true);
    expect(tradeRowSchema.parse(row)).toMatchObject({
      fillPaise: 10_050,
      fillQuantity: 40,
      orderId: '261119000000001',
      fillTimeOfDayMs: (9 * 60 + 15) * 60_000,
    });
  });
});
