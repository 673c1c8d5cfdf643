import { describe, expect, it } from 'vitest';
import {
  allHoldingsSchema,
  convertBodySchema,
  convertDataSchema,
  holdingsSchema,
  positionBookSchema,
} from '../../../../src/contract/wire/smartapi-portfolio.ts';
import { ALL_HOLDINGS, HOLDING_ROW, POSITION_ROW } from '../../../support/smartapi-answers.ts';

describe('the position book', () => {
  it('is read in paise and units, the blank behind the minus included', () => {
    expect(positionBookSchema.parse([POSITION_ROW])[0]).toMatchObject({
      exchange: 'NSE',
      symbolToken: '2885',
      netQuantity: 1,
      netValuePaise: -223_580,
      buyQuantity: 1,
      buyValuePaise: 223_580,
      carriedBuyQuantity: 0,
      profitPaise: 715,
      realisedPaise: 0,
      lastPaise: 224_295,
      contract: { symbolname: 'RELIANCE', multiplier: '-1', boardlotsize: '1' },
    });
  });

  it('has short and carried rows', () => {
    const row = {
      ...POSITION_ROW,
      netqty: '-75',
      buyqty: '0',
      buyamount: '0',
      cfsellqty: '75',
      cfsellamount: '15000.50',
      netvalue: '15000.50',
    };
    expect(positionBookSchema.parse([row])[0]).toMatchObject({
      netQuantity: -75,
      carriedSellQuantity: 75,
      carriedSellValuePaise: 1_500_050,
      netValuePaise: 1_500_050,
    });
  });

  it('may lack the profits that the documentation leaves out', () => {
    const { pnl: _1, realised: _2, unrealised: _3, ltp: _4, close: _5, ...row } = POSITION_ROW;
    expect(positionBookSchema.parse([row])[0]).toMatchObject({
      profitPaise: null,
      lastPaise: null,
      previousClosePaise: null,
    });
  });

  it.each([
    ['netqty', '1e9'],
    ['netqty', ''],
    ['netqty', '0.5'],
    ['buyqty', '-1'],
    ['buyamount', '- 2235.80'],
    ['netvalue', 'n/a'],
    ['symboltoken', 2885],
    ['pnl', ''],
    ['ltp', 'NaN'],
  ])('SC-36 is refused with %s of %j', (key, value) => {
    expect(positionBookSchema.safeParse([{ ...POSITION_ROW, [key]: value }]).success).toBe(false);
  });

  it('is empty when it is null', () => {
    expect(positionBookSchema.parse(null)).toEqual([]);
    expect(positionBookSchema.safeParse({ net: [], day: [] }).success).toBe(false);
  });
});

describe('holdings', () => {
  it('are an array, one bare row, or null', () => {
    const [holding] = holdingsSchema.parse([HOLDING_ROW]);
    expect(holding).toMatchObject({
      symbolToken: '3499',
      quantity: 2,
      pledgedQuantity: 0,
      averagePaise: 11_187,
      profitPaise: 3700,
    });
    expect(holdingsSchema.parse(HOLDING_ROW)).toEqual([holding]);
    expect(holdingsSchema.parse(null)).toEqual([]);
    expect(holdingsSchema.safeParse([{ ...HOLDING_ROW, quantity: -2 }]).success).toBe(false);
    expect(holdingsSchema.safeParse('').success).toBe(false);
  });

  it('come with their totals', () => {
    expect(allHoldingsSchema.parse(ALL_HOLDINGS)).toMatchObject({
      holdings: [{ symbolToken: '3499' }],
      total: { valuePaise: 529_400, profitPaise: 17_814, profitPercent: 3.48 },
    });
    expect(allHoldingsSchema.parse(null)).toEqual({ holdings: [], total: null });
    expect(allHoldingsSchema.parse({ holdings: null, totalholding: null })).toEqual({
      holdings: [],
      total: null,
    });
    expect(allHoldingsSchema.safeParse([]).success).toBe(false);
  });
});

describe('the conversion of a position', () => {
  it('sends the quantity as a number and everything else as text', () => {
    const [position] = positionBookSchema.parse([POSITION_ROW]);
    const body = {
      exchange: 'NSE',
      symboltoken: '2885',
      oldproducttype: 'DELIVERY',
      newproducttype: 'INTRADAY',
      tradingsymbol: 'RELIANCE-EQ',
      ...position?.contract,
      buyqty: '1',
      sellqty: '0',
      buyamount: '2235.80',
      sellamount: '0',
      transactiontype: 'BUY',
      quantity: 1,
      type: 'DAY',
    };
    expect(convertBodySchema.parse(body)).toEqual(body);
    expect(convertBodySchema.safeParse({ ...body, quantity: '1' }).success).toBe(false);
    expect(convertBodySchema.safeParse({ ...body, quantity: 0 }).success).toBe(false);
  });

  it('is answered with nothing', () => {
    expect(convertDataSchema.safeParse(null).success).toBe(true);
    expect(convertDataSchema.safeParse({}).success).toBe(false);
  });
});
