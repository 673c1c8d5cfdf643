import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECODED, DECODED_CELLS } from '../../../../src/domain/tick/decoded-tick.ts';
import { bidAround, spreadOnIncrement, writeBook } from '../../../../src/feed/synthetic/book.ts';

const terms = {
  key: 1,
  incrementPaise: 5,
  lowerPaise: 5,
  upperPaise: 1_000,
  lotSize: 65,
  touchLots: 20,
};

describe('bidAround', () => {
  it('centres the touch on the fair value to within half an increment', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 100, max: 900, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (fair, increments) => {
          const spread = increments * terms.incrementPaise;
          const bid = bidAround(fair, spread, terms);
          expect(bid % terms.incrementPaise).toBe(0);
          expect(Math.abs(bid + spread / 2 - fair)).toBeLessThanOrEqual(2.5 + 1e-9);
        },
      ),
    );
  });

  it('keeps both sides inside the circuit band', () => {
    expect(bidAround(-50, 10, terms)).toBe(5);
    expect(bidAround(5_000, 10, terms)).toBe(990);
  });

  it('never asks for less than one increment of spread', () => {
    expect(spreadOnIncrement(0.1, 5)).toBe(5);
    expect(spreadOnIncrement(12.6, 5)).toBe(15);
  });
});

describe('writeBook', () => {
  function book(timeMs: number, bid: number, ask: number): Float64Array {
    const cells = new Float64Array(DECODED_CELLS);
    cells[DECODED.exchangeTimeMs] = timeMs;
    writeBook(cells, terms, bid, ask);
    return cells;
  }

  it('leaves levels beyond the circuit band empty', () => {
    const cells = book(0, 10, 995);
    expect([...cells.subarray(DECODED.bids + 6, DECODED.bids + 15)]).toEqual(Array(9).fill(0));
    expect(cells[DECODED.bids + 3]).toBe(5);
    expect([...cells.subarray(DECODED.asks + 6, DECODED.asks + 15)]).toEqual(Array(9).fill(0));
    expect(cells[DECODED.asks + 3]).toBe(1_000);
  });

  it('keeps the quantity at a price for a while and then redraws it', () => {
    const side = (cells: Float64Array) => [...cells.subarray(DECODED.bids, DECODED.bids + 15)];
    expect(side(book(1_499, 500, 505))).toEqual(side(book(0, 500, 505)));
    expect(side(book(1_500, 500, 505))).not.toEqual(side(book(0, 500, 505)));
    // The level moves up one place with the touch; its depth factor changes, its draw does not.
    expect(book(0, 500, 505)[DECODED.bids + 3]).toBe(book(0, 495, 500)[DECODED.bids]);
  });
});
