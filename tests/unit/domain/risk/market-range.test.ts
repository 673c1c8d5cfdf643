import { describe, expect, it } from 'vitest';
import { Atr } from '../../../../src/domain/indicator/atr.ts';
import { MarketRange } from '../../../../src/domain/risk/market-range.ts';
import { SESSION_OPEN_MS, seededRandom, tickOf } from '../../../support/tick-stream.ts';

describe('the market range', () => {
  it("agrees with Wilder's average true range, bar by bar, and is unknown before", () => {
    const range = new MarketRange(2, 60);
    const atr = new Atr(14);
    const random = seededRandom(7);
    let bar: number[] = [];
    for (let tick = 0; tick < 120; tick += 1) {
      const exchangeTimeMs = SESSION_OPEN_MS + tick * 20_000;
      const lastPaise = 10_000 + Math.floor(random() * 400);
      if (tick % 3 === 0 && tick > 0) {
        atr.update(Math.max(...bar), Math.min(...bar), bar.at(-1) as number);
        bar = [];
      }
      bar.push(lastPaise);
      range.onTick(tickOf({ instrumentIndex: 1, lastPaise, exchangeTimeMs }));
      if (atr.isReady) expect(range.atrPaise(1)).toBeCloseTo(atr.value, 6);
      else expect(range.atrPaise(1)).toBe(0);
    }
    expect(range.volatilityBps(1)).toBeGreaterThan(0);
    expect(range.atrPaise(0)).toBe(0);
  });

  it('measures volatility as the root mean square of bar returns', () => {
    const range = new MarketRange(1, 60);
    for (let bar = 0; bar <= 20; bar += 1) {
      const exchangeTimeMs = SESSION_OPEN_MS + bar * 60_000;
      range.onTick(tickOf({ lastPaise: bar % 2 === 0 ? 10_000 : 10_010, exchangeTimeMs }));
    }
    expect(range.volatilityBps(0)).toBeCloseTo(10, 1);
  });
});
