import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { Atr } from '../../../../src/domain/indicator/atr.ts';
import {
  HAS_INDICATOR_ORACLE,
  oracleBars,
  oracleCases,
} from '../../../support/indicator-oracle.ts';

describe('an average true range', () => {
  it('begins with the mean of its first true ranges, which need a previous close', () => {
    const atr = new Atr(2);
    atr.update(12, 10, 11);
    atr.update(13, 11, 12);
    expect(atr.isReady).toBe(false);
    expect(atr.value).toBeNaN();
    atr.update(20, 16, 18);
    // True ranges 2 and 20 − 12 = 8.
    expect(atr.value).toBe(5);
    atr.update(18, 17, 17);
    expect(atr.value).toBe(5 + (1 - 5) / 2);
  });

  it('counts a gap down from the previous close', () => {
    const atr = new Atr(1);
    atr.update(100, 100, 100);
    atr.update(91, 90, 90);
    expect(atr.value).toBe(10);
  });

  it('refuses a period that is not a whole number in range', () => {
    for (const period of [0, 1.5, 10_001]) expect(() => new Atr(period)).toThrow(InvariantError);
  });

  it.skipIf(!HAS_INDICATOR_ORACLE)(
    'agrees with TA-Lib on real bars (needs the oracle folder beside the repository)',
    () => {
      const cases = oracleCases('ATR');
      expect(cases.length).toBeGreaterThan(0);
      for (const oracleCase of cases) {
        const { params, output, rel_tol } = oracleCase;
        const atr = new Atr(params['n'] ?? 0);
        const expected = output['atr'] ?? [];
        oracleBars(oracleCase).forEach(({ high, low, close }, at) => {
          atr.update(high, low, close);
          const value = expected[at] ?? Number.NaN;
          if (Number.isNaN(value)) expect(atr.isReady).toBe(false);
          else expect(Math.abs(atr.value - value)).toBeLessThanOrEqual(rel_tol * Math.abs(value));
        });
      }
    },
  );
});
