import { describe, expect, it } from 'vitest';
import { RiskRig } from '../../../support/risk-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

const PROFILE = { sector: 'banks', averageDailyVolume: 1_000 };

describe('what the gates look at', () => {
  it('RG-04 follows the circuit limits as the venue moves them', () => {
    let upperPaise = 0;
    const circuit = { lowerPaise: () => 0, upperPaise: () => upperPaise };
    const rig = new RiskRig([stock(0, { upperCircuitPaise: 10_012 })], {}, { circuit });
    rig.tick();
    expect(rig.signal()).toMatchObject({ reason: '', limitPaise: 10_010 });
    rig.event(rig.intent, { status: 'rejected' });
    upperPaise = 10_007;
    expect(rig.signal()).toMatchObject({ reason: '', limitPaise: 10_005 });
    rig.event(rig.intent, { status: 'rejected' });
    upperPaise = 10_000;
    expect(rig.signal().reason).toBe('circuit_locked');
  });

  it('RG-13 cuts the size to the share of the daily volume and of the sector', () => {
    const profiles = [PROFILE, PROFILE, { ...PROFILE, sector: 'it' }];
    const volume = new RiskRig(undefined, { maxVolumeShareBps: 500 }, { profiles });
    volume.tick();
    expect(volume.signal()).toMatchObject({ reason: '', quantity: 50 });
    const sector = new RiskRig(undefined, { maxSectorShareBps: 400 }, { profiles });
    for (const instrumentIndex of [0, 1, 2]) sector.tick({ instrumentIndex });
    // 4 % of Rs 15 lakh are Rs 60,000: 599 units at 100.15 in all.
    expect(sector.signal()).toMatchObject({ reason: '', quantity: 500 });
    expect(sector.signal({ instrumentIndex: 1 })).toMatchObject({ reason: '', quantity: 99 });
  });

  it('asks for a profile only where the settings are strict', () => {
    const rig = new RiskRig(undefined, { unknownProfile: 'deny' }, { profiles: [PROFILE] });
    rig.tick();
    rig.tick({ instrumentIndex: 1 });
    expect(rig.signal().reason).toBe('');
    expect(rig.signal({ instrumentIndex: 1 }).reason).toBe('unknown_profile');
  });

  it('sizes by the ranges it is given', () => {
    const ranges = { atrPaise: () => 250, volatilityBps: () => 0 };
    const rig = new RiskRig(undefined, { sizing: 'atr' }, { ranges });
    rig.tick();
    expect(rig.signal()).toMatchObject({ reason: '', quantity: 100 });
  });

  it('measures ranges on the ticks itself when sizing needs them', () => {
    const rig = new RiskRig([stock(0)], { sizing: 'atr', sizingBarSeconds: 1, collarBps: 500 });
    for (let bar = 0; bar < 16; bar += 1) {
      const exchangeTimeMs = SESSION_OPEN_MS + bar * 1_000;
      rig.tick({ lastPaise: bar % 2 === 0 ? 10_000 : 10_250, exchangeTimeMs });
    }
    const timeMs = SESSION_OPEN_MS + 15_000;
    // Two ranges of 2.50 are further than the stop: Rs 500 at Rs 5 a unit.
    expect(rig.signal({ timeMs })).toMatchObject({ reason: '', quantity: 100 });
  });

  it('measures the order rate by window, and frees it as time passes', () => {
    const rig = new RiskRig(undefined, { maxMessagesPerSecond: 4, maxOpenPositions: 9 });
    for (const instrumentIndex of [0, 1, 2]) rig.tick({ instrumentIndex });
    for (const instrumentIndex of [0, 1, 2])
      expect(rig.signal({ instrumentIndex }).reason).toBe('');
    expect(rig.signal({ strategyIndex: 1 })).toMatchObject({
      reason: 'order_rate',
      measured: 4,
      limit: 3,
    });
    rig.core.onTimer(SESSION_OPEN_MS + 999);
    expect(rig.signal({ strategyIndex: 1 }).reason).toBe('order_rate');
    rig.core.onTimer(SESSION_OPEN_MS + 1_000);
    expect(rig.signal({ strategyIndex: 1 }).reason).toBe('');
  });
});
