import { describe, expect, it } from 'vitest';
import {
  ltpBodySchema,
  ltpSchema,
  searchBodySchema,
  searchSchema,
} from '../../../../src/contract/wire/smartapi-lookup.ts';
import { LTP, SCRIP } from '../../../support/smartapi-answers.ts';

describe('a last price', () => {
  it('is read in paise', () => {
    expect(ltpSchema.parse(LTP)).toMatchObject({
      symbolToken: '3045',
      previousClosePaise: 18_780,
      lastPaise: 19_100,
    });
  });

  it.each([null, [], [LTP], {}, { ...LTP, ltp: -1 }, { ...LTP, ltp: '1e3' }])(
    'SC-36 is refused as %j',
    (data) => {
      expect(ltpSchema.safeParse(data).success).toBe(false);
    },
  );

  it('is asked for by exchange, symbol and token', () => {
    const body = { exchange: 'NSE', tradingsymbol: 'SBIN-EQ', symboltoken: '3045' };
    expect(ltpBodySchema.parse(body)).toEqual(body);
    expect(ltpBodySchema.safeParse({ ...body, symboltoken: '' }).success).toBe(false);
  });
});

describe('a search', () => {
  it('answers with rows, or with nothing', () => {
    expect(searchSchema.parse([SCRIP])).toEqual([
      { exchange: 'NSE', tradingSymbol: 'SBIN-EQ', symbolToken: '3045' },
    ]);
    expect(searchSchema.parse(null)).toEqual([]);
    expect(searchSchema.safeParse([{ exchange: 'NSE' }]).success).toBe(false);
    expect(searchBodySchema.parse({ exchange: 'NSE', searchscrip: 'SBIN' })).toEqual({
      exchange: 'NSE',
      searchscrip: 'SBIN',
    });
  });
});
