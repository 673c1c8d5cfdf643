import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { GTT_STRATEGY, intentIdOf } from '../../../../src/domain/order/types.ts';
import type { RiskLimits } from '../../../../src/domain/risk/risk-limits.ts';
import { ACCOUNT_ROW, DECISION_ROW, RISK_CHANGE_ROW } from '../../../../src/domain/risk/rows.ts';
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
        origin: 'strategy',
        instrumentIndex: 0,
        side: 1,
        quantity: 500,
        limitPaise: 10_015,
        parentGroupId: 0,
        stopOffsetPaise: 100,
        targetOffsetPaise: 200,
        secondTargetOffsetPaise: 0,
        firstTargetShareBps: 0,
        trailOffsetPaise: 0,
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
      origin: 'strategy',
      strength: 1,
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

  it('deny entries, and let exits pass, in an instrument whose terms are doubted', () => {
    const rig = new RiskRig([stock(0, { doubt: 'freeze_quantity_unknown' })]);
    rig.tick();
    expect(rig.signal().reason).toBe('not_tradable');
    expect(rig.signal({ kind: 'exit', side: -1 }).reason).toBe('no_position');
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
    expect(rig.signal().reason).toBe('position_exists');
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
      chargesPaise: 0,
      dayPnlPaise: 5_000,
      peakEquityPaise: 10_005_000,
      grossExposurePaise: 5_010_000,
      netExposurePaise: 5_010_000,
      capitalPaise: 10_000_000,
      timeMs: SESSION_OPEN_MS + 9,
      signals: 2,
      approved: 1,
      denied: 1,
      tradingState: 'active',
      tradingCause: '',
      openPositions: 1,
      workingIntents: 0,
      isKilled: false,
    });
    expect(rig.core.lastPaise(0)).toBe(10_020);
  });

  it('PP-03 takes the corrected value of a fill, and judges the loss by it', () => {
    const rig = new RiskRig(undefined, { maxDailyLossBps: 20 });
    rig.tick();
    rig.signal();
    rig.fill(rig.intent, 10_000);
    const { quantity } = rig.intent;
    const change = { status: 'filled' as const, filledQuantity: quantity, fillQuantity: 0 };
    rig.event(rig.intent, { ...change, fillValuePaise: 25_000 });
    expect(rig.core.account()).toMatchObject({ unrealisedPnlPaise: -25_000, realisedPnlPaise: 0 });
    expect(rig.core.tradingCause).toBe('daily_loss');
    expect(rig.core.positions.fillCount(0)).toBe(1);
    rig.core.positions.assertBalanced();
  });

  it('demands contiguous order events', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.signal();
    rig.event(rig.intent, { sequence: 4 });
    expect(() => rig.event(rig.intent, { sequence: 6 })).toThrow(InvariantError);
  });
});

/** Holds 500 units bought at 100.15; the loss at 98.00 is 1.075 % of the capital. */
function losing(limits: Partial<RiskLimits>): RiskRig {
  const rig = new RiskRig(undefined, { maxTotalDrawdownBps: 5_000, ...limits });
  rig.tick();
  rig.tick({ instrumentIndex: 1 });
  rig.signal();
  rig.fill(rig.intent);
  rig.tick({ lastPaise: 9_800 });
  return rig;
}

describe('the loss latches', () => {
  it('RG-09 latch on a tick, without a signal, with the cause and the record', () => {
    const rig = losing({ maxDailyLossBps: 100 });
    expect(rig.core.account()).toMatchObject({
      tradingState: 'reducing',
      tradingCause: 'daily_loss',
      dayPnlPaise: -107_500,
    });
    expect(rig.rows(ACCOUNT_ROW).at(-1)).toMatchObject({ latchedPaise: [107_500, 0, 0] });
    expect(rig.core.flattenCause).toBe('daily_loss');
  });

  it('RG-09 latch on a fill that realises the loss', () => {
    const rig = new RiskRig(undefined, { maxDailyLossBps: 100 });
    rig.tick();
    rig.signal();
    rig.fill(rig.intent);
    rig.close(rig.intent, 9_800);
    expect(rig.core.tradingCause).toBe('daily_loss');
    expect(rig.core.flattenCause).toBe('');
  });

  it('RG-09 deny entries after the marks recover, let exits pass, and end with the session date', () => {
    const rig = losing({ maxDailyLossBps: 100 });
    rig.tick({ lastPaise: 10_500 });
    expect(rig.signal({ instrumentIndex: 1 })).toMatchObject({
      reason: 'daily_loss',
      measured: 107_500,
      limit: 100_000,
    });
    expect(rig.signal({ kind: 'exit', side: -1 }).reason).toBe('');
    const timeMs = SESSION_OPEN_MS + 86_400_000;
    rig.core.onTimer(timeMs);
    expect(rig.core.tradingState).toBe('active');
    expect(rig.core.account().dayPnlPaise).toBe(0);
    rig.tick({ instrumentIndex: 1, exchangeTimeMs: timeMs });
    expect(rig.signal({ instrumentIndex: 1, timeMs }).reason).toBe('');
  });

  it('halt at the total drawdown, over session dates, and ask for nothing where that is not wanted', () => {
    const rig = losing({ maxTotalDrawdownBps: 100, flattenOnLoss: false });
    expect([rig.core.tradingState, rig.core.tradingCause]).toEqual(['halted', 'total_drawdown']);
    expect(rig.core.flattenCause).toBe('');
    rig.core.onTimer(SESSION_OPEN_MS + 86_400_000);
    expect(rig.core.tradingCause).toBe('total_drawdown');
  });

  it('RG-09 survive a restart, and nothing is opened before every position has a price', () => {
    const rig = losing({ maxDailyLossBps: 100 });
    const restarted = new RiskRig(undefined, { maxDailyLossBps: 100 });
    restarted.core.restore(rig.image, []);
    expect(restarted.core.tradingCause).toBe('daily_loss');
    const unpriced = new RiskRig();
    unpriced.core.restore(losing({}).image, []);
    unpriced.tick({ instrumentIndex: 1 });
    expect(unpriced.signal({ instrumentIndex: 1, sequence: 50 })).toMatchObject({
      reason: 'equity_unknown',
      measured: 1,
    });
    unpriced.tick();
    expect(unpriced.signal({ instrumentIndex: 1, sequence: 51 }).reason).toBe('');
  });

  it('start the day of a restart only when the positions have a price', () => {
    const restarted = new RiskRig();
    restarted.core.restore(losing({}).image, []);
    restarted.core.onTimer(SESSION_OPEN_MS + 86_400_000);
    restarted.tick({ lastPaise: 9_700, exchangeTimeMs: SESSION_OPEN_MS + 86_400_000 });
    expect(restarted.core.account().dayPnlPaise).toBe(0);
    restarted.tick({ lastPaise: 9_690, exchangeTimeMs: SESSION_OPEN_MS + 86_400_001 });
    expect(restarted.core.account().dayPnlPaise).toBe(-5_000);
  });
});

describe('the repeated-execution throttle', () => {
  it('RG-06 disables the strategy everywhere, its exits excepted, and says so in the record', () => {
    const rig = new RiskRig(undefined, { maxRoundTrips: 1 });
    rig.tick();
    rig.tick({ instrumentIndex: 1 });
    rig.signal({ instrumentIndex: 1, stopOffsetPaise: 1_000 });
    rig.fill(rig.intent);
    for (let trip = 0; trip < 2; trip += 1) {
      rig.signal();
      rig.fill(rig.intent);
      rig.close(rig.intent, 10_000);
    }
    expect(rig.signal({ instrumentIndex: 0 }).reason).toBe('strategy_disabled');
    expect(rig.signal({ instrumentIndex: 1, kind: 'exit', side: -1 }).reason).toBe('');
    expect(rig.signal({ strategyIndex: 1 }).reason).toBe('');
    expect(rig.rows(RISK_CHANGE_ROW)).toMatchObject([
      { action: 'disable_strategy', target: '0', previous: 'enabled', next: 'disabled' },
    ]);
  });
});

describe('causes of a trading state', () => {
  it('each keep what they ask for until they take it back', () => {
    const rig = new RiskRig();
    rig.core.setTradingState('halted', 'reconciliation');
    rig.core.setTradingState('reducing', 'feed');
    rig.core.setTradingState('active', 'reconciliation');
    expect([rig.core.tradingState, rig.core.tradingCause]).toEqual(['reducing', 'feed']);
    rig.core.setTradingState('active', 'feed');
    expect([rig.core.tradingState, rig.core.tradingCause]).toEqual(['active', '']);
    expect(rig.rows(ACCOUNT_ROW)).toHaveLength(4);
  });
});

describe('arbitration before the gates', () => {
  const arbitration = {
    windowMs: 0,
    maxAgeMs: 5_000,
    allowedOrigins: ['strategy', 'operator'],
  } as const;

  function arbitrated(): RiskRig {
    const rig = new RiskRig(undefined, {}, { arbitration });
    rig.tick();
    return rig;
  }

  it('lets entries wait for the end of the round, and decides every signal once', () => {
    const rig = arbitrated();
    rig.core.onSignal(rig.signalOf({ strength: 0.5 }));
    rig.core.onSignal(rig.signalOf({ strategyIndex: 1, strength: 0.6 }));
    expect(rig.decisions).toEqual([]);
    rig.core.onRoundEnd(SESSION_OPEN_MS);
    expect(rig.decisions.map(({ strategyIndex, reason }) => [strategyIndex, reason])).toEqual([
      [0, 'merged_signal'],
      [1, ''],
    ]);
    expect(rig.decisions[1]?.strength).toBeCloseTo(0.8);
    const [merged] = rig.rows(DECISION_ROW);
    expect(merged?.mergedIntoId).toBe(intentIdOf(1, 2));
    expect(rig.core.account()).toMatchObject({ signals: 2, approved: 1, denied: 1 });
  });

  it('lets exits through at once, and does not take a later entry for a repeated one', () => {
    const rig = arbitrated();
    rig.core.onSignal(rig.signalOf({ sequence: 1 }));
    rig.core.onSignal(rig.signalOf({ sequence: 2, instrumentIndex: 1, kind: 'exit', side: -1 }));
    expect(rig.decisions.map(({ reason }) => reason)).toEqual(['no_position']);
    rig.core.onRoundEnd(SESSION_OPEN_MS);
    expect(rig.decisions.map(({ reason }) => reason)).toEqual(['no_position', '']);
    rig.core.onSignal(rig.signalOf({ sequence: 2 }));
    expect(rig.decisions.at(-1)?.reason).toBe('duplicate_signal');
  });

  it('decides a window with a timer when it is due', () => {
    const rig = new RiskRig(undefined, {}, { arbitration: { ...arbitration, windowMs: 100 } });
    rig.tick();
    rig.core.onSignal(rig.signalOf());
    rig.core.onRoundEnd(SESSION_OPEN_MS + 50);
    expect(rig.decisions).toEqual([]);
    rig.core.onTimer(SESSION_OPEN_MS + 100);
    expect(rig.decisions).toMatchObject([{ reason: '' }]);
  });

  it('knows who may not speak', () => {
    const rig = arbitrated();
    rig.core.onSignal(rig.signalOf({ strategyIndex: GTT_STRATEGY, origin: 'gtt' }));
    expect(rig.decisions.at(-1)?.reason).toBe('unauthorised_signal');
  });
});

describe('a correction of a position', () => {
  it('PP-06 moves the equity and the exposure with it', () => {
    const rig = new RiskRig();
    rig.tick();
    const found = { instrumentIndex: 0, quantity: 50, pricePaise: 9_900, cause: 'external' };
    rig.core.onAdjustment({ ...found, timeMs: SESSION_OPEN_MS });
    expect(rig.core.account()).toMatchObject({ openPositions: 1, unrealisedPnlPaise: 5_000 });
    expect(rig.core.exposure.committedQuantity(0)).toBe(50);
    expect(rig.core.exposure.busyInstruments).toBe(1);
  });
});
