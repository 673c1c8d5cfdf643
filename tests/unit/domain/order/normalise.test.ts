import { describe, expect, it } from 'vitest';
import {
  normaliseExchange,
  normaliseOrderType,
  normaliseProduct,
  normaliseSide,
  normaliseTerms,
  normaliseValidity,
  TERM_FIELDS,
  TERM_PROBLEMS,
  type TermReading,
} from '../../../../src/domain/order/normalise.ts';

const RAW = {
  side: 'buy',
  orderType: 'limit',
  product: 'intraday',
  validity: 'day',
  exchange: 'NSE',
};

/** The value, or the code of the problem. */
function outcome<Value>(reading: TermReading<Value>): Value | string {
  return reading.isUnderstood ? reading.value : reading.problem.code;
}

describe('terms from outside', () => {
  it.each([
    ['buy', 1],
    ['BUY', 1],
    ['Buy', 1],
    ['B', 1],
    ['b', 1],
    [' buy ', 1],
    [1, 1],
    ['+1', 1],
    ['sell', -1],
    ['SELL', -1],
    ['S', -1],
    ['short', -1],
    ['-1', -1],
    [-1, -1],
    ['bought', 1],
    ['hold', 'unknown_word'],
    ['', 'missing'],
    [null, 'missing'],
    [undefined, 'missing'],
    [true, 'not_a_word'],
    [2, 'unknown_word'],
    [{}, 'not_a_word'],
    ['constructor', 'unknown_word'],
    ['__proto__', 'unknown_word'],
  ])('the side %j is %j', (raw, expected) => {
    expect(outcome(normaliseSide(raw))).toBe(expected);
  });

  const LIMIT = { orderType: 'limit', isMarketable: false };
  const MARKETABLE = { orderType: 'limit', isMarketable: true };
  const STOP = { orderType: 'stop_limit', isMarketable: false };
  const MARKETABLE_STOP = { orderType: 'stop_limit', isMarketable: true };
  it.each([
    ['limit', LIMIT],
    ['LIMIT', LIMIT],
    ['LMT', LIMIT],
    ['MARKET', MARKETABLE],
    ['Mkt', MARKETABLE],
    ['stop_limit', STOP],
    ['SL', STOP],
    ['SL-L', STOP],
    ['STOPLOSS_LIMIT', STOP],
    ['Stop Loss Limit', STOP],
    ['stop-limit', STOP],
    ['SL-M', MARKETABLE_STOP],
    ['SLM', MARKETABLE_STOP],
    ['STOPLOSS_MARKET', MARKETABLE_STOP],
    ['ICEBERG', 'not_allowed'],
    ['BO', 'not_allowed'],
    ['limited', 'unknown_word'],
    [1, 'not_a_word'],
  ])('the order type %j is %j: what is MARKET elsewhere is marketable here', (raw, expected) => {
    expect(outcome(normaliseOrderType(raw))).toEqual(expected);
  });

  it.each([
    ['MIS', 'intraday'],
    ['INTRADAY', 'intraday'],
    ['CNC', 'delivery'],
    ['DELIVERY', 'delivery'],
    ['NRML', 'delivery'],
    ['CARRYFORWARD', 'delivery'],
    ['carry forward', 'delivery'],
    ['MTF', 'not_allowed'],
    ['MARGIN', 'not_allowed'],
    ['XYZ', 'unknown_word'],
  ])('the product %s is %s', (raw, expected) => {
    expect(outcome(normaliseProduct(raw))).toBe(expected);
  });

  it.each([
    ['DAY', 'day'],
    ['gfd', 'day'],
    ['IOC', 'not_allowed'],
    ['Immediate or Cancel', 'not_allowed'],
    ['GTC', 'not_allowed'],
    ['FOK', 'not_allowed'],
    ['TTL', 'not_allowed'],
    ['tomorrow', 'unknown_word'],
  ])('the validity %s is %s', (raw, expected) => {
    expect(outcome(normaliseValidity(raw))).toBe(expected);
  });

  it.each([
    ['NSE', 'NSE'],
    ['nse_cm', 'NSE'],
    ['nse_fo', 'NFO'],
    ['nfo', 'NFO'],
    ['BSE_EQ', 'BSE'],
    ['bfo', 'BFO'],
    ['mcx_fo', 'MCX'],
    ['cde_fo', 'CDS'],
    ['NCO', 'NCDEX'],
    ['NYSE', 'unknown_word'],
  ])('the exchange %s is %s', (raw, expected) => {
    expect(outcome(normaliseExchange(raw))).toBe(expected);
  });

  it('says whether a word is ours as it stands, so that the others can be counted', () => {
    expect(normaliseTerms(RAW)).toEqual({
      isUnderstood: true,
      terms: {
        side: 1,
        orderType: 'limit',
        isMarketable: false,
        product: 'intraday',
        validity: 'day',
        exchange: 'NSE',
      },
      rewritten: [],
    });
    const foreign = normaliseTerms({
      side: 'BUY',
      orderType: 'market',
      product: 'MIS',
      validity: 'day',
      exchange: 'nse',
    });
    expect(foreign).toMatchObject({
      terms: { orderType: 'limit', isMarketable: true },
      rewritten: ['side', 'product', 'exchange'],
    });
    expect(normaliseTerms({ ...RAW, side: 1 })).toMatchObject({ rewritten: ['side'] });
  });

  it('names every problem at once, each with what the field takes', () => {
    const reading = normaliseTerms({
      side: 'hold',
      orderType: undefined,
      product: 7,
      validity: 'IOC',
      exchange: 'NSE',
    });
    if (reading.isUnderstood) throw new Error('four of five words are no terms');
    expect(reading.problems.map(({ field, code }) => [field, code])).toEqual([
      ['side', 'unknown_word'],
      ['orderType', 'missing'],
      ['product', 'not_a_word'],
      ['validity', 'not_allowed'],
    ]);
    for (const { field, sentence } of reading.problems) expect(sentence).toContain(`${field} is`);
  });

  it('AP-03 fields and problems are closed lists', () => {
    expect(Object.keys(RAW)).toEqual(TERM_FIELDS);
    expect(new Set(TERM_PROBLEMS).size).toBe(TERM_PROBLEMS.length);
  });
});
