import { describe, expect, it } from 'vitest';
import { ExposureReadings } from '../../../../src/domain/risk/exposure-readings.ts';
import type { RiskCoreOptions } from '../../../../src/domain/risk/risk-options.ts';
import { RiskState } from '../../../../src/domain/risk/risk-state.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, future, stock } from '../../../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), stock(1), future(2)];
const OPTIONS: RiskCoreOptions = {
  limits: { ...RISK_LIMITS, maxSectorShareBps: 4_000, maxStrategyShareBps: 5_000 },
  capitalPaise: CAPITAL_PAISE,
  marketableOffsetBps: 10,
  instruments: INSTRUMENTS,
  strategies: [{ index: 0 }, { index: 1 }],
  hours: ALWAYS_OPEN,
  isKilled: () => false,
  effects: { approve: () => true, decide: () => undefined, record: () => undefined },
  profiles: ['banks', 'banks', ''].map((sector) => ({ sector, averageDailyVolume: 0 })),
};

/** Strategy 0 holds 100 of stock 0 at 110.00; strategy 1 has an entry of 10 of stock 1 open at 50.00. */
function readings() {
  const state = new RiskState(OPTIONS);
  const book = { strategyIndex: 0, orderId: 1, instrumentIndex: 0, timeMs: 0 } as const;
  state.positions.applyFill({ ...book, side: 1, quantity: 100, valuePaise: 1_000_000 });
  state.quotes.record(tickOf({ instrumentIndex: 0, lastPaise: 11_000 }));
  state.equity.onPosition(0);
  state.exposure.reserve({
    intentId: 7,
    strategyIndex: 1,
    kind: 'entry',
    origin: 'strategy',
    instrumentIndex: 1,
    side: -1,
    quantity: 10,
    limitPaise: 5_000,
    parentGroupId: 0,
    stopOffsetPaise: 30,
    targetOffsetPaise: 60,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    timeMs: 0,
    originReceiveNs: 0,
  });
  return new ExposureReadings(OPTIONS, state);
}

describe('the exposure readings', () => {
  it('RG-02 count positions at their marks and open entries at their limits', () => {
    const exposures = readings().of(1, stock(1));
    expect(exposures.openValue.usedPaise).toBe(50_000);
    expect(exposures.grossExposure.usedPaise).toBe(1_150_000);
    expect(exposures.instrumentExposure.usedPaise).toBe(50_000);
    expect(exposures.strategyExposure).toEqual({ usedPaise: 50_000, limitPaise: 75_000_000 });
    expect(exposures.heat).toEqual({ usedPaise: 300, limitPaise: CAPITAL_PAISE });
  });

  it('RG-13 add up a sector, and limit none where the sector is not known', () => {
    const known = readings().of(0, stock(0));
    expect(known.sectorExposure).toEqual({ usedPaise: 1_150_000, limitPaise: 60_000_000 });
    expect(known.strategyExposure.usedPaise).toBe(1_100_000);
    const unknown = readings().of(0, future(2));
    expect(unknown.sectorExposure).toEqual({ usedPaise: 0, limitPaise: Number.MAX_SAFE_INTEGER });
  });

  it('bind margin by product, and do not lend on profits that are not booked', () => {
    // 5 % of 1,100,000 and of 50,000.
    const { margin } = readings().of(0, stock(0));
    expect(margin).toEqual({ usedPaise: 55_000 + 2_500, limitPaise: CAPITAL_PAISE });
  });
});
