import { describe, expect, it } from 'vitest';
import { QUANTITY_MAX } from '../../../../src/domain/limits.ts';
import {
  freezeRoom,
  isSizeKnown,
  type RiskInput,
  type Room,
  riskLots,
  sizedQuantity,
} from '../../../../src/domain/risk/sizing.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

function input(changes: Partial<RiskInput> = {}): RiskInput {
  return {
    limits: RISK_LIMITS,
    instrument: stock(0),
    capitalPaise: CAPITAL_PAISE,
    stopOffsetPaise: 100,
    atrPaise: 0,
    volatilityBps: 0,
    ...changes,
  };
}

const WIDE: Room = { units: 1e6, valuePaise: 1e12, marginPaise: 1e12, heatPaise: 1e12 };
const ORDER = { limitPaise: 10_000, margin: { unitPaise: 10_000, rateBps: 2_000 } };

function sized(room: Partial<Room>, changes: Partial<RiskInput> = {}): number {
  return sizedQuantity(input(changes), ORDER, { ...WIDE, ...room });
}

describe('fixed-fractional sizing', () => {
  it('loses the risk fraction of the capital at the stop', () => {
    expect(riskLots(input())).toBe(500);
    expect(riskLots(input({ instrument: future(0), stopOffsetPaise: 300 }))).toBeCloseTo(2.2222, 4);
    expect(sized({}, { instrument: future(0), stopOffsetPaise: 300 })).toBe(150);
  });

  it('is cut down to the smallest room, in whole lots', () => {
    expect(sized({ units: 200 })).toBe(200);
    expect(sized({ valuePaise: 1_999_999 })).toBe(199);
    expect(sized({ marginPaise: 200_000 })).toBe(100);
    expect(sized({ heatPaise: 4_999 })).toBe(49);
    expect(sized({ units: 149 }, { instrument: future(0), stopOffsetPaise: 10 })).toBe(75);
  });

  it('answers one lot when nothing fits: a gate refuses it', () => {
    expect(sized({ valuePaise: 0 })).toBe(1);
    expect(sized({ heatPaise: -5 })).toBe(1);
    expect(sized({}, { instrument: future(0), stopOffsetPaise: 1e6 })).toBe(75);
  });
});

describe('sizing by range and volatility', () => {
  const atr = { ...RISK_LIMITS, sizing: 'atr' } as const;
  const volatility = { ...RISK_LIMITS, sizing: 'volatility' } as const;

  it('counts at least the average true ranges as the distance to the stop', () => {
    expect(riskLots(input({ limits: atr, atrPaise: 100 }))).toBe(250);
    expect(riskLots(input({ limits: atr, atrPaise: 40 }))).toBe(500);
  });

  it('shrinks in proportion to volatility and never grows', () => {
    expect(riskLots(input({ limits: volatility, volatilityBps: 20 }))).toBe(250);
    expect(riskLots(input({ limits: volatility, volatilityBps: 5 }))).toBe(500);
  });

  it('says when it has nothing to measure with', () => {
    expect(isSizeKnown(input())).toBe(true);
    expect(isSizeKnown(input({ limits: atr }))).toBe(false);
    expect(isSizeKnown(input({ limits: atr, atrPaise: 1 }))).toBe(true);
    expect(isSizeKnown(input({ limits: volatility, atrPaise: 1 }))).toBe(false);
    expect(isSizeKnown(input({ limits: volatility, volatilityBps: 0.5 }))).toBe(true);
  });
});

describe('the freeze quantity', () => {
  it('RG-03 leaves room for as many orders of whole lots as an entry may be cut into', () => {
    const limits = { ...RISK_LIMITS, maxSlices: 3 };
    expect(freezeRoom(future(0, { freezeQuantity: 1_000 }), limits)).toBe(3 * 975);
    expect(freezeRoom(future(0), limits)).toBe(5_400);
    expect(freezeRoom(future(0, { freezeQuantity: 74 }), limits)).toBe(0);
    expect(freezeRoom(stock(0), limits)).toBeGreaterThan(QUANTITY_MAX);
  });
});
