import { describe, expect, it } from 'vitest';
import { accountRate, strategyRate } from '../../../../src/domain/risk/risk-limits.ts';
import { RISK_LIMITS } from '../../../support/risk-rig.ts';

describe('the rates of the limits', () => {
  it('reserve a part for exits account-wide, and nothing within a strategy, which counts entries alone', () => {
    expect(accountRate(RISK_LIMITS)).toEqual({
      perSecond: 10_000,
      perMinute: 100_000,
      perHour: 1_000_000,
      exitReserveBps: 2_500,
    });
    expect(strategyRate(RISK_LIMITS)).toMatchObject({ perSecond: 10_000, exitReserveBps: 0 });
  });
});
