import { describe, expect, it } from 'vitest';
import { orderCalls } from '../../../../../src/venue/simulated/rest/order-calls.ts';
import {
  envelopeOf,
  placeBody,
  SimulatedBrokerRig,
} from '../../../../support/simulated-broker-rig.ts';

function placed(changes: Readonly<Record<string, unknown>> = {}, rig = new SimulatedBrokerRig()) {
  const calls = orderCalls(rig.broker);
  return { rig, calls, answer: rig.call(calls.place, placeBody(changes)) };
}

describe('placeOrder', () => {
  it('answers both ids at once', () => {
    const { answer, rig } = placed();
    expect(envelopeOf(answer)).toMatchObject({
      status: true,
      data: {
        script: 'STOCK0-EQ',
        orderid: '261119000000001',
        uniqueorderid: rig.order().uniqueOrderId,
      },
    });
  });

  it('takes numbers as well as strings', () => {
    expect(placed({ price: 100, quantity: 100, triggerprice: 0 }).answer.code).toBe('');
  });

  it.each([
    ['AB1007', { variety: 'AMO' }],
    ['AB1008', { variety: 'OTHER' }],
    ['AB4008', { ordertag: 'x'.repeat(20) }],
    ['AB1004', { quantity: '1e3' }],
    ['AB1004', { price: ' 100' }],
    ['AB1004', { transactiontype: 'HOLD' }],
    ['AB1009', { symboltoken: '9999' }],
    ['AB1009', { tradingsymbol: 'STOCK1-EQ' }],
    ['AB1012', { producttype: 'CARRYFORWARD' }],
    ['AB2002', { variety: 'ROBO' }],
    ['AB1007', { ordertype: 'STOPLOSS_LIMIT' }],
    ['AB1007', { variety: 'STOPLOSS' }],
    ['AB1007', { ordertype: 'MARKET', price: '0' }],
    ['AB1007', { duration: 'IOC' }],
  ])('refuses with %s what is wrong in %o, and places nothing', (code, changes) => {
    const { answer, rig } = placed(changes);
    expect(answer.code).toBe(code);
    expect(rig.versions).toEqual([]);
  });

  it('makes a protected limit of a market order, and DAY of IOC, when told to convert', () => {
    const convert = () => new SimulatedBrokerRig({ policy: { isMarketConverted: true } });
    const { rig } = placed({ ordertype: 'MARKET', price: '0', duration: 'IOC' }, convert());
    expect(rig.order()).toMatchObject({
      orderType: 'LIMIT',
      limitPaise: 10_300,
      duration: 'DAY',
      state: 'open',
    });
    const stop = { variety: 'STOPLOSS', ordertype: 'STOPLOSS_MARKET', price: '0' };
    const sold = placed({ ...stop, transactiontype: 'SELL', triggerprice: '95' }, convert());
    expect(sold.rig.order()).toMatchObject({
      orderType: 'STOPLOSS_LIMIT',
      triggerPaise: 9_500,
      limitPaise: 9_215,
    });
  });

  it('takes no INTRADAY order after the square-off, and others still', () => {
    const rig = new SimulatedBrokerRig();
    rig.wait(6 * 3_600_000);
    expect(placed({}, rig).answer.code).toBe('AB1007');
    expect(placed({ producttype: 'DELIVERY' }, rig).answer.code).toBe('');
  });
});

describe('modifyOrder and cancelOrder', () => {
  it('answer with the ids of the order they changed', () => {
    const { rig, calls } = placed({ price: '90' });
    const { orderId: orderid, uniqueOrderId: uniqueorderid } = rig.order();
    const change = { ...placeBody({ price: '91', quantity: '50' }), orderid };
    const receipt = { orderid, uniqueorderid };
    expect(envelopeOf(rig.call(calls.modify, change)).data).toEqual(receipt);
    expect(rig.order()).toMatchObject({ limitPaise: 9_100, quantity: 50, event: 'modified' });
    const cancel = { variety: 'NORMAL', orderid };
    expect(envelopeOf(rig.call(calls.cancel, cancel)).data).toEqual(receipt);
    expect(rig.order().state).toBe('cancelled');
  });

  it('refuse what is over, and what is not there', () => {
    const { rig, calls } = placed({ price: '90' });
    const cancel = { variety: 'NORMAL', orderid: rig.order().orderId };
    rig.call(calls.cancel, cancel);
    expect(rig.call(calls.cancel, cancel).code).toBe('AB1007');
    expect(rig.call(calls.modify, { ...placeBody(), ...cancel }).code).toBe('AB1007');
    expect(rig.call(calls.cancel, { ...cancel, orderid: '1' }).code).toBe('AB1013');
    expect(rig.call(calls.cancel, { variety: 'NORMAL' }).code).toBe('AB1004');
  });
});

describe('the books', () => {
  it('are null while they are empty, and F26 lag when told to', () => {
    const rig = new SimulatedBrokerRig({ policy: { bookLagMs: 2000 } });
    const calls = orderCalls(rig.broker);
    const bookOf = (name: 'orderBook' | 'tradeBook') => envelopeOf(rig.call(calls[name])).data;
    rig.place({ limitPaise: 10_050 });
    rig.quote(0);
    expect([bookOf('orderBook'), bookOf('tradeBook')]).toEqual([null, null]);
    rig.wait(1950);
    expect(bookOf('orderBook')).toMatchObject([{ orderstatus: 'open', filledshares: '0' }]);
    rig.wait(50);
    expect(bookOf('orderBook')).toMatchObject([{ orderstatus: 'complete', filledshares: '100' }]);
    expect(bookOf('tradeBook')).toHaveLength(1);
  });

  it('give one order by its unique id', () => {
    const { rig, calls } = placed();
    const { uniqueOrderId, orderId } = rig.order();
    expect(envelopeOf(rig.call(calls.orderDetails, {}, uniqueOrderId)).data).toMatchObject({
      orderid: orderId,
    });
    expect(rig.call(calls.orderDetails, {}, orderId).code).toBe('AB1013');
  });
});
