import { describe, expect, it } from 'vitest';
import { riskLots, type SizingInput, sizedQuantity } from '../../../../src/domain/risk/sizing.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

function input(changes: Partial<SizingInput> = {}): SizingInput {
  return {
    limits: RISK_LIMITS,
    instrument: stock(0),
    capitalPaise: CAPITAL_PAISE,
    stopOffsetPaise: 100,
    limitPaise: 10_000,
    committedQuantity: 0,
    grossExposurePaise: 0,
    ...changes,
  };
}

describe('fixed-fractional sizing', () => {
  it('loses the risk fraction of the capital at the stop', () => {
    expect(riskLots(input())).toBe(500);
    expect(riskLots(input({ instrument: future(0), stopOffsetPaise: 300 }))).toBeCloseTo(2.2222, 4);
    expect(sizedQuantity(input({ instrument: future(0), stopOffsetPaise: 300 }))).toBe(150);
  });

  it('counts what is committed already against the position limits', () => {
    expect(sizedQuantity(input({ committedQuantity: 4_800 }))).toBe(200);
    expect(sizedQuantity(input({ grossExposurePaise: 149_000_000 }))).toBe(100);
  });

  it('answers one lot when nothing fits: a gate refuses it', () => {
    expect(sizedQuantity(input({ grossExposurePaise: 150_000_000 }))).toBe(1);
    expect(sizedQuantity(input({ instrument: future(0), stopOffsetPaise: 1e6 }))).toBe(75);
  });
});
