import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  GTT_STRATEGY,
  OPERATOR_STRATEGY,
  RECOVERY_STRATEGY,
} from '../../../../src/domain/order/types.ts';
import { StrategyStandings } from '../../../../src/domain/risk/strategy-standings.ts';
import { signalOf } from '../../../support/signals.ts';

describe('the strategy standings', () => {
  it('know the configured strategies and the indices of the other origins, each for its own origin', () => {
    const standings = new StrategyStandings([0, 3]);
    const isKnown = (strategyIndex: number, origin: 'strategy' | 'operator' | 'gtt' | 'recovery') =>
      standings.isKnown({ strategyIndex, origin });
    expect(isKnown(3, 'strategy')).toBe(true);
    expect(isKnown(1, 'strategy')).toBe(false);
    expect(isKnown(OPERATOR_STRATEGY, 'operator')).toBe(true);
    expect(isKnown(OPERATOR_STRATEGY, 'strategy')).toBe(false);
    expect(isKnown(3, 'operator')).toBe(false);
    expect(isKnown(GTT_STRATEGY, 'gtt')).toBe(true);
    expect(isKnown(RECOVERY_STRATEGY, 'gtt')).toBe(false);
    expect(() => new StrategyStandings([OPERATOR_STRATEGY])).toThrow(InvariantError);
  });

  it('RG-07 keep the highest sequence, and count who is heard and who is approved', () => {
    const standings = new StrategyStandings([0]);
    standings.hear(signalOf({ sequence: 4 }));
    standings.hear(signalOf({ sequence: 2 }));
    standings.hear(signalOf({ strategyIndex: 9 }));
    standings.countApproval(0);
    expect(standings.lastSequence(0)).toBe(4);
    expect(standings.lastSequence(9)).toBe(0);
    expect([standings.signals, standings.approved, standings.unknownSignals]).toEqual([3, 1, 1]);
    expect(standings.rowOf(0)).toEqual({
      strategyIndex: 0,
      state: 'enabled',
      lastSequence: 4,
      signals: 2,
      approved: 1,
    });
  });

  it('change state once, and not for strategies nobody knows', () => {
    const standings = new StrategyStandings([0]);
    expect(standings.setState(0, 'paused')).toBe(true);
    expect(standings.setState(0, 'paused')).toBe(false);
    expect(standings.setState(9, 'paused')).toBe(false);
    expect(standings.stateOf(9)).toBe('disabled');
    expect([standings.has(0), standings.has(9)]).toEqual([true, false]);
  });

  it('are restored from their rows; a strategy that is configured no more keeps its counts', () => {
    const standings = new StrategyStandings([0]);
    const row = {
      strategyIndex: 0,
      state: 'disabled',
      lastSequence: 7,
      signals: 7,
      approved: 2,
    } as const;
    standings.restore([row, { ...row, strategyIndex: 5 }], 3);
    expect(standings.rowOf(0)).toEqual(row);
    expect([standings.signals, standings.approved, standings.unknownSignals]).toEqual([17, 4, 3]);
    expect(standings.has(5)).toBe(false);
  });
});
