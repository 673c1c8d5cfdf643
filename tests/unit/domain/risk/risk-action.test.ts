import { describe, expect, it } from 'vitest';
import type { RiskAction } from '../../../../src/domain/risk/risk-options.ts';
import { ACCOUNT_ROW, RISK_CHANGE_ROW } from '../../../../src/domain/risk/rows.ts';
import { RiskRig } from '../../../support/risk-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';

const WHO = { actor: 'anita', reason: 'checked with the broker', timeMs: SESSION_OPEN_MS };

function held(limits: object): RiskRig {
  const rig = new RiskRig(undefined, limits);
  rig.tick();
  rig.signal();
  rig.fill(rig.intent);
  rig.tick({ lastPaise: 9_000 });
  return rig;
}

describe('an operator action', () => {
  it('RG-12 is recorded with what it was before, who asked and why', () => {
    const rig = new RiskRig();
    expect(rig.core.onOperator({ ...WHO, kind: 'set_state', state: 'halted' })).toBe('');
    expect(rig.core.tradingCause).toBe('operator');
    expect(rig.rows(RISK_CHANGE_ROW)).toEqual([
      {
        action: 'set_state',
        target: 'trading_state',
        previous: 'active',
        next: 'halted',
        actor: 'anita',
        reason: 'checked with the broker',
        timeMs: SESSION_OPEN_MS,
      },
    ]);
    expect(rig.rows(ACCOUNT_ROW).at(-1)?.states[0]).toBe(2);
  });

  it.each([
    ['reason_missing', { kind: 'set_state', state: 'halted', reason: ' ' }],
    ['nothing_to_change', { kind: 'set_state', state: 'active' }],
    ['nothing_to_change', { kind: 'clear_cause', cause: 'feed' }],
    ['unknown_strategy', { kind: 'pause_strategy', strategyIndex: 77 }],
    ['nothing_to_change', { kind: 'enable_strategy', strategyIndex: 0 }],
  ] as const)('changes nothing and records nothing: %s', (result, action) => {
    const rig = new RiskRig();
    expect(rig.core.onOperator({ ...WHO, ...action } as RiskAction)).toBe(result);
    expect(rig.rows(RISK_CHANGE_ROW)).toEqual([]);
  });

  it('RG-09 cannot clear a latch of the day', () => {
    const rig = held({ maxDailyLossBps: 100 });
    const clear = { ...WHO, kind: 'clear_cause', cause: 'daily_loss' } as const;
    expect(rig.core.onOperator(clear)).toBe('latched_for_the_day');
    expect(rig.signal({ instrumentIndex: 1 }).reason).toBe('daily_loss');
  });

  it('clears the total drawdown, which is measured from there on', () => {
    const rig = held({ maxTotalDrawdownBps: 100 });
    const clear = { ...WHO, kind: 'clear_cause', cause: 'total_drawdown' } as const;
    expect(rig.core.tradingState).toBe('halted');
    expect(rig.core.onOperator(clear)).toBe('');
    expect(rig.core.tradingState).toBe('active');
    rig.tick({ instrumentIndex: 1 });
    expect(rig.signal({ instrumentIndex: 1, stopOffsetPaise: 1_000 }).reason).toBe('');
  });

  it('does not clear a drawdown while the equity is not known', () => {
    const rig = held({ maxTotalDrawdownBps: 100 });
    const lost = { instrumentIndex: 2, quantity: 1, pricePaise: 100, cause: 'external' };
    rig.core.onAdjustment({ ...lost, timeMs: SESSION_OPEN_MS });
    const clear = { ...WHO, kind: 'clear_cause', cause: 'total_drawdown' } as const;
    expect(rig.core.onOperator(clear)).toBe('equity_unknown');
  });

  it('RG-06 alone enables a disabled strategy again, with a clean count', () => {
    const rig = new RiskRig(undefined, { maxRoundTrips: 1 });
    rig.tick();
    for (let trip = 0; trip < 2; trip += 1) {
      rig.signal();
      rig.fill(rig.intent);
      rig.close(rig.intent, 10_000);
    }
    const pause = { ...WHO, kind: 'pause_strategy', strategyIndex: 0 } as const;
    expect(rig.core.onOperator(pause)).toBe('nothing_to_change');
    expect(rig.signal().reason).toBe('strategy_disabled');
    expect(rig.core.onOperator({ ...pause, kind: 'enable_strategy' })).toBe('');
    expect(rig.signal().reason).toBe('');
    rig.fill(rig.intent);
    rig.close(rig.intent, 10_000);
    expect(rig.signal().reason).toBe('');
  });
});
