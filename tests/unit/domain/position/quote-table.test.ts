import { describe, expect, it } from 'vitest';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { tickOf } from '../../../support/tick-stream.ts';

describe('the quote table', () => {
  it('keeps the last quote of each instrument and 0 before the first', () => {
    const quotes = new QuoteTable(2);
    quotes.record(tickOf({ lastPaise: 10_000, bidPaise: 9_995, askPaise: 10_005 }));
    quotes.record(tickOf({ lastPaise: 10_100, bidPaise: 0, askPaise: 10_110, exchangeTimeMs: 7 }));
    expect(quotes.lastPaise(0)).toBe(10_100);
    expect(quotes.bidPaise(0)).toBe(0);
    expect(quotes.askPaise(0)).toBe(10_110);
    expect(quotes.timeMs(0)).toBe(7);
    expect([quotes.lastPaise(1), quotes.bidPaise(1), quotes.askPaise(1), quotes.timeMs(1)]).toEqual(
      [0, 0, 0, 0],
    );
  });
});
