import { describe, expect, it } from 'vitest';
import type { RiskCoreOptions } from '../../../../src/domain/risk/risk-options.ts';
import { RiskState } from '../../../../src/domain/risk/risk-state.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const OPTIONS: RiskCoreOptions = {
  limits: RISK_LIMITS,
  capitalPaise: CAPITAL_PAISE,
  marketableOffsetBps: 10,
  instruments: [stock(0), stock(1, { upperCircuitPaise: 500 })],
  strategies: [{ index: 0 }],
  hours: ALWAYS_OPEN,
  isKilled: () => false,
  effects: { approve: () => true, decide: () => undefined, record: () => undefined },
};

describe('the risk state', () => {
  it('knows the restricted list by public name and the circuit limits from the start', () => {
    const limits = { ...RISK_LIMITS, restricted: ['NSE:STOCK1-EQ', 'NSE:OTHER-EQ'] };
    const state = new RiskState({ ...OPTIONS, limits });
    expect([state.isRestricted(0), state.isRestricted(1)]).toEqual([false, true]);
    state.circuits.recordLast(1, 500);
    expect(state.circuits.stateOf(1)).toBe('upper');
  });

  it('measures ranges itself only when sizing needs them and nobody else does', () => {
    const limits = { ...RISK_LIMITS, sizing: 'atr' } as const;
    const ranges = { atrPaise: () => 12, volatilityBps: () => 3 };
    expect(new RiskState(OPTIONS).ownRange).toBeNull();
    expect(new RiskState({ ...OPTIONS, limits }).ownRange).not.toBeNull();
    const given = new RiskState({ ...OPTIONS, limits, ranges });
    expect([given.ownRange, given.atrPaise(0), given.volatilityBps(0)]).toEqual([null, 12, 3]);
    expect(new RiskState(OPTIONS).atrPaise(0)).toBe(0);
  });

  it('puts states and latches into one account row', () => {
    const state = new RiskState(OPTIONS);
    state.states.set('operator', 'reducing');
    state.latches.openDay(9);
    expect(state.accountRow()).toMatchObject({
      sessionDay: 9,
      isDayStarted: false,
      unknownSignals: 0,
    });
    expect(state.accountRow().states[0]).toBe(1);
  });
});
