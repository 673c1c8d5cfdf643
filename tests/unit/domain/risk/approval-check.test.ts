import { describe, expect, it } from 'vitest';
import type { OrderIntent } from '../../../../src/domain/order/types.ts';
import { assertEntryAllowed } from '../../../../src/domain/risk/approval-check.ts';
import type { RiskCoreOptions } from '../../../../src/domain/risk/risk-options.ts';
import { RiskState } from '../../../../src/domain/risk/risk-state.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, future, stock } from '../../../support/trading-instruments.ts';

const OPTIONS: RiskCoreOptions = {
  limits: {
    ...RISK_LIMITS,
    restricted: ['NSE:STOCK2-EQ'],
    maxOpenValuePaise: 20_000_000,
    duplicateWindowMs: 60_000,
  },
  capitalPaise: CAPITAL_PAISE,
  marketableOffsetBps: 10,
  instruments: [stock(0), future(1), stock(2), stock(3)],
  strategies: [{ index: 0 }],
  hours: ALWAYS_OPEN,
  isKilled: () => false,
  effects: { approve: () => true, decide: () => undefined, record: () => undefined },
};

const ENTRY: OrderIntent = {
  intentId: 1,
  strategyIndex: 0,
  kind: 'entry',
  origin: 'strategy',
  instrumentIndex: 0,
  side: 1,
  quantity: 75,
  limitPaise: 10_000,
  parentGroupId: 0,
  stopOffsetPaise: 50,
  targetOffsetPaise: 100,
  secondTargetOffsetPaise: 0,
  firstTargetShareBps: 0,
  trailOffsetPaise: 0,
  timeMs: 0,
  originReceiveNs: 0,
};

function stateWith(act: (state: RiskState) => void = () => undefined): RiskState {
  const state = new RiskState(OPTIONS);
  for (const instrumentIndex of [0, 1, 2]) state.quotes.record(tickOf({ instrumentIndex }));
  act(state);
  return state;
}

describe('the second look at an approval', () => {
  it('lets through what the gates may let through', () => {
    expect(() => assertEntryAllowed(OPTIONS, stateWith(), ENTRY)).not.toThrow();
  });

  it.each([
    ['RG-02', { quantity: 5_001 }],
    ['RG-02', { quantity: 2_001 }],
    ['RG-03', { quantity: 0 }],
    ['RG-03', { instrumentIndex: 1, quantity: 76 }],
    ['RG-03', { limitPaise: 10_001 }],
    ['RG-04', { limitPaise: 10_105 }],
    ['RG-04', { instrumentIndex: 3 }],
    ['RG-06', { strategyIndex: 8 }],
    ['RG-13', { instrumentIndex: 2 }],
  ] as const)('%s stops %o', (id, changes) => {
    expect(() => assertEntryAllowed(OPTIONS, stateWith(), { ...ENTRY, ...changes })).toThrow(id);
  });

  it('FD-04 stops an entry whose price grew stale', () => {
    const old = stateWith((state) => {
      state.timeMs = state.quotes.timeMs(0) + RISK_LIMITS.staleReferenceMs;
    });
    expect(() => assertEntryAllowed(OPTIONS, old, ENTRY)).not.toThrow();
    old.timeMs += 1;
    expect(() => assertEntryAllowed(OPTIONS, old, ENTRY)).toThrow('FD-04');
  });

  it('RG-07 stops what is live already, or was approved within the window', () => {
    const live = stateWith(({ exposure }) => exposure.reserve({ ...ENTRY, intentId: 2 }));
    expect(() => assertEntryAllowed(OPTIONS, live, ENTRY)).toThrow('RG-07');
    const approved = { ...ENTRY, intentId: 2, timeMs: 1_000_000 };
    const again = stateWith(({ approvals }) => approvals.add(approved, 1));
    const timeMs = approved.timeMs + OPTIONS.limits.duplicateWindowMs;
    expect(() => assertEntryAllowed(OPTIONS, again, { ...ENTRY, timeMs: timeMs - 1 })).toThrow(
      'RG-07',
    );
    expect(() => assertEntryAllowed(OPTIONS, again, { ...ENTRY, timeMs })).not.toThrow();
  });

  it('RG-08 RG-09 stops what would meet an own order or grow under a latch', () => {
    const crossed = stateWith(({ exposure }) =>
      exposure.reserve({ ...ENTRY, intentId: 2, side: -1 }),
    );
    expect(() => assertEntryAllowed(OPTIONS, crossed, ENTRY)).toThrow('RG-08');
    const latched = stateWith(({ latches }) => {
      latches.openDay(1);
      latches.observe(0);
      latches.observe(-CAPITAL_PAISE);
    });
    expect(() => assertEntryAllowed(OPTIONS, latched, ENTRY)).toThrow('RG-09');
    const halted = stateWith(({ states }) => states.set('feed', 'halted'));
    expect(() => assertEntryAllowed(OPTIONS, halted, ENTRY)).toThrow('RG-09');
  });
});
