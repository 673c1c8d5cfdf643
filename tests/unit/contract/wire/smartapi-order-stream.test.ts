import { describe, expect, it } from 'vitest';
import { ORDER_STATES } from '../../../../src/contract/wire/smartapi-order-status.ts';
import {
  ORDER_STREAM_CODES,
  orderMessageSchema,
  type WireOrderMessage,
} from '../../../../src/contract/wire/smartapi-order-stream.ts';
import { ORDER_ROW } from '../../../support/smartapi-answers.ts';

const { uniqueorderid: _unique, exchangeorderid: _exchange, ...STREAMED } = ORDER_ROW;
const UPDATE: WireOrderMessage = {
  'user-id': 'T12345',
  'status-code': '200',
  'order-status': 'AB01',
  'error-message': '',
  orderData: STREAMED,
};
const EMPTY = Object.fromEntries(
  Object.entries(STREAMED).map(([key, value]) => [key, typeof value === 'number' ? 0 : '']),
);

describe('messages of the order stream', () => {
  it('begin with the acknowledgement of the connection', () => {
    const first = { ...UPDATE, 'order-status': 'AB00', orderData: EMPTY };
    expect(orderMessageSchema.parse(first)).toEqual({ kind: 'connected', userId: 'T12345' });
    expect(orderMessageSchema.parse({ ...first, orderData: null })).toMatchObject({
      kind: 'connected',
    });
  });

  it('carry an order', () => {
    expect(orderMessageSchema.parse(UPDATE)).toMatchObject({
      kind: 'order',
      code: 'AB01',
      order: { orderId: '201020000000080', filledQuantity: 74, uniqueOrderId: '' },
    });
  });

  it('carry an order under the code of the acknowledgement too', () => {
    const rejected = { ...STREAMED, status: 'rejected', orderstatus: 'rejected' };
    const message = { ...UPDATE, 'order-status': 'AB00', orderData: rejected };
    expect(orderMessageSchema.parse(message)).toMatchObject({
      kind: 'order',
      order: { orderStatus: 'rejected' },
    });
  });

  it('tell errors by their status', () => {
    const message = { ...UPDATE, 'status-code': 401, 'error-message': 'no', orderData: EMPTY };
    expect(orderMessageSchema.parse(message)).toEqual({
      kind: 'error',
      userId: 'T12345',
      statusCode: '401',
      text: 'no',
    });
  });

  it.each([
    null,
    'pong',
    [],
    {},
    { ...UPDATE, orderData: 'x' },
    { ...UPDATE, 'order-status': 'AB01', orderData: EMPTY },
    { ...UPDATE, orderData: { ...STREAMED, filledshares: '-1' } },
    { ...UPDATE, orderData: { ...STREAMED, orderid: 'x' } },
    { ...UPDATE, 'user-id': 7 },
  ])('F17 are refused when they are %j', (message) => {
    expect(orderMessageSchema.safeParse(message).success).toBe(false);
  });

  it('say where a field is wrong', () => {
    const message = { ...UPDATE, orderData: { ...STREAMED, filledshares: '1e9' } };
    const paths = orderMessageSchema.safeParse(message).error?.issues.map(({ path }) => path);
    expect(paths).toEqual([['orderData', 'filledshares']]);
  });

  it('have a code for each documented state', () => {
    const { connected, ...codes } = ORDER_STREAM_CODES;
    expect(connected).toBe('AB00');
    for (const state of Object.keys(codes)) expect(Object.keys(ORDER_STATES)).toContain(state);
    expect(new Set(Object.values(codes)).size).toBe(11);
  });
});
