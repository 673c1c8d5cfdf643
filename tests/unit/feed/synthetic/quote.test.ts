import { describe, expect, it } from 'vitest';
import { DECODED } from '../../../../src/domain/tick/decoded-tick.ts';
import { Quote } from '../../../../src/feed/synthetic/quote.ts';
import { buildUniverse } from '../../../../src/feed/synthetic/universe.ts';
import { committedUniverse, TEST_DATE } from './committed-universe.ts';

function sbinQuote(): Quote {
  const universe = buildUniverse({ data: committedUniverse(), seed: 1, date: TEST_DATE });
  const index = universe.instruments.findIndex((entry) => entry.name === 'SBIN');
  const instrument = universe.instruments[index];
  const model = universe.models[index];
  if (instrument === undefined || model === undefined) throw new Error('SBIN is listed');
  return new Quote(instrument, model, { seed: 1, sessionMs: 21_600_000 });
}

describe('Quote.print', () => {
  it('reports exactly the trade, at the side the price moved to', () => {
    const quote = sbinQuote();
    const { cells } = quote;
    quote.print(1_000, 106_400, 10, 500);
    quote.print(1_250, 106_420, 10, 300);
    expect(cells[DECODED.lastPaise]).toBe(106_420);
    expect(cells[DECODED.asks]).toBe(106_420);
    expect(cells[DECODED.bids]).toBe(106_410);
    expect(cells[DECODED.volume]).toBe(800);
    expect(cells[DECODED.averagePaise]).toBe(Math.round((106_400 * 500 + 106_420 * 300) / 800));
    quote.print(1_500, 106_380, 10, 0);
    expect(cells[DECODED.bids]).toBe(106_380);
    expect(cells[DECODED.asks]).toBe(106_390);
    expect(cells[DECODED.volume]).toBe(800);
    const day = [DECODED.openPaise, DECODED.highPaise, DECODED.lowPaise].map((cell) => cells[cell]);
    expect(day).toEqual([106_400, 106_420, 106_380]);
    expect(cells[DECODED.sequence]).toBe(3);
  });
});

describe('Quote.move', () => {
  it('trades at the new touch when the touch leaves the last price behind', () => {
    const quote = sbinQuote();
    const { cells } = quote;
    for (let n = 0; n < 200; n++) {
      const volume = cells[DECODED.volume] ?? 0;
      // Far up, far down: no last price survives.
      quote.move(1_000 + n, n % 2 === 0 ? 106_000 : 107_000, 10, 0, 0);
      const last = cells[DECODED.lastPaise] ?? 0;
      expect(last).toBeGreaterThanOrEqual(cells[DECODED.bids] ?? 0);
      expect(last).toBeLessThanOrEqual(cells[DECODED.asks] ?? 0);
      expect(cells[DECODED.volume]).toBeGreaterThan(volume);
    }
  });

  it('does not trade below the floor while the ask is above it', () => {
    const quote = sbinQuote();
    for (let n = 0; n < 200; n++) {
      quote.move(1_000 + n, 106_000, 40, 100, 106_005);
      expect(quote.cells[DECODED.lastPaise]).toBeGreaterThanOrEqual(106_005);
    }
  });
});
