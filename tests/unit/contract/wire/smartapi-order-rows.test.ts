import { describe, expect, it } from 'vitest';
import {
  orderBookSchema,
  orderRowSchema,
  tradeBookSchema,
} from '../../../../src/contract/wire/smartapi-order-rows.ts';
import { ORDER_ROW, TRADE_ROW } from '../../../support/smartapi-answers.ts';

describe('rows of the order book', () => {
  it('are read in paise, units and epoch milliseconds', () => {
    expect(orderRowSchema.parse(ORDER_ROW)).toEqual({
      variety: 'NORMAL',
      orderType: 'LIMIT',
      productType: 'DELIVERY',
      duration: 'DAY',
      limitPaise: 19_505,
      triggerPaise: 0,
      quantity: 1000,
      tradingSymbol: 'SBIN-EQ',
      transactionType: 'BUY',
      exchange: 'NSE',
      symbolToken: '3045',
      cancelledQuantity: 0,
      filledQuantity: 74,
      unfilledQuantity: 926,
      filledValuePaise: 74 * 19_450,
      orderId: '201020000000080',
      text: '',
      lastEvent: 'open',
      orderStatus: 'open',
      updatedMs: Date.UTC(2020, 9, 20, 7, 40, 59),
      exchangeMs: Date.UTC(2020, 9, 20, 7, 40, 58),
      exchangeUpdatedMs: Date.UTC(2020, 9, 20, 7, 40, 59),
      orderTag: 'ABC01000000001A',
      uniqueOrderId: '34reqfachdfih',
    });
  });

  it('say the same with the types of the documentation: prices as strings, the id as a number', () => {
    const documented = {
      ...ORDER_ROW,
      price: '195.05',
      triggerprice: '0',
      averageprice: '194.50',
      strikeprice: '-1',
      orderid: 201020000000080,
    };
    expect(orderRowSchema.parse(documented)).toEqual(orderRowSchema.parse(ORDER_ROW));
  });

  it('may lack what the order stream leaves out and times an order never had', () => {
    const { uniqueorderid: _unique, exchangeorderid: _exchange, ...row } = ORDER_ROW;
    const never = { ...row, exchtime: '', exchorderupdatetime: '', text: null, ordertag: null };
    expect(orderRowSchema.parse(never)).toMatchObject({
      uniqueOrderId: '',
      exchangeMs: null,
      exchangeUpdatedMs: null,
      text: '',
      orderTag: '',
    });
  });

  it('may have words of orders we never send', () => {
    const odd = { ...ORDER_ROW, variety: 'AMO', producttype: 'CO', exchange: 'CDS', extra: {} };
    expect(orderRowSchema.parse(odd)).toMatchObject({ variety: 'AMO', exchange: 'CDS' });
  });

  it.each([
    ['filledshares', '1e9'],
    ['filledshares', '-1'],
    ['filledshares', '74.5'],
    ['filledshares', null],
    ['quantity', ''],
    ['unfilledshares', ' 926'],
    ['cancelsize', '0x10'],
    ['price', -1],
    ['price', Number.NaN],
    ['price', ''],
    ['averageprice', '-194.5'],
    ['averageprice', '1e3'],
    ['orderid', ''],
    ['orderid', 'abc'],
    ['orderid', 1.5],
    ['transactiontype', 'buy'],
    ['transactiontype', ''],
    ['orderstatus', null],
    ['orderstatus', 5],
    ['symboltoken', 3045],
    ['updatetime', 'yesterday'],
    ['exchtime', '2020-10-20 13:10:58'],
  ])('SC-36 are refused with %s of %j', (key, value) => {
    expect(orderRowSchema.safeParse({ ...ORDER_ROW, [key]: value }).success).toBe(false);
  });

  it('F17 make no book when one of them is unreadable', () => {
    const bad = { ...ORDER_ROW, filledshares: '1e9' };
    expect(orderBookSchema.safeParse([ORDER_ROW, bad]).success).toBe(false);
  });

  it('make an empty book of null and of nothing else', () => {
    expect(orderBookSchema.parse(null)).toEqual([]);
    expect(orderBookSchema.parse([])).toEqual([]);
    for (const value of ['', {}, 'null', undefined, ORDER_ROW]) {
      expect(orderBookSchema.safeParse(value).success).toBe(false);
    }
  });

  it('have the value of what is filled from the average as exact as it is written', () => {
    const row = { ...ORDER_ROW, averageprice: 100.3333, filledshares: '3', quantity: '3' };
    expect(orderRowSchema.parse(row).filledValuePaise).toBe(30_100);
  });
});

describe('rows of the trade book', () => {
  it('are read in paise, units and milliseconds of the day', () => {
    expect(tradeBookSchema.parse([TRADE_ROW])).toEqual([
      {
        exchange: 'NSE',
        productType: 'DELIVERY',
        tradingSymbol: 'ITC-EQ',
        transactionType: 'BUY',
        fillPaise: 17_500,
        fillQuantity: 1,
        orderId: '201020000000095',
        fillId: '50005750',
        fillTimeOfDayMs: 48_473_000,
      },
    ]);
    expect(tradeBookSchema.parse(null)).toEqual([]);
  });

  it.each([
    ['fillsize', '-1'],
    ['fillprice', '-175'],
    ['fillprice', ''],
    ['filltime', ''],
    ['filltime', '24:00:00'],
    ['orderid', null],
    ['transactiontype', 'SHORT'],
  ])('SC-36 are refused with %s of %j', (key, value) => {
    expect(tradeBookSchema.safeParse([{ ...TRADE_ROW, [key]: value }]).success).toBe(false);
  });
});
