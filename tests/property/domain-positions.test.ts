/** Positions and profit against exact arithmetic over the same fills. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PositionBook } from '../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../src/domain/position/quote-table.ts';
import { seededRandom, tickOf } from '../support/tick-stream.ts';

const FILLS = fc.array(
  fc.record({
    side: fc.constantFrom(1 as const, -1 as const),
    quantity: fc.integer({ min: 1, max: 200_000 }),
    pricePaise: fc.integer({ min: 1, max: 20_000_000 }),
  }),
  { maxLength: 60 },
);

describe('the position book', () => {
  it('PP-01 PP-03 balances to the paisa after every fill, at every mark', () => {
    fc.assert(
      fc.property(FILLS, fc.integer({ min: 1, max: 20_000_000 }), (fills, markPaise) => {
        const quotes = new QuoteTable(1);
        const book = new PositionBook(quotes);
        quotes.record(tickOf({ lastPaise: markPaise }));
        let net = 0n;
        let cash = 0n;
        for (const fill of fills) {
          book.applyFill({ instrumentIndex: 0, ...fill });
          net += BigInt(fill.side * fill.quantity);
          cash -= BigInt(fill.side * fill.quantity) * BigInt(fill.pricePaise);
          const profit = BigInt(book.realisedPaise(0)) + BigInt(book.unrealisedPaise(0));
          expect(profit).toBe(cash + net * BigInt(markPaise));
          expect(BigInt(book.netQuantity(0))).toBe(net);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the average between the lowest and the highest price of the open side', () => {
    fc.assert(
      fc.property(FILLS, (fills) => {
        const book = new PositionBook(new QuoteTable(1));
        let prices: number[] = [];
        for (const fill of fills) {
          const before = book.netQuantity(0);
          book.applyFill({ instrumentIndex: 0, ...fill });
          const after = book.netQuantity(0);
          if (before * after <= 0) prices = [];
          if (after * fill.side > 0) prices.push(fill.pricePaise);
          if (after === 0) {
            expect(book.averagePaise(0)).toBe(0);
            continue;
          }
          expect(book.averagePaise(0)).toBeGreaterThanOrEqual(Math.min(...prices));
          expect(book.averagePaise(0)).toBeLessThanOrEqual(Math.max(...prices));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('PP-04 realises on a flip exactly what closing first and opening afterwards realises', () => {
    fc.assert(
      fc.property(FILLS, (fills) => {
        const whole = new PositionBook(new QuoteTable(1));
        const split = new PositionBook(new QuoteTable(1));
        for (const fill of fills) {
          const net = split.netQuantity(0);
          const closing = net * fill.side < 0 ? Math.min(fill.quantity, Math.abs(net)) : 0;
          whole.applyFill({ instrumentIndex: 0, ...fill });
          for (const quantity of [closing, fill.quantity - closing]) {
            if (quantity > 0) split.applyFill({ instrumentIndex: 0, ...fill, quantity });
          }
          expect(whole.realisedPaise(0)).toBe(split.realisedPaise(0));
          expect(whole.averagePaise(0)).toBe(split.averagePaise(0));
          expect(whole.netQuantity(0)).toBe(split.netQuantity(0));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('PP-01 equals a fold of 100,000 fills over 50 instruments', () => {
    const random = seededRandom(42);
    const instrumentCount = 50;
    const quotes = new QuoteTable(instrumentCount);
    const book = new PositionBook(quotes);
    const net = new Array<number>(instrumentCount).fill(0);
    let cashPaise = 0;
    for (let count = 0; count < 100_000; count += 1) {
      const instrumentIndex = Math.floor(random() * instrumentCount);
      const side = random() < 0.5 ? 1 : -1;
      const quantity = 1 + Math.floor(random() * 500);
      const pricePaise = 1 + Math.floor(random() * 300_000);
      book.applyFill({ instrumentIndex, side, quantity, pricePaise });
      net[instrumentIndex] = (net[instrumentIndex] ?? 0) + side * quantity;
      cashPaise -= side * quantity * pricePaise;
    }
    let valuePaise = 0;
    for (let at = 0; at < instrumentCount; at += 1) {
      const lastPaise = 1000 + at;
      quotes.record(tickOf({ instrumentIndex: at, lastPaise }));
      expect(book.netQuantity(at)).toBe(net[at]);
      valuePaise += (net[at] ?? 0) * lastPaise;
    }
    expect(book.totalRealisedPaise + book.totalUnrealisedPaise()).toBe(cashPaise + valuePaise);
    expect(book.netExposurePaise()).toBe(valuePaise);
    const open = net.flatMap((quantity, at) => (quantity === 0 ? [] : [at]));
    expect([...book.openInstruments].sort((a, b) => a - b)).toEqual(open);
  });
});
