import { describe, expect, it } from 'vitest';
import {
  marketableLimit,
  touchPaise,
  withinCircuit,
} from '../../../../src/domain/order/limit-price.ts';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

describe('the touch', () => {
  it('is the opposite side, the last price without one, and 0 before the first quote', () => {
    const quotes = new QuoteTable(1);
    expect(touchPaise(quotes, 0, 1)).toBe(0);
    quotes.record(tickOf({ bidPaise: 9_990, askPaise: 0 }));
    expect(touchPaise(quotes, 0, 1)).toBe(10_000);
    expect(touchPaise(quotes, 0, -1)).toBe(9_990);
  });
});

describe('a marketable limit', () => {
  it('goes through the touch by the offset and no further', () => {
    const aim = { touchPaise: 10_005, offsetBps: 10 };
    expect(marketableLimit(stock(0), 1, aim)).toBe(10_015);
    expect(marketableLimit(stock(0), -1, aim)).toBe(9_995);
  });

  it('is the touch itself where the offset is less than an increment', () => {
    const aim = { touchPaise: 500, offsetBps: 10 };
    expect(marketableLimit(stock(0), 1, aim)).toBe(500);
    expect(marketableLimit(stock(0), -1, aim)).toBe(500);
  });

  it('stays above zero and inside the circuit limits', () => {
    expect(marketableLimit(stock(0), -1, { touchPaise: 5, offsetBps: 10_000 })).toBe(5);
    const banded = stock(0, { lowerCircuitPaise: 9_001, upperCircuitPaise: 11_004 });
    expect(marketableLimit(banded, 1, { touchPaise: 11_000, offsetBps: 100 })).toBe(11_000);
    expect(marketableLimit(banded, -1, { touchPaise: 9_010, offsetBps: 100 })).toBe(9_005);
    expect(withinCircuit(banded, 10_000)).toBe(10_000);
  });
});
