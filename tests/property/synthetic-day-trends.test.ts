import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECODED } from '../../src/domain/tick/decoded-tick.ts';
import { createSyntheticDay } from '../../src/feed/synthetic/day.ts';
import { committedUniverse, TEST_DATE } from '../unit/feed/synthetic/committed-universe.ts';

const universe = committedUniverse();
const BAR_SECONDS = 5;
const FAST = 9;
const SLOW = 21;

/** One instrument under a crossover of two averages of closes, with a bracket of two and three average bar ranges. */
class Crossover {
  entries = 0;
  targets = 0;
  stops = 0;
  #bars = 0;
  #bar = -1;
  #high = 0;
  #low = 0;
  #close = 0;
  #fast = 0;
  #slow = 0;
  #range = 0;
  #side = 0;
  #open: { side: number; stop: number; target: number } | undefined;

  onPrice(second: number, price: number): void {
    this.#manage(price);
    const bar = Math.floor(second / BAR_SECONDS);
    if (bar !== this.#bar) {
      if (this.#bar >= 0) this.#endBar();
      this.#bar = bar;
      this.#high = price;
      this.#low = price;
    }
    this.#high = Math.max(this.#high, price);
    this.#low = Math.min(this.#low, price);
    this.#close = price;
  }

  #manage(price: number): void {
    const position = this.#open;
    if (position === undefined) return;
    if ((price - position.stop) * position.side <= 0) this.stops++;
    else if ((price - position.target) * position.side >= 0) this.targets++;
    else return;
    this.#open = undefined;
  }

  #endBar(): void {
    const weight = (period: number) => (this.#bars === 0 ? 1 : 2 / (period + 1));
    this.#fast += (this.#close - this.#fast) * weight(FAST);
    this.#slow += (this.#close - this.#slow) * weight(SLOW);
    this.#range += (this.#high - this.#low - this.#range) * weight(27);
    this.#bars++;
    const side = Math.sign(this.#fast - this.#slow);
    const isCross = this.#bars > SLOW && side !== 0 && side === -this.#side;
    if (side !== 0) this.#side = side;
    if (!isCross || this.#open !== undefined) return;
    this.entries++;
    const stop = this.#close - side * 2 * this.#range;
    this.#open = { side, stop, target: this.#close + side * 3 * this.#range };
  }
}

describe('the default day', () => {
  it('brings crossovers, targets and stops within its first five minutes, whatever the seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        const day = createSyntheticDay({ universe, seed, date: TEST_DATE });
        const stocks = new Map(
          day.instruments
            .filter((entry) => entry.kind === 'equity')
            .map((entry) => [entry.index, new Crossover()]),
        );
        day.next(day.openTimeMs + 300_000, (index, cells) => {
          const second = ((cells[DECODED.exchangeTimeMs] ?? 0) - day.openTimeMs) / 1000;
          stocks.get(index)?.onPrice(second, cells[DECODED.lastPaise] ?? 0);
        });
        const total = (field: 'entries' | 'targets' | 'stops') =>
          [...stocks.values()].reduce((sum, stock) => sum + stock[field], 0);
        expect(total('entries')).toBeGreaterThanOrEqual(40);
        expect(total('targets')).toBeGreaterThanOrEqual(8);
        expect(total('stops')).toBeGreaterThanOrEqual(8);
      }),
      { numRuns: 15 },
    );
  });
});
