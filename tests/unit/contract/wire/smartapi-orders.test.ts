import { describe, expect, it } from 'vitest';
import {
  cancelBodySchema,
  cancelRequestSchema,
  modifyBodySchema,
  modifyRequestSchema,
  orderDataSchema,
  type PlaceBody,
  placeBodySchema,
  placeRequestSchema,
} from '../../../../src/contract/wire/smartapi-orders.ts';
import { PLACED } from '../../../support/smartapi-answers.ts';

const PLACE: PlaceBody = {
  variety: 'NORMAL',
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
  transactiontype: 'BUY',
  exchange: 'NSE',
  ordertype: 'LIMIT',
  producttype: 'INTRADAY',
  duration: 'DAY',
  price: '194.50',
  triggerprice: '0',
  quantity: '1',
  ordertag: 'ABC01000000001A',
};
const { transactiontype: _side, ordertag: _tag, ...terms } = PLACE;
const MODIFY = { ...terms, orderid: '201020000000080' };

describe('bodies of orders as we send them', () => {
  it('are what they are', () => {
    expect(placeBodySchema.parse(PLACE)).toEqual(PLACE);
    expect(modifyBodySchema.parse(MODIFY)).toEqual(MODIFY);
    const cancel = { variety: 'STOPLOSS', orderid: '201020000000080' };
    expect(cancelBodySchema.parse(cancel)).toEqual(cancel);
  });

  it.each([
    ['ordertype', 'MARKET'],
    ['ordertype', 'STOPLOSS_MARKET'],
    ['duration', 'IOC'],
    ['variety', 'AMO'],
    ['variety', 'ROBO'],
    ['producttype', 'BO'],
    ['exchange', 'CDS'],
    ['transactiontype', 'buy'],
    ['quantity', '0'],
    ['quantity', '-1'],
    ['quantity', '1.5'],
    ['quantity', 1],
    ['price', '194.5'],
    ['price', '194.505'],
    ['price', '-1'],
    ['price', '1e3'],
    ['price', 194.5],
    ['symboltoken', '3045; DROP'],
    ['symboltoken', ''],
    ['tradingsymbol', ''],
    ['tradingsymbol', 'SBIN\n'],
    ['ordertag', ''],
    ['ordertag', 'twenty-characters'],
    ['ordertag', 'A'.repeat(20)],
    ['ordertag', undefined],
    ['scripconsent', 'no'],
    ['squareoff', '1'],
  ])('are not sent with %s of %j', (key, value) => {
    expect(placeBodySchema.safeParse({ ...PLACE, [key]: value }).success).toBe(false);
  });

  it('name the order they change', () => {
    for (const orderid of ['', 'x', '1/2', 201020000000080]) {
      expect(modifyBodySchema.safeParse({ ...MODIFY, orderid }).success).toBe(false);
      expect(cancelBodySchema.safeParse({ variety: 'NORMAL', orderid }).success).toBe(false);
    }
  });
});

describe('bodies of orders as the server reads them', () => {
  it('are the same with numbers and with strings', () => {
    const numbers = { ...PLACE, price: 194.5, triggerprice: 0, quantity: 1 };
    expect(placeRequestSchema.parse(numbers)).toEqual(placeRequestSchema.parse(PLACE));
    expect(placeRequestSchema.parse(PLACE)).toMatchObject({ price: 19_450, quantity: 1 });
  });

  it('may leave out what the order has none of', () => {
    const { triggerprice: _trigger, ordertag: _none, ...rest } = PLACE;
    const market = { ...rest, ordertype: 'MARKET', duration: 'IOC', price: '' };
    expect(placeRequestSchema.parse(market)).toMatchObject({ price: 0, triggerprice: 0 });
    expect(modifyRequestSchema.parse(MODIFY)).toMatchObject({ orderid: '201020000000080' });
    expect(cancelRequestSchema.parse({ variety: 'NORMAL', orderid: 201020000000080 })).toEqual({
      variety: 'NORMAL',
      orderid: '201020000000080',
    });
  });
});

describe('the answer to an order', () => {
  it('names the order, as text or as a number', () => {
    const receipt = { orderId: '200910000000111', uniqueOrderId: '34reqfachdfih' };
    expect(orderDataSchema.parse(PLACED)).toEqual(receipt);
    expect(orderDataSchema.parse({ ...PLACED, orderid: 200910000000111 })).toEqual(receipt);
    expect(orderDataSchema.parse({ orderid: '1' })).toEqual({ orderId: '1', uniqueOrderId: '' });
  });

  it.each([null, '', {}, [], 'SUCCESS', { orderid: '' }, { orderid: null }, { orderid: 'x1' }])(
    'is none in %j',
    (data) => {
      expect(orderDataSchema.safeParse(data).success).toBe(false);
    },
  );
});
