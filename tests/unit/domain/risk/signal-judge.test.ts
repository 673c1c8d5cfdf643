import { describe, expect, it } from 'vitest';
import { OPERATOR_STRATEGY, RECOVERY_STRATEGY } from '../../../../src/domain/order/types.ts';
import { APPROVAL_ROW, STRATEGY_RISK_ROW } from '../../../../src/domain/risk/rows.ts';
import { RiskRig } from '../../../support/risk-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { future } from '../../../support/trading-instruments.ts';

function holding(): RiskRig {
  const rig = new RiskRig();
  for (const instrumentIndex of [0, 1, 2]) rig.tick({ instrumentIndex });
  rig.signal();
  rig.fill(rig.intent, 10_000);
  return rig;
}

const OPERATOR = { strategyIndex: OPERATOR_STRATEGY, origin: 'operator' } as const;

describe('a request with terms of its own', () => {
  it('keeps its quantity and price, and is judged as any other', () => {
    const rig = new RiskRig();
    rig.tick();
    expect(rig.signal({ ...OPERATOR, quantity: 7, limitPaise: 9_950 })).toMatchObject({
      reason: '',
      quantity: 7,
      limitPaise: 9_950,
    });
    expect(rig.signal({ ...OPERATOR, quantity: 5_001 }).reason).toBe('max_order_quantity');
  });

  it('may hold several orders in one instrument, unlike a strategy', () => {
    const rig = new RiskRig();
    rig.tick();
    expect(rig.signal({ ...OPERATOR, quantity: 7 }).reason).toBe('');
    expect(rig.signal({ ...OPERATOR, quantity: 8 }).reason).toBe('');
  });

  it('passes its whole plan and parent on', () => {
    const rig = new RiskRig();
    rig.tick();
    const plan = { secondTargetOffsetPaise: 400, firstTargetShareBps: 5_000, trailOffsetPaise: 60 };
    rig.signal({ ...OPERATOR, ...plan, parentGroupId: 99 });
    expect(rig.intent).toMatchObject({ ...plan, parentGroupId: 99, origin: 'operator' });
  });
});

describe('an entry above the freeze quantity', () => {
  it('RG-03 is approved as one, counted as the orders it is cut into, up to maxSlices', () => {
    const limits = { maxSlices: 3, riskPerTradeBps: 10_000, maxOrderQuantity: 50_000 };
    const rig = new RiskRig([future(0, { lotSize: 1, freezeQuantity: 1_000 })], limits);
    rig.tick({ lastPaise: 100, bidPaise: 90, askPaise: 100 });
    expect(rig.signal({ ...OPERATOR, quantity: 3_000, stopOffsetPaise: 1 }).reason).toBe('');
    expect(rig.rows(APPROVAL_ROW)[0]).toMatchObject({ quantity: 3_000, orders: 3 });
    expect(rig.signal({ ...OPERATOR, quantity: 3_001, stopOffsetPaise: 1 })).toMatchObject({
      reason: 'freeze_quantity',
      measured: 3_001,
      limit: 3_000,
    });
  });
});

describe('an exit', () => {
  it('RG-10 closes at most what is held, whatever was asked', () => {
    const rig = holding();
    const exit = { kind: 'exit', side: -1 } as const;
    expect(rig.signal({ ...exit, quantity: 100 })).toMatchObject({ reason: '', quantity: 100 });
    expect(rig.signal({ ...exit, quantity: 9_999 })).toMatchObject({ reason: '', quantity: 500 });
  });

  it('AP-04 passes rates that are used up and a strategy that is paused', () => {
    const rig = new RiskRig(undefined, { maxMessagesPerHour: 2 });
    rig.tick();
    rig.signal();
    rig.fill(rig.intent);
    expect(rig.signal({ strategyIndex: 1 }).reason).toBe('order_rate');
    const who = { actor: 'me', reason: 'stop', timeMs: SESSION_OPEN_MS };
    rig.core.onOperator({ ...who, kind: 'pause_strategy', strategyIndex: 0 });
    expect(rig.signal().reason).toBe('strategy_paused');
    expect(rig.signal({ kind: 'exit', side: -1 }).reason).toBe('');
  });

  it('of an operator or of recovery closes what nobody’s orders explain', () => {
    const rig = holding();
    const external = { instrumentIndex: 1, quantity: -40, pricePaise: 10_000, cause: 'external' };
    rig.core.onAdjustment({ ...external, timeMs: SESSION_OPEN_MS });
    const exit = { kind: 'exit', side: 1, instrumentIndex: 1 } as const;
    expect(rig.signal(exit).reason).toBe('no_position');
    expect(rig.signal({ ...OPERATOR, ...exit })).toMatchObject({ reason: '', quantity: 40 });
    const recovery = { strategyIndex: RECOVERY_STRATEGY, origin: 'recovery' } as const;
    expect(rig.signal({ ...recovery, ...exit })).toMatchObject({ reason: '', quantity: 40 });
  });
});

describe('an oco', () => {
  const oco = { ...OPERATOR, kind: 'oco', side: 1 } as const;

  /** Units that no order of ours explains. */
  function withUnattributed(): RiskRig {
    const rig = holding();
    rig.core.onAdjustment({
      instrumentIndex: 0,
      quantity: 200,
      pricePaise: 10_000,
      cause: 'test',
      timeMs: rig.core.account().timeMs,
    });
    return rig;
  }

  it('RG-10 protects at most what no group holds, at the average price', () => {
    const rig = withUnattributed();
    expect(rig.signal({ ...oco, quantity: 201 })).toMatchObject({
      reason: 'reduce_only',
      measured: 201,
      limit: 200,
    });
    expect(rig.signal(oco)).toMatchObject({ reason: '', quantity: 200, limitPaise: 10_000 });
    expect(rig.intent).toMatchObject({ kind: 'oco', stopOffsetPaise: 100 });
    expect(rig.signal({ ...oco, side: -1 }).reason).toBe('no_position');
  });

  it('RG-10 leaves the units of a group to the group, whatever protects them now', () => {
    const rig = holding();
    expect(rig.signal({ kind: 'oco', side: 1 }).reason).toBe('reduce_only');
    expect(rig.signal({ kind: 'oco', side: 1, strategyIndex: 1 }).reason).toBe('no_position');
  });

  it('passes the kill latch and every latch, because it only protects', () => {
    const rig = withUnattributed();
    rig.setKilled();
    rig.core.setTradingState('halted');
    expect(rig.signal(oco).reason).toBe('');
  });
});

describe('the record of a strategy', () => {
  it('follows every signal, denied ones and those of strategies nobody knows included', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal({ sequence: 3 });
    rig.signal({ sequence: 4 });
    rig.signal({ strategyIndex: 9 });
    expect(rig.rows(STRATEGY_RISK_ROW).at(-1)).toEqual({
      strategyIndex: 0,
      state: 'enabled',
      lastSequence: 4,
      signals: 2,
      approved: 1,
    });
    expect(rig.core.account()).toMatchObject({ signals: 3, approved: 1, denied: 2 });
  });
});
