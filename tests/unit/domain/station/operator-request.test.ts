import { describe, expect, it } from 'vitest';
import { QUANTITY_MAX } from '../../../../src/domain/limits.ts';
import {
  type RawOperatorRequest,
  readOperatorRequest,
} from '../../../../src/domain/station/operator-request.ts';
import { stock } from '../../../support/trading-instruments.ts';

const INSTRUMENT = stock(3);
const PLACE = { instruments: [INSTRUMENT], product: 'intraday' as const };
const REQUEST: RawOperatorRequest = {
  kind: 'entry',
  side: 'sell',
  orderType: 'limit',
  product: 'intraday',
  validity: 'day',
  exchange: INSTRUMENT.exchange,
  symbol: INSTRUMENT.symbol,
  limitPaise: 10_000,
  stopOffsetPaise: 100,
  targetOffsetPaise: 200,
};

function problemsOf(changes: Partial<RawOperatorRequest>): string[] {
  const reading = readOperatorRequest({ ...REQUEST, ...changes }, PLACE);
  return reading.isUnderstood ? [] : reading.problems.map(({ field }) => field);
}

describe('a request of an operator', () => {
  it('is read into the terms of a signal, with 0 for every number that is absent', () => {
    expect(readOperatorRequest(REQUEST, PLACE)).toEqual({
      isUnderstood: true,
      terms: {
        ...{ kind: 'entry', instrumentIndex: 3, side: -1, quantity: 0, limitPaise: 10_000 },
        ...{ stopOffsetPaise: 100, targetOffsetPaise: 200, secondTargetOffsetPaise: 0 },
        ...{ firstTargetShareBps: 0, trailOffsetPaise: 0, parentGroupId: 0 },
      },
    });
  });

  it('has every problem named at once', () => {
    const changes = { kind: 'swap', side: 'up', validity: 'ioc', quantity: -1 };
    expect(problemsOf(changes)).toEqual(['side', 'validity', 'kind', 'quantity']);
    expect(problemsOf({ symbol: 'NONE', product: 'cnc' })).toEqual(['product', 'symbol']);
  });

  it('is refused with numbers that are none, or too large', () => {
    for (const quantity of ['10', 1.5, Number.NaN, QUANTITY_MAX + 1, null]) {
      expect(problemsOf({ quantity })).toEqual(quantity === null ? [] : ['quantity']);
    }
  });

  it('has a price where it is a limit entry, and only there', () => {
    expect(problemsOf({ limitPaise: 0 })).toEqual(['limitPaise']);
    expect(problemsOf({ orderType: 'market' })).toEqual(['limitPaise']);
    expect(problemsOf({ orderType: 'market', limitPaise: 0 })).toEqual([]);
    expect(problemsOf({ kind: 'exit' })).toEqual(['limitPaise']);
    expect(problemsOf({ kind: 'exit', limitPaise: 0 })).toEqual([]);
  });

  it('is no stop order: what waits for a price is a GTT', () => {
    expect(problemsOf({ orderType: 'sl' })).toEqual(['orderType']);
  });
});
