import { describe, expect, it } from 'vitest';
import { DONCHIAN_BREAKOUT } from '../../../../src/domain/strategy/donchian-breakout.ts';
import { StrategyRig } from '../../../support/strategy-rig.ts';

const PARAMS = { entryPeriod: 5, exitPeriod: 3 };
const FLAT = Array.from({ length: 21 }, () => 1000);

function signalsOf(rig: StrategyRig, closes: readonly number[]): string[] {
  return closes.flatMap((close, at) => {
    const signals = rig.close(close);
    return signals === '' ? [] : [`${at}: ${signals}`];
  });
}

describe('the Donchian breakout', () => {
  it('buys a close above the highest high of the bars before it, not one at it', () => {
    const rig = new StrategyRig(DONCHIAN_BREAKOUT, PARAMS);
    expect(signalsOf(rig, [...FLAT, 1010, 1021])).toEqual(['22: entry buy']);
  });

  it('enters once per breakout and leaves below the shorter channel', () => {
    const rig = new StrategyRig(DONCHIAN_BREAKOUT, PARAMS);
    const closes = [...FLAT, 1020, 1040, 1060, 1045, 1020, 1010];
    expect(signalsOf(rig, closes)).toEqual(['21: entry buy', '25: exit sell']);
  });

  it('signals again on a fresh breakout: a stop may have closed the first', () => {
    const rig = new StrategyRig(DONCHIAN_BREAKOUT, PARAMS);
    const closes = [...FLAT, 1020, 1025, 1060];
    expect(signalsOf(rig, closes)).toEqual(['21: entry buy', '23: entry buy']);
  });

  it('sells short only when allowed, and turns round over two bars', () => {
    const falling = [...FLAT, 980, 960, 940, 930, 1000, 1010];
    expect(signalsOf(new StrategyRig(DONCHIAN_BREAKOUT, PARAMS), falling)).toEqual([]);
    const rig = new StrategyRig(DONCHIAN_BREAKOUT, { ...PARAMS, allowShort: true });
    expect(signalsOf(rig, falling)).toEqual(['21: entry sell', '25: exit buy']);
    const turning = new StrategyRig(DONCHIAN_BREAKOUT, { ...PARAMS, allowShort: true });
    expect(signalsOf(turning, [...FLAT, 980, 975, 1100, 1105])).toEqual([
      '21: entry sell',
      '23: exit buy',
      '24: entry buy',
    ]);
  });
});
