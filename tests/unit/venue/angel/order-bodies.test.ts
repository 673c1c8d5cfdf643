import { describe, expect, it } from 'vitest';
import {
  cancelBodySchema,
  modifyBodySchema,
  placeBodySchema,
} from '../../../../src/contract/wire/smartapi-orders.ts';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { orderTag } from '../../../../src/domain/order/order-tag.ts';
import { cancelBody, modifyBody, placeBody } from '../../../../src/venue/angel/order-bodies.ts';
import { commandOf } from '../../../support/gateway-rig.ts';
import { ENTRY, TAG_PREFIX } from '../../../support/order-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

const CONTEXT = { instrument: stock(0), product: 'INTRADAY' } as const;
const BROKER_ID = '261120000000042';

describe('the body of a place', () => {
  it('says a LIMIT order for the day in strings', () => {
    const body = placeBody(commandOf('place', { limitPaise: 10_005 }), CONTEXT);
    expect(body).toEqual({
      variety: 'NORMAL',
      tradingsymbol: 'STOCK0-EQ',
      symboltoken: '1000',
      transactiontype: 'BUY',
      exchange: 'NSE',
      ordertype: 'LIMIT',
      producttype: 'INTRADAY',
      duration: 'DAY',
      price: '100.05',
      triggerprice: '0',
      quantity: '100',
      ordertag: orderTag(TAG_PREFIX, ENTRY),
    });
    expect(placeBodySchema.safeParse(body).success).toBe(true);
  });

  it('says a stop as STOPLOSS_LIMIT of the variety STOPLOSS', () => {
    const command = commandOf('place', {
      orderType: 'stop_limit',
      side: -1,
      quantity: 75,
      limitPaise: 2_499_990,
      triggerPaise: 2_500_000,
    });
    const body = placeBody(command, { instrument: future(0), product: 'CARRYFORWARD' });
    expect(body).toMatchObject({
      variety: 'STOPLOSS',
      ordertype: 'STOPLOSS_LIMIT',
      producttype: 'CARRYFORWARD',
      transactiontype: 'SELL',
      exchange: 'NFO',
      price: '24999.90',
      triggerprice: '25000',
      quantity: '75',
    });
    expect(placeBodySchema.safeParse(body).success).toBe(true);
  });

  it('ID-07 carries a tag of 15 characters', () => {
    expect(placeBody(commandOf('place'), CONTEXT).ordertag).toHaveLength(15);
  });

  it.each([1, 5, 99, 100, 105, 12_345_678_905])('writes %d paise without losing one', (paise) => {
    const { price } = placeBody(commandOf('place', { limitPaise: paise }), CONTEXT);
    expect(Math.round(Number(price) * 100)).toBe(paise);
    expect(price).toMatch(/^\d+(\.\d{2})?$/);
  });

  it('is not made of a LIMIT order with a trigger, a stop without one, or no price', () => {
    expect(() => placeBody(commandOf('place', { triggerPaise: 1 }), CONTEXT)).toThrow(
      InvariantError,
    );
    expect(() => placeBody(commandOf('place', { orderType: 'stop_limit' }), CONTEXT)).toThrow(
      InvariantError,
    );
    expect(() => placeBody(commandOf('place', { limitPaise: 0 }), CONTEXT)).toThrow(InvariantError);
  });
});

describe('the bodies of modify and cancel', () => {
  it('say the whole new state of the order and its number', () => {
    const command = commandOf('modify', { quantity: 40, limitPaise: 9_995 });
    const body = modifyBody(command, BROKER_ID, CONTEXT);
    expect(body).toMatchObject({
      orderid: BROKER_ID,
      variety: 'NORMAL',
      ordertype: 'LIMIT',
      quantity: '40',
      price: '99.95',
      triggerprice: '0',
    });
    expect(body).not.toHaveProperty('ordertag');
    expect(modifyBodySchema.safeParse(body).success).toBe(true);
  });

  it('name the true variety of the order', () => {
    expect(cancelBody('limit', BROKER_ID)).toEqual({ variety: 'NORMAL', orderid: BROKER_ID });
    const body = cancelBody('stop_limit', BROKER_ID);
    expect(body.variety).toBe('STOPLOSS');
    expect(cancelBodySchema.safeParse(body).success).toBe(true);
  });
});
