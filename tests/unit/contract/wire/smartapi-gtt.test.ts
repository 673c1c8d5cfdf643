import { describe, expect, it } from 'vitest';
import {
  gttCancelBodySchema,
  gttCancelRequestSchema,
  gttCreateBodySchema,
  gttCreateRequestSchema,
  gttDetailsBodySchema,
  gttIdSchema,
  gttListBodySchema,
  gttListSchema,
  gttModifyBodySchema,
  gttModifyRequestSchema,
  gttRuleSchema,
} from '../../../../src/contract/wire/smartapi-gtt.ts';
import { GTT_RULE } from '../../../support/smartapi-answers.ts';

const CREATE = {
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
  exchange: 'NSE',
  transactiontype: 'BUY',
  producttype: 'DELIVERY',
  price: '195.50',
  qty: '1',
  triggerprice: '200',
  disclosedqty: '1',
};
const TARGET = { id: '7', symboltoken: '3045', exchange: 'NSE' };

describe('GTT rules', () => {
  it('are sent in strings only, for shares and delivery only', () => {
    expect(gttCreateBodySchema.parse(CREATE)).toEqual(CREATE);
    for (const wrong of [
      { exchange: 'NFO' },
      { producttype: 'INTRADAY' },
      { qty: '0' },
      { qty: 1 },
      { price: '195.5' },
      { triggerprice: '-1' },
      { timeperiod: '365' },
    ]) {
      expect(gttCreateBodySchema.safeParse({ ...CREATE, ...wrong }).success).toBe(false);
    }
  });

  it('are changed and cancelled by their id', () => {
    const { price, qty, triggerprice, disclosedqty } = CREATE;
    const change = { ...TARGET, price, qty, triggerprice, disclosedqty };
    expect(gttModifyBodySchema.parse(change)).toEqual(change);
    expect(gttCancelBodySchema.parse(TARGET)).toEqual(TARGET);
    expect(gttCancelBodySchema.safeParse({ ...TARGET, id: '' }).success).toBe(false);
    expect(gttModifyRequestSchema.parse({ ...change, id: 7 })).toMatchObject({
      id: '7',
      price: 19_550,
    });
    expect(gttCancelRequestSchema.parse({ ...TARGET, id: 7 })).toEqual(TARGET);
  });

  it('are taken by the server with numbers and a period too', () => {
    const numbers = { ...CREATE, price: 195.5, qty: 1, triggerprice: 200, timeperiod: 365 };
    expect(gttCreateRequestSchema.parse(numbers)).toMatchObject({
      price: 19_550,
      triggerprice: 20_000,
      qty: 1,
      timeperiod: 365,
    });
  });

  it('are read with the types of the live server and of the documentation', () => {
    const rule = gttRuleSchema.parse(GTT_RULE);
    expect(rule).toMatchObject({
      id: '1',
      limitPaise: 19_550,
      triggerPaise: 20_000,
      quantity: 1,
      createdMs: Date.UTC(2026, 10, 20, 4, 30),
    });
    const documented = {
      ...GTT_RULE,
      id: 1,
      price: '195.50',
      triggerprice: '200',
      qty: '1',
      createddate: '2026-11-20T04:30:00Z',
    };
    expect(gttRuleSchema.parse(documented)).toEqual(rule);
  });

  it('are listed in an array, as one bare rule, or as nothing', () => {
    const rule = gttRuleSchema.parse(GTT_RULE);
    expect(gttListSchema.parse([GTT_RULE, GTT_RULE])).toEqual([rule, rule]);
    expect(gttListSchema.parse(GTT_RULE)).toEqual([rule]);
    expect(gttListSchema.parse(null)).toEqual([]);
    expect(gttListSchema.safeParse([{ ...GTT_RULE, qty: '-1' }]).success).toBe(false);
    expect(gttListSchema.safeParse('').success).toBe(false);
  });

  it('have an id of digits', () => {
    expect(gttIdSchema.parse({ id: 7 })).toEqual({ id: '7' });
    expect(gttDetailsBodySchema.parse({ id: '7' })).toEqual({ id: '7' });
    for (const data of [null, {}, { id: '' }, { id: 'x' }]) {
      expect(gttIdSchema.safeParse(data).success).toBe(false);
    }
  });

  it('are listed by page from 1', () => {
    const body = { status: ['FORALL'], page: 1, count: 10 };
    expect(gttListBodySchema.parse(body)).toEqual(body);
    for (const wrong of [{ page: 0 }, { count: 0 }, { status: [] }, { status: ['ALL'] }]) {
      expect(gttListBodySchema.safeParse({ ...body, ...wrong }).success).toBe(false);
    }
  });
});
