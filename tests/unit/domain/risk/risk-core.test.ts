import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { intentIdOf } from '../../../../src/domain/order/types.ts';
import { RISK_LIMITS, RiskRig } from '../../../support/risk-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { ALWAYS_CLOSED, future, index, stock } from '../../../support/trading-instruments.ts';

describe('an approved entry', () => {
  it('is sized by the risk fraction and priced through the touch', () => {
    const rig = new RiskRig();
    rig.tick();
    // Half a per cent of Rs 1,00,000 is Rs 500; at Rs 1 a unit that is 500 units.
    expect(rig.signal()).toMatchObject({ reason: '', quantity: 500, limitPaise: 10_015 });
    expect(rig.intents).toEqual([
      {
        intentId: intentIdOf(0, 1),
        strategyIndex: 0,
        kind: 'entry',
        instrumentIndex: 0,
        side: 1,
        quantity: 500,
        limitPaise: 10_015,
        stopOffsetPaise: 100,
        targetOffsetPaise: 200,
        timeMs: SESSION_OPEN_MS,
        originReceiveNs: 3,
      },
    ]);
  });

  it('sells below the bid', () => {
    const rig = new RiskRig();
    rig.tick();
    expect(rig.signal({ side: -1 })).toMatchObject({ reason: '', limitPaise: 9_990 });
  });

  it('is priced from the last trade where the feed has no touch', () => {
    const rig = new RiskRig();
    rig.tick({ bidPaise: 0, askPaise: 0 });
    expect(rig.signal()).toMatchObject({ reason: '', limitPaise: 10_010 });
  });

  it('stays inside the circuit limits', () => {
    const rig = new RiskRig([stock(0, { upperCircuitPaise: 10_007 })]);
    rig.tick();
    expect(rig.signal()).toMatchObject({ reason: '', limitPaise: 10_005 });
  });
});

describe('the gates', () => {
  it('name the reason, the measurement and the limit', () => {
    const rig = new RiskRig([stock(0), stock(1)], { maxOrderValuePaise: 9_999 });
    rig.tick();
    expect(rig.signal()).toEqual({
      strategyIndex: 0,
      signalSequence: 1,
      kind: 'entry',
      instrumentIndex: 0,
      side: 1,
      reason: 'max_order_value',
      quantity: 1,
      limitPaise: 10_015,
      measured: 10_015,
      limit: 9_999,
      timeMs: SESSION_OPEN_MS,
    });
    expect(rig.intents).toEqual([]);
  });

  it('deny entries under the kill latch and in every state but active', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.core.setTradingState('reducing');
    expect(rig.signal().reason).toBe('trading_reducing');
    rig.core.setTradingState('halted');
    expect(rig.signal().reason).toBe('trading_halted');
    rig.isKilled = true;
    expect(rig.signal().reason).toBe('kill_latch');
    rig.isKilled = false;
    rig.core.setTradingState('active');
    expect(rig.signal().reason).toBe('');
  });

  it('deny strategies, instruments and hours that may not trade', () => {
    const rig = new RiskRig([stock(0), index(1)]);
    rig.tick();
    rig.tick({ instrumentIndex: 1 });
    expect(rig.signal({ strategyIndex: 7 }).reason).toBe('unknown_strategy');
    expect(rig.signal({ strategyIndex: 5000 }).reason).toBe('unknown_strategy');
    expect(rig.signal({ instrumentIndex: 1 }).reason).toBe('not_tradable');
    expect(rig.signal({ instrumentIndex: 99 }).reason).toBe('not_tradable');
    const closed = new RiskRig([stock(0)], {}, { hours: ALWAYS_CLOSED });
    closed.tick();
    expect(closed.signal().reason).toBe('out_of_session');
    expect(closed.signal({ kind: 'exit', side: -1 }).reason).toBe('out_of_session');
  });

  it('RG-07 deny a sequence that was heard before, also when it was denied then', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.core.setTradingState('halted');
    rig.signal({ sequence: 5 });
    rig.core.setTradingState('active');
    expect(rig.signal({ sequence: 5 })).toMatchObject({
      reason: 'duplicate_signal',
      measured: 5,
      limit: 6,
    });
    expect(rig.signal({ sequence: 1, strategyIndex: 1 }).reason).toBe('');
    expect(rig.core.lastSequence(0)).toBe(5);
  });

  it('RG-04 deny without a quote, with an old one, in a silent feed and for an old signal', () => {
    const rig = new RiskRig();
    expect(rig.signal({ instrumentIndex: 1 }).reason).toBe('stale_reference');
    rig.tick({ receiveTimeNs: 1e9 });
    const later = SESSION_OPEN_MS + RISK_LIMITS.staleReferenceMs;
    rig.tick({ instrumentIndex: 1, exchangeTimeMs: later + 1, receiveTimeNs: 2e9 });
    expect(rig.signal({ timeMs: later })).toMatchObject({
      reason: 'stale_reference',
      measured: 5001,
      limit: 5000,
    });
    rig.tick({ exchangeTimeMs: later + 1, receiveTimeNs: 2e9 });
    expect(rig.signal({ timeMs: SESSION_OPEN_MS })).toMatchObject({ reason: 'stale_reference' });
    expect(rig.signal({ timeMs: later }, 2e9 + 5001e6)).toMatchObject({
      reason: 'stale_reference',
      measured: 5001,
    });
    expect(rig.signal({ timeMs: later }, 2e9 + 5000e6).reason).toBe('');
  });

  it('RG-04 deny a limit too far from the last price', () => {
    const rig = new RiskRig();
    rig.tick({ askPaise: 10_200 });
    const decision = rig.signal();
    expect(decision).toMatchObject({ reason: 'price_collar', limitPaise: 10_210, measured: 210 });
    expect(decision.limit).toBe(100);
  });

  it('deny a second entry while the first works, is filled, or is being closed', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    const { intent } = rig;
    expect(rig.signal()).toMatchObject({ reason: 'position_exists', measured: 500 });
    rig.event(intent, { status: 'sending' });
    rig.event(intent, {
      status: 'filled',
      filledQuantity: 500,
      fillQuantity: 500,
      fillPaise: 10_010,
    });
    expect(rig.signal({ strategyIndex: 1 }).reason).toBe('position_exists');
    const exit = { role: 'exit', side: -1 } as const;
    rig.event(intent, { ...exit, status: 'sending' }, 3);
    rig.event(
      intent,
      { ...exit, status: 'filled', filledQuantity: 500, fillQuantity: 500, fillPaise: 10_020 },
      3,
    );
    expect(rig.signal().reason).toBe('');
  });

  it('free the instrument only when the last order of the bracket has ended (OC-05)', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    const { intent } = rig;
    rig.event(intent, { status: 'sending' });
    rig.event(intent, { status: 'cancelled' });
    expect(rig.core.account()).toMatchObject({ workingIntents: 0, openPositions: 0 });
    rig.signal();
    const again = rig.intent;
    rig.event(again, {
      status: 'filled',
      filledQuantity: 500,
      fillQuantity: 500,
      fillPaise: 10_000,
    });
    rig.event(again, { role: 'target', side: -1, status: 'working' }, 1);
    rig.event(again, { role: 'stop', side: -1, status: 'held' }, 2);
    const fill = { filledQuantity: 500, fillQuantity: 500, fillPaise: 10_200 };
    rig.event(again, { role: 'target', side: -1, status: 'filled', ...fill }, 1);
    expect(rig.signal().reason).toBe('position_exists');
    rig.event(again, { role: 'stop', side: -1, status: 'cancelled' }, 2);
    expect(rig.signal().reason).toBe('');
  });

  it('RG-02 count working intents and positions against the limit of open positions', () => {
    const rig = new RiskRig();
    for (const instrumentIndex of [0, 1, 2]) rig.tick({ instrumentIndex });
    rig.signal({ instrumentIndex: 0, stopOffsetPaise: 1000 });
    rig.event(rig.intent, {
      status: 'filled',
      filledQuantity: 50,
      fillQuantity: 50,
      fillPaise: 10_000,
    });
    rig.signal({ instrumentIndex: 1, stopOffsetPaise: 1000 });
    expect(rig.core.account()).toMatchObject({ openPositions: 1, workingIntents: 1 });
    expect(rig.signal({ instrumentIndex: 2, stopOffsetPaise: 1000 })).toMatchObject({
      reason: 'max_open_positions',
      measured: 3,
      limit: 2,
    });
  });
});

describe('sizing', () => {
  const sized = (limits: object, instrument = stock(0), stopOffsetPaise = 100) => {
    const rig = new RiskRig([instrument], limits);
    rig.tick({ askPaise: 10_010, bidPaise: 9_990 });
    return rig.signal({ stopOffsetPaise });
  };

  it('is cut down to every quantity and value limit', () => {
    expect(sized({ maxOrderQuantity: 123 })).toMatchObject({ reason: '', quantity: 123 });
    expect(sized({ maxPositionQuantity: 77 })).toMatchObject({ reason: '', quantity: 77 });
    expect(sized({}, stock(0, { freezeQuantity: 60 }))).toMatchObject({ reason: '', quantity: 60 });
    // The limit is 10,020.
    expect(sized({ maxOrderValuePaise: 1_002_000 })).toMatchObject({ reason: '', quantity: 100 });
    expect(sized({ maxOrderValuePaise: 1_001_999 })).toMatchObject({ reason: '', quantity: 99 });
    expect(sized({ maxPositionValuePaise: 501_000 })).toMatchObject({ reason: '', quantity: 50 });
    expect(sized({ maxGrossExposurePaise: 100_200 })).toMatchObject({ reason: '', quantity: 10 });
  });

  it('denies by the limit that leaves less than one lot, with its own measurement', () => {
    const lot = future(0);
    expect(sized({}, lot, 10_000)).toMatchObject({
      reason: 'size_below_one_lot',
      measured: 50_000 / (10_000 * 75),
      limit: 1,
    });
    expect(sized({ maxOrderQuantity: 74 }, lot)).toMatchObject({
      reason: 'max_order_quantity',
      quantity: 75,
      measured: 75,
      limit: 74,
    });
    expect(sized({}, future(0, { freezeQuantity: 74 }))).toMatchObject({
      reason: 'freeze_quantity',
    });
    expect(sized({ maxPositionQuantity: 74 }, lot)).toMatchObject({ reason: 'max_position' });
    expect(sized({ maxPositionValuePaise: 75 * 10_019 }, lot)).toMatchObject({
      reason: 'max_position',
      measured: 75 * 10_020,
    });
    expect(sized({ maxGrossExposurePaise: 75 * 10_019 }, lot)).toMatchObject({
      reason: 'max_gross_exposure',
    });
  });

  it('RG-02 leaves room for open entries of other instruments in the gross exposure', () => {
    const rig = new RiskRig([stock(0), stock(1)], { maxGrossExposurePaise: 6_000_000 });
    rig.tick({ instrumentIndex: 0 });
    rig.tick({ instrumentIndex: 1 });
    rig.signal({ instrumentIndex: 0 });
    expect(rig.intent.quantity).toBe(500);
    // 500 × 10,015 is reserved; the rest holds 99 more units.
    expect(rig.signal({ instrumentIndex: 1 })).toMatchObject({ reason: '', quantity: 99 });
    rig.event(rig.intents[0] ?? rig.intent, { status: 'rejected', reason: 'out_of_session' });
    expect(rig.core.exposure.reservedPaise()).toBe(99 * 10_015);
  });
});

describe('an exit', () => {
  function holding(): RiskRig {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    const fill = { filledQuantity: 200, fillQuantity: 200, fillPaise: 10_010 };
    rig.event(rig.intent, { status: 'partially_filled', ...fill });
    return rig;
  }

  it('RG-10 passes the kill latch, every trading state and a stale quote', () => {
    const rig = holding();
    rig.isKilled = true;
    rig.core.setTradingState('halted');
    rig.tick({ instrumentIndex: 1, exchangeTimeMs: SESSION_OPEN_MS + 60_000 });
    const decision = rig.signal({ kind: 'exit', side: -1, stopOffsetPaise: 0 });
    expect(decision).toMatchObject({ reason: '', quantity: 500, limitPaise: 0 });
    expect(rig.intent).toMatchObject({ kind: 'exit', side: -1, quantity: 500 });
  });

  it('is denied to other strategies, for the wrong side, and when there is nothing to close', () => {
    const rig = holding();
    expect(rig.signal({ kind: 'exit', side: -1, strategyIndex: 1 }).reason).toBe('no_position');
    expect(rig.signal({ kind: 'exit', side: 1 }).reason).toBe('no_position');
    expect(rig.signal({ kind: 'exit', side: -1, instrumentIndex: 1 })).toMatchObject({
      reason: 'no_position',
      measured: 0,
      limit: 1,
    });
  });

  it('may stop an entry that has not filled', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    expect(rig.signal({ kind: 'exit', side: -1 })).toMatchObject({ reason: '', quantity: 500 });
  });
});

describe('a full order path', () => {
  it('denies, reserves nothing and halts entries', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.isPathFull = true;
    expect(rig.signal()).toMatchObject({ reason: 'order_path_full', quantity: 500 });
    expect(rig.core.tradingState).toBe('halted');
    expect(rig.core.exposure.openQuantity(0)).toBe(0);
    rig.isPathFull = false;
    expect(rig.signal().reason).toBe('trading_halted');
  });
});

describe('the account', () => {
  it('is what the RISK_STATE record carries', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    const fill = { filledQuantity: 500, fillQuantity: 500, fillPaise: 10_010 };
    rig.event(rig.intent, { status: 'filled', ...fill });
    rig.tick({ lastPaise: 10_020, exchangeTimeMs: SESSION_OPEN_MS + 9 });
    rig.signal();
    expect(rig.core.account()).toEqual({
      realisedPnlPaise: 0,
      unrealisedPnlPaise: 5_000,
      grossExposurePaise: 5_010_000,
      netExposurePaise: 5_010_000,
      capitalPaise: 10_000_000,
      timeMs: SESSION_OPEN_MS + 9,
      signals: 2,
      approved: 1,
      denied: 1,
      tradingState: 'active',
      openPositions: 1,
      workingIntents: 0,
      isKilled: false,
    });
    expect(rig.core.lastPaise(0)).toBe(10_020);
  });

  it('demands contiguous order events', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    rig.event(rig.intent, { sequence: 4 });
    expect(() => rig.event(rig.intent, { sequence: 6 })).toThrow(InvariantError);
  });
});
