import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../../src/feed/recorded/bar.ts';
import { expandBar } from '../../../../src/feed/recorded/expand-bar.ts';
import { RandomStream } from '../../../../src/feed/synthetic/random.ts';

const INCREMENT = 5;
const price = fc.integer({ min: 10_000, max: 10_400 });
const bars = fc
  .record({ prices: fc.array(price, { minLength: 4, maxLength: 4 }), volume: fc.nat(1e9) })
  .map(({ prices, volume }): Bar => {
    const [openPaise = 0, closePaise = 0] = prices.map((value) => value * INCREMENT);
    const lowPaise = Math.min(...prices) * INCREMENT;
    const highPaise = Math.max(...prices) * INCREMENT;
    return { startMs: 0, openPaise, highPaise, lowPaise, closePaise, volume };
  });

describe('expandBar', () => {
  it('passes through open, both extremes and close exactly, on the increment, with all of the volume', () => {
    fc.assert(
      fc.property(bars, fc.integer({ min: 4, max: 1_200 }), fc.integer(), (bar, steps, seed) => {
        const trades = { prices: new Float64Array(steps), units: new Float64Array(steps) };
        expandBar(bar, trades, { incrementPaise: INCREMENT, random: new RandomStream(seed, '') });
        expect(trades.prices[0]).toBe(bar.openPaise);
        expect(trades.prices.at(-1)).toBe(bar.closePaise);
        expect(trades.prices.reduce((a, b) => Math.min(a, b))).toBe(bar.lowPaise);
        expect(trades.prices.reduce((a, b) => Math.max(a, b))).toBe(bar.highPaise);
        expect(trades.prices.every((value) => value % INCREMENT === 0)).toBe(true);
        expect(trades.units.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
        expect(trades.units.reduce((sum, value) => sum + value, 0)).toBe(bar.volume);
      }),
      { numRuns: 300 },
    );
  });

  it('visits the extreme nearer to the open first', () => {
    const random = new RandomStream(1, '');
    const trades = { prices: new Float64Array(240), units: new Float64Array(240) };
    const shape = { startMs: 0, highPaise: 10_100, lowPaise: 9_900, closePaise: 10_000, volume: 0 };
    const order = (openPaise: number) => {
      expandBar({ ...shape, openPaise }, trades, { incrementPaise: 5, random });
      return trades.prices.indexOf(9_900) < trades.prices.indexOf(10_100) ? 'low' : 'high';
    };
    for (let n = 0; n < 50; n++) {
      expect(order(9_950)).toBe('low');
      expect(order(10_050)).toBe('high');
    }
  });
});
