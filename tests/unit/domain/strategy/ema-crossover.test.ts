import { describe, expect, it } from 'vitest';
import { EMA_CROSSOVER } from '../../../../src/domain/strategy/ema-crossover.ts';
import { StrategyRig } from '../../../support/strategy-rig.ts';

const FLAT = Array.from({ length: 20 }, () => 1000);

/** Feeds the closes and lists `bar: signals` for bars that brought any. */
function signalsOf(rig: StrategyRig, closes: readonly number[]): string[] {
  return closes.flatMap((close, at) => {
    const signals = rig.close(close);
    return signals === '' ? [] : [`${at}: ${signals}`];
  });
}

const PARAMS = { fastPeriod: 2, slowPeriod: 4, stopAtrMultiple: 2, targetAtrMultiple: 3 };

describe('the EMA crossover', () => {
  it('buys when the fast average crosses above the slow one and sells out when it crosses below', () => {
    const rig = new StrategyRig(EMA_CROSSOVER, PARAMS);
    const closes = [...FLAT, 990, 980, 970, 1000, 1040, 1080, 1000, 900, 850];
    // By hand: fast 974.8 and 991.6, slow 981.8 and 989.1 at bars 22 and 23.
    expect(signalsOf(rig, closes)).toEqual(['23: entry buy', '26: exit sell']);
  });

  it('takes no trade from the first difference: there must be a cross', () => {
    const rig = new StrategyRig(EMA_CROSSOVER, PARAMS);
    const rising = Array.from({ length: 40 }, (_, at) => 1000 + at * 10);
    expect(signalsOf(rig, rising)).toEqual([]);
  });

  it('sizes stop and target by the average true range', () => {
    const rig = new StrategyRig(EMA_CROSSOVER, PARAMS);
    signalsOf(rig, [...FLAT, 990, 980, 970, 1000, 1040]);
    const request = rig.requests[0];
    expect(request?.kind).toBe('entry');
    if (request?.kind !== 'entry') return;
    expect(request.targetOffsetPaise / request.stopOffsetPaise).toBeCloseTo(1.5, 12);
    // Flat bars have a true range of 20; the last moves raise the average a little.
    expect(request.stopOffsetPaise).toBeGreaterThan(2 * 20);
    expect(request.stopOffsetPaise).toBeLessThan(2 * 30);
  });

  it('sells short when allowed, and turns round by an exit first and an entry on the next bar', () => {
    const rig = new StrategyRig(EMA_CROSSOVER, { ...PARAMS, allowShort: true });
    const closes = [...FLAT, 990, 1010, 1050, 1000, 900, 850, 800, 1000, 1100, 1150];
    expect(signalsOf(rig, closes)).toEqual([
      '21: entry buy',
      '23: exit sell',
      '24: entry sell',
      '27: exit buy',
      '28: entry buy',
    ]);
  });

  it('gives up a turn that reverses before its entry', () => {
    const rig = new StrategyRig(EMA_CROSSOVER, { ...PARAMS, allowShort: true });
    const closes = [...FLAT, 990, 1010, 1050, 900, 1300, 1310];
    expect(signalsOf(rig, closes)).toEqual(['21: entry buy', '23: exit sell', '24: entry buy']);
  });
});
