import { describe, expect, it } from 'vitest';
import { orderRowSchema } from '../../../../src/contract/wire/smartapi-order-rows.ts';
import { orderTag } from '../../../../src/domain/order/order-tag.ts';
import { orderFacts, type RowContext } from '../../../../src/venue/angel/order-rows.ts';
import { orderRowOf } from '../../../support/order-broker.ts';
import { ENTRY, TAG_PREFIX } from '../../../support/order-rig.ts';
import { ORDER_ROW } from '../../../support/smartapi-answers.ts';

const OURS = { orderId: ENTRY, tagPrefix: TAG_PREFIX };
const CONTEXT: RowContext = {
  indexOf: (exchange, token) => (exchange === 'NSE' && token === '1000' ? 7 : 99),
  ownerOf: (brokerId) => (brokerId === '261120000000009' ? OURS : undefined),
};
const TAG = orderTag(TAG_PREFIX, ENTRY);

describe('the facts of a row', () => {
  it('name our order by its tag, with the numbers of the broker', () => {
    const row = orderRowOf({
      orderTag: TAG,
      orderId: '261120000000123',
      uniqueOrderId: 'u-1',
      transactionType: 'SELL',
      filledQuantity: 40,
      filledValuePaise: 400_200,
    });
    expect(orderFacts(row, CONTEXT)).toEqual({
      ...OURS,
      brokerId: '261120000000123',
      venueOrderId: 261_120_000_000_123,
      uniqueId: 'u-1',
      orderType: 'limit',
      bookStatus: 'open',
      isModified: false,
      instrumentIndex: 7,
      side: -1,
      quantity: 100,
      limitPaise: 10_000,
      triggerPaise: 0,
      filledQuantity: 40,
      averagedValuePaise: 400_200,
      reason: '',
    });
  });

  it.each(['', 'mystrategy', 'ABC', TAG.toLowerCase(), `${TAG}X`, TAG.slice(1), '000000000000000'])(
    'OL-12 make an order with the tag "%s" somebody else\'s',
    (tag) => {
      const facts = orderFacts(orderRowOf({ orderTag: tag }), CONTEXT);
      expect(facts).toMatchObject({ orderId: 0, tagPrefix: 0 });
    },
  );

  it('name our order by its number where the tag is left out', () => {
    const facts = orderFacts(orderRowOf({ orderId: '261120000000009' }), CONTEXT);
    expect(facts).toMatchObject(OURS);
  });

  it('keep an instrument nobody follows, so that it is counted', () => {
    expect(orderFacts(orderRowOf({ symbolToken: '1' }), CONTEXT).instrumentIndex).toBe(99);
  });

  it('know a stop by its variety and by its type', () => {
    expect(orderFacts(orderRowOf({ variety: 'STOPLOSS' }), CONTEXT).orderType).toBe('stop_limit');
    const typed = orderRowOf({ orderType: 'STOPLOSS_LIMIT' });
    expect(orderFacts(typed, CONTEXT).orderType).toBe('stop_limit');
  });

  it.each([
    ['open', 'NORMAL', 0, 'open'],
    ['open', 'NORMAL', 40, 'open'],
    ['trigger pending', 'STOPLOSS', 0, 'trigger_pending'],
    ['complete', 'NORMAL', 100, 'filled'],
    ['cancelled', 'NORMAL', 40, 'cancelled'],
    ['cancelled after market order', 'NORMAL', 0, 'cancelled'],
    ['rejected', 'NORMAL', 0, 'rejected'],
    ['something new', 'NORMAL', 0, 'open'],
    ['modify pending', 'NORMAL', 0, 'open'],
  ])('take "%s" (%s, %d filled) for %s', (orderStatus, variety, filledQuantity, bookStatus) => {
    const row = orderRowOf({ orderStatus, variety, filledQuantity });
    expect(orderFacts(row, CONTEXT).bookStatus).toBe(bookStatus);
  });

  it('give the reason of a rejection and of nothing else', () => {
    const text = 'RMS: Margin Exceeds, Required:100, Available:5';
    const rejected = orderRowOf({ orderStatus: 'rejected', text });
    expect(orderFacts(rejected, CONTEXT).reason).toBe('insufficient_margin');
    expect(orderFacts(orderRowOf({ text }), CONTEXT).reason).toBe('');
  });

  it('see in the last event that the order was modified, whatever its state', () => {
    const row = orderRowOf({ lastEvent: 'modified', orderStatus: 'trigger pending' });
    expect(orderFacts(row, CONTEXT)).toMatchObject({
      isModified: true,
      bookStatus: 'trigger_pending',
    });
  });

  it('F17 are all zero where a number is beyond what an order can have', () => {
    const zeros = { quantity: 0, limitPaise: 0, filledQuantity: 0, averagedValuePaise: 0 };
    expect(orderFacts(orderRowOf({ quantity: 2 ** 31 }), CONTEXT)).toMatchObject(zeros);
    expect(orderFacts(orderRowOf({ limitPaise: 2 ** 40 }), CONTEXT)).toMatchObject(zeros);
    const value = orderRowOf({ filledValuePaise: 2 ** 60 });
    expect(orderFacts(value, CONTEXT)).toMatchObject(zeros);
  });

  it('are read from a row as the live server writes it', () => {
    const facts = orderFacts(orderRowSchema.parse(ORDER_ROW), CONTEXT);
    expect(facts).toMatchObject({
      brokerId: '201020000000080',
      quantity: 1000,
      limitPaise: 19_505,
      filledQuantity: 74,
      averagedValuePaise: 74 * 19_450,
      bookStatus: 'open',
      side: 1,
    });
  });
});
