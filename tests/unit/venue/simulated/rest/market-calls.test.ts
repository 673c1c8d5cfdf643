import { describe, expect, it } from 'vitest';
import {
  candlesSchema,
  openInterestsSchema,
} from '../../../../../src/contract/wire/smartapi-history.ts';
import { ltpSchema, searchSchema } from '../../../../../src/contract/wire/smartapi-lookup.ts';
import { QUOTE_SCHEMAS } from '../../../../../src/contract/wire/smartapi-market.ts';
import { marketCalls } from '../../../../../src/venue/simulated/rest/market-calls.ts';
import { envelopeOf, SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

function served() {
  const rig = new SimulatedBrokerRig();
  return { rig, calls: marketCalls(rig.broker) };
}

describe('quotes', () => {
  it('come in three sizes, each read by its schema', () => {
    const { rig, calls } = served();
    rig.quote(0, { last: 10_100 });
    const ask = (mode: string) =>
      envelopeOf(rig.call(calls.quote, { mode, exchangeTokens: { NSE: ['1000'], NFO: ['1002'] } }))
        .data;
    expect(QUOTE_SCHEMAS.LTP.parse(ask('LTP')).fetched.map(({ lastPaise }) => lastPaise)).toEqual([
      10_100, 10_000,
    ]);
    expect(QUOTE_SCHEMAS.OHLC.parse(ask('OHLC')).fetched[0]).toMatchObject({
      highPaise: 10_100,
      previousClosePaise: 9_900,
    });
    const [full] = QUOTE_SCHEMAS.FULL.parse(ask('FULL')).fetched;
    expect(full).toMatchObject({ lowerCircuitPaise: 8_000, feedMs: expect.any(Number) });
    expect(full?.bids[0]).toEqual({ paise: 10_050, quantity: 10_000, orders: 3 });
    expect([full?.bids.length, full?.asks.length]).toEqual([5, 5]);
  });

  it('name the tokens that have none', () => {
    const { rig, calls } = served();
    const body = { mode: 'LTP', exchangeTokens: { NSE: ['1000', '7', ''] } };
    const quotes = QUOTE_SCHEMAS.LTP.parse(envelopeOf(rig.call(calls.quote, body)).data);
    expect(quotes.fetched).toHaveLength(1);
    expect(quotes.unfetched.map(({ symbolToken, errorCode }) => [symbolToken, errorCode])).toEqual([
      ['7', 'AB4018'],
      ['', 'AB4018'],
    ]);
  });

  it('are of 50 tokens at most', () => {
    const { rig, calls } = served();
    const body = (count: number) => ({
      mode: 'LTP',
      exchangeTokens: { NSE: Array.from({ length: count }, () => '1000') },
    });
    expect(rig.call(calls.quote, body(50)).code).toBe('');
    expect(rig.call(calls.quote, body(51)).code).toBe('AB1004');
    expect(rig.call(calls.quote, body(0)).code).toBe('AB1004');
  });
});

describe('getLtpData and searchScrip', () => {
  it('answer about one instrument, and about those whose symbol fits', () => {
    const { rig, calls } = served();
    const ltp = { exchange: 'NSE', tradingsymbol: 'STOCK0-EQ', symboltoken: '1000' };
    expect(ltpSchema.parse(envelopeOf(rig.call(calls.ltp, ltp)).data)).toMatchObject({
      lastPaise: 10_000,
      openPaise: 10_000,
    });
    expect(rig.call(calls.ltp, { ...ltp, exchange: 'BSE' }).code).toBe('AB4046');
    const search = envelopeOf(
      rig.call(calls.search, { exchange: 'NFO', searchscrip: 'index2' }),
    ).data;
    expect(searchSchema.parse(search)).toEqual([
      { exchange: 'NFO', tradingSymbol: 'INDEX2FUT', symbolToken: '1002' },
    ]);
  });
});

describe('getCandleData and getOIData', () => {
  const window = {
    ...{ exchange: 'NSE', symboltoken: '1000', interval: 'ONE_MINUTE' },
    ...{ fromdate: '2026-11-19 09:15', todate: '2026-11-19 15:30' },
  };

  it('answer from the day as it was played', () => {
    const { rig, calls } = served();
    rig.quote(0, { last: 10_300, volume: 1_500, openInterest: 40 }, 30_000);
    rig.quote(0, { last: 10_200, volume: 1_600 }, 30_000);
    const candles = candlesSchema.parse(envelopeOf(rig.call(calls.candles, window)).data);
    expect(candles).toMatchObject([
      { openPaise: 10_000, highPaise: 10_300, closePaise: 10_300, volume: 500 },
    ]);
    const interest = envelopeOf(rig.call(calls.openInterest, window)).data;
    expect(openInterestsSchema.parse(interest)).toMatchObject([{ openInterest: 40 }]);
  });

  it('have nothing before the day', () => {
    const { rig, calls } = served();
    const dates = { fromdate: '2026-11-18 09:15', todate: '2026-11-18 15:30' };
    expect(envelopeOf(rig.call(calls.candles, { ...window, ...dates }))).toMatchObject({
      status: true,
      data: null,
    });
  });

  it.each([
    [{ fromdate: '2026-10-01 09:15' }],
    [{ fromdate: '2026-11-20 09:15' }],
    [{ todate: '2026-11-31 09:15' }],
    [{ interval: 'TWO_MINUTE' }],
  ])('refuse %o', (changes) => {
    const { rig, calls } = served();
    expect(rig.call(calls.candles, { ...window, ...changes }).code).toBe('AB1004');
  });

  it('know no token that is not listed', () => {
    const { rig, calls } = served();
    expect(rig.call(calls.candles, { ...window, symboltoken: '7' }).code).toBe('AB1009');
  });
});
