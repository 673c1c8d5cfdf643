import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { Ema } from '../../../../src/domain/indicator/ema.ts';
import {
  HAS_INDICATOR_ORACLE,
  oracleBars,
  oracleCases,
} from '../../../support/indicator-oracle.ts';

describe('an exponential moving average', () => {
  it('is the mean of its first values, then follows by its weight', () => {
    const ema = new Ema(3);
    const values = [1, 2, 6, 5, 5].map((value) => {
      ema.update(value);
      return ema.value;
    });
    expect(values).toEqual([Number.NaN, Number.NaN, 3, 4, 4.5]);
    expect(ema.isReady).toBe(true);
  });

  it('is the value itself with a period of 1', () => {
    const ema = new Ema(1);
    ema.update(7);
    ema.update(9);
    expect(ema.value).toBe(9);
  });

  it('refuses a period that is not a whole number in range', () => {
    for (const period of [0, -3, 2.5, Number.NaN, 10_001]) {
      expect(() => new Ema(period)).toThrow(InvariantError);
    }
  });

  it.skipIf(!HAS_INDICATOR_ORACLE)(
    'agrees with TA-Lib on real bars (needs the oracle folder beside the repository)',
    () => {
      const cases = oracleCases('EMA');
      expect(cases.length).toBeGreaterThan(0);
      for (const oracleCase of cases) {
        const { params, output, rel_tol } = oracleCase;
        const ema = new Ema(params['n'] ?? 0);
        const expected = output['ema'] ?? [];
        oracleBars(oracleCase).forEach(({ close }, at) => {
          ema.update(close);
          const value = expected[at] ?? Number.NaN;
          if (Number.isNaN(value)) expect(ema.isReady).toBe(false);
          else expect(Math.abs(ema.value - value)).toBeLessThanOrEqual(rel_tol * Math.abs(value));
        });
      }
    },
  );
});
