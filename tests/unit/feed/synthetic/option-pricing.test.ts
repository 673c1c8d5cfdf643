import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  black76,
  normalCdf,
  smileVolatility,
} from '../../../../src/feed/synthetic/option-pricing.ts';

const terms = fc.record({
  forward: fc.double({ min: 15_000, max: 35_000, noNaN: true }),
  strike: fc.double({ min: 15_000, max: 35_000, noNaN: true }),
  years: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  volatility: fc.double({ min: 0.03, max: 1, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.1, noNaN: true }),
});

describe('normalCdf', () => {
  it('agrees with tabulated values', () => {
    const table = [
      [0, 0.5],
      [1, 0.841344746],
      [-1, 0.158655254],
      [1.959963985, 0.975],
      [-3, 0.001349898],
    ] as const;
    for (const [x, expected] of table) expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(1e-7);
  });
});

describe('black76', () => {
  const out = new Float64Array(2);

  it('agrees with a textbook value', () => {
    // Hull, Options, Futures and Other Derivatives: European put on a future, 20 / 20, 4 months, 9 %, 25 %.
    black76({ forward: 20, strike: 20, years: 4 / 12, volatility: 0.25, rate: 0.09 }, out);
    expect(out[1]).toBeCloseTo(1.12, 2);
  });

  it('keeps put-call parity and the discounted intrinsic value', () => {
    fc.assert(
      fc.property(terms, (option) => {
        black76(option, out);
        const [call = 0, put = 0] = out;
        const discount = Math.exp(-option.rate * option.years);
        const intrinsic = discount * (option.forward - option.strike);
        expect(Math.abs(call - put - intrinsic)).toBeLessThan(1e-6);
        expect(call).toBeGreaterThanOrEqual(Math.max(0, intrinsic) - 1e-9);
        expect(put).toBeGreaterThanOrEqual(Math.max(0, -intrinsic) - 1e-9);
      }),
    );
  });

  it('prices more volatility higher', () => {
    fc.assert(
      fc.property(terms, (option) => {
        black76(option, out);
        const call = out[0] ?? 0;
        black76({ ...option, volatility: option.volatility * 1.5 }, out);
        // The approximation of the distribution is good to 7.5e-8 of the price of the future.
        expect(out[0]).toBeGreaterThanOrEqual(call - 0.01);
      }),
    );
  });
});

describe('smileVolatility', () => {
  const smile = { volatility: 0.12, skew: -0.06, smile: 0.1 };

  it('is the volatility at the money, higher below it with a negative skew, never out of bounds', () => {
    expect(smileVolatility(smile, 26_000, 26_000, 0.01)).toBe(0.12);
    const low = smileVolatility(smile, 25_500, 26_000, 0.01);
    expect(low).toBeGreaterThan(smileVolatility(smile, 26_500, 26_000, 0.01));
    expect(smileVolatility(smile, 1, 26_000, 1e-6)).toBe(2);
    expect(smileVolatility({ ...smile, skew: -9, smile: 0 }, 27_000, 26_000, 0.01)).toBe(0.03);
  });
});
