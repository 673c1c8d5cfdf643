import { describe, expect, it } from 'vitest';
import { QUOTE_SCHEMAS } from '../../../../src/contract/wire/smartapi-market.ts';
import { FULL_QUOTE, QUOTES } from '../../../support/smartapi-answers.ts';

describe('quotes', () => {
  it('are read in paise and units, with five levels a side', () => {
    const { fetched, unfetched } = QUOTE_SCHEMAS.FULL.parse(QUOTES);
    expect(fetched[0]).toMatchObject({
      symbolToken: '3045',
      lastPaise: 56_820,
      previousClosePaise: 56_740,
      volume: 3_556_150,
      lowerCircuitPaise: 51_065,
      upperCircuitPaise: 62_415,
      yearHighPaise: 62_955,
      feedMs: Date.UTC(2023, 5, 21, 5, 16, 10),
      tradeMs: Date.UTC(2023, 5, 21, 5, 16, 9),
    });
    expect(fetched[0]?.bids).toHaveLength(5);
    expect(fetched[0]?.asks[4]).toEqual({ paise: 56_820, quantity: 511, orders: 2 });
    expect(unfetched).toMatchObject([{ symbolToken: '999', errorCode: 'AB4018' }]);
  });

  it('have of each mode only what the mode has', () => {
    const last = { exchange: 'NSE', tradingSymbol: 'SBIN-EQ', symbolToken: '3045' };
    expect(QUOTE_SCHEMAS.LTP.parse(QUOTES).fetched).toEqual([{ ...last, lastPaise: 56_820 }]);
    expect(QUOTE_SCHEMAS.OHLC.parse(QUOTES).fetched).toEqual([
      {
        ...last,
        lastPaise: 56_820,
        openPaise: 56_740,
        highPaise: 56_935,
        lowPaise: 56_610,
        previousClosePaise: 56_740,
      },
    ]);
  });

  it('may be none at all', () => {
    const none = { fetched: [], unfetched: [] };
    expect(QUOTE_SCHEMAS.LTP.parse({ fetched: null, unfetched: null })).toEqual(none);
    expect(QUOTE_SCHEMAS.LTP.parse({ fetched: [] })).toEqual(none);
  });

  it.each([
    ['ltp', -1],
    ['ltp', null],
    ['ltp', '1e3'],
    ['tradeVolume', -1],
    ['tradeVolume', 1.5],
    ['exchFeedTime', 'now'],
    ['depth', null],
    ['depth', { buy: [{ price: 1, quantity: -1, orders: 1 }], sell: [] }],
    ['symbolToken', 3045],
    ['upperCircuit', undefined],
  ])('SC-36 are refused with %s of %j', (key, value) => {
    const fetched = [{ ...FULL_QUOTE, [key]: value }];
    expect(QUOTE_SCHEMAS.FULL.safeParse({ fetched, unfetched: [] }).success).toBe(false);
  });

  it.each([null, [], '', {}, { unfetched: [] }])('are no quotes when they are %j', (data) => {
    expect(QUOTE_SCHEMAS.LTP.safeParse(data).success).toBe(false);
  });
});
