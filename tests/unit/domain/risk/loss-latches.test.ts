import { describe, expect, it } from 'vitest';
import { LossLatches } from '../../../../src/domain/risk/loss-latches.ts';
import { RISK_LIMITS } from '../../../support/risk-rig.ts';

/** Rs 10 lakh; 3 % are 3,000,000 paise, a peak step is 10,000. */
const CAPITAL = 100_000_000;
const LIMITS = {
  ...RISK_LIMITS,
  maxDailyLossBps: 300,
  maxDailyDrawdownBps: 400,
  maxTotalDrawdownBps: 1_000,
};

function latchesOn(day: number, startPaise = 0): LossLatches {
  const latches = new LossLatches(CAPITAL, LIMITS);
  latches.openDay(day);
  latches.observe(startPaise);
  return latches;
}

describe('the loss latches', () => {
  it('RG-09 latch at the limit and stay latched when the loss recovers', () => {
    const latches = latchesOn(1);
    expect(latches.observe(-2_999_999)).toBe(false);
    expect(latches.isLatched('daily_loss')).toBe(false);
    expect(latches.observe(-3_000_000)).toBe(true);
    expect(latches.isLatched('daily_loss')).toBe(true);
    latches.observe(0);
    expect(latches.isLatched('daily_loss')).toBe(true);
    expect(latches.lossPaise('daily_loss', 0)).toBe(3_000_000);
    expect(latches.limitPaise('daily_loss')).toBe(3_000_000);
  });

  it('RG-09 end the latches of the day with the next session date, which starts where it stands', () => {
    const latches = latchesOn(1);
    latches.observe(-3_500_000);
    latches.openDay(2);
    expect(latches.isLatched('daily_loss')).toBe(false);
    expect(latches.isDayStarted).toBe(false);
    latches.observe(-3_500_000);
    expect(latches.dayPnlPaise(-3_600_000)).toBe(-100_000);
    // 3 % of what is left.
    expect(latches.limitPaise('daily_loss')).toBe(2_895_000);
    expect(latches.lossPaise('daily_loss', -3_600_000)).toBe(100_000);
  });

  it('measure the drawdown of the day from its peak, in steps of a basis point of the capital', () => {
    const latches = latchesOn(1);
    expect(latches.observe(9_999)).toBe(false);
    expect(latches.observe(10_000)).toBe(true);
    expect(latches.observe(2_005_000)).toBe(true);
    expect(latches.lossPaise('daily_drawdown', 1_000_000)).toBe(1_000_000);
    const limit = latches.limitPaise('daily_drawdown');
    expect(limit).toBe(Math.floor(102_000_000 * 0.04));
    latches.observe(2_000_000 - limit);
    expect(latches.isLatched('daily_drawdown')).toBe(true);
    expect(latches.isLatched('daily_loss')).toBe(false);
  });

  it('keep the total drawdown over days until an operator accepts it', () => {
    const latches = latchesOn(1);
    latches.observe(-2_900_000);
    for (let day = 2; day <= 5; day += 1) {
      latches.openDay(day);
      latches.observe(-2_900_000 * (day - 1));
      latches.observe(-2_900_000 * day + 200_000 * day);
    }
    expect(latches.isLatched('total_drawdown')).toBe(true);
    latches.openDay(6);
    latches.observe(-13_000_000);
    expect(latches.isLatched('total_drawdown')).toBe(true);
    latches.clearTotalDrawdown(-13_000_000);
    expect(latches.isLatched('total_drawdown')).toBe(false);
    expect(latches.peakEquityPaise).toBe(CAPITAL - 13_000_000);
    latches.observe(-13_000_000 - latches.limitPaise('total_drawdown'));
    expect(latches.isLatched('total_drawdown')).toBe(true);
  });

  it('are restored exactly from their row', () => {
    const latches = latchesOn(3, -50_000);
    latches.observe(1_234_567);
    latches.observe(-3_100_000);
    const restored = new LossLatches(CAPITAL, LIMITS);
    restored.restore(latches.toRow());
    expect(restored.toRow()).toEqual(latches.toRow());
    expect(restored.observe(-3_100_000)).toBe(latches.observe(-3_100_000));
    expect(restored.observe(2_000_000)).toBe(latches.observe(2_000_000));
    expect(restored.toRow()).toEqual(latches.toRow());
  });
});
