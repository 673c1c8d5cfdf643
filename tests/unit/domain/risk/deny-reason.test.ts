/** Every reason the gate can give, reached through the gate. */
import { describe, expect, it } from 'vitest';
import { FlatSchedule } from '../../../../src/domain/instrument/flat-schedule.ts';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { OPERATOR_STRATEGY, type Signal } from '../../../../src/domain/order/types.ts';
import {
  DENY_REASONS,
  type Decision,
  type DenyReason,
  TRADING_STATES,
} from '../../../../src/domain/risk/deny-reason.ts';
import type { RiskLimits } from '../../../../src/domain/risk/risk-limits.ts';
import { RiskRig, type RiskRigOptions } from '../../../support/risk-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { ALWAYS_CLOSED, future, index, stock } from '../../../support/trading-instruments.ts';

interface Setting {
  readonly instruments?: readonly Instrument[];
  readonly limits?: Partial<RiskLimits>;
  readonly options?: RiskRigOptions;
}

/** On a date without hours everything must be flat. */
const NO_DATES = new FlatSchedule(new SessionCalendar({ years: [] }), {
  closeMarginMs: 0,
  squareOffMarginMs: 0,
  unstatedSquareOffMs: 0,
  expiryLeadMs: 0,
  entryCutoffMs: 0,
});

/** A rig with a quote in every instrument. */
function priced({ instruments, limits, options }: Setting = {}): RiskRig {
  const rig = new RiskRig(instruments, limits, options);
  const count = instruments?.length ?? 3;
  for (let at = 0; at < count; at += 1) rig.tick({ instrumentIndex: at });
  return rig;
}

/** The answer to one signal in a setting. */
function answer(setting: Setting, signal: Partial<Signal> = {}): Decision {
  return priced(setting).signal(signal);
}

/** A rig that holds 500 units of instrument 0 for strategy 0. */
function holding(setting: Setting = {}): RiskRig {
  const rig = priced(setting);
  rig.signal();
  rig.fill(rig.intent);
  return rig;
}

/** As `holding`, after the price has fallen by 2.00 a unit: a loss of Rs 1,075, 1.075 % of the capital. */
function losing(limits: Partial<RiskLimits>): RiskRig {
  const rig = holding({ limits });
  rig.tick({ lastPaise: 9_800 });
  return rig;
}

function stated(act: (rig: RiskRig) => void): Decision {
  const rig = priced();
  act(rig);
  return rig.signal();
}

function outside(reason: DenyReason): Decision {
  const rig = priced();
  rig.core.deny(rig.signalOf(), reason);
  return rig.decisions[0] as Decision;
}

const OPERATOR = { strategyIndex: OPERATOR_STRATEGY, origin: 'operator' } as const;
const PROFILES = [0, 1, 2].map(() => ({ sector: 'banks', averageDailyVolume: 100_000 }));

const REACHED: Readonly<Record<DenyReason, () => Decision>> = {
  kill_latch: () => stated((rig) => rig.setKilled()),
  trading_halted: () => stated((rig) => rig.core.setTradingState('halted')),
  trading_reducing: () => stated((rig) => rig.core.setTradingState('reducing')),
  not_tradable: () => answer({ instruments: [index(0)] }),
  unknown_strategy: () => answer({}, { strategyIndex: 9 }),
  stale_reference: () => new RiskRig().signal(),
  price_collar: () => answer({}, { ...OPERATOR, limitPaise: 10_105 }),
  position_exists: () => holding().signal(),
  no_position: () => answer({}, { kind: 'exit', side: -1 }),
  max_open_positions: () =>
    holding({ limits: { maxOpenPositions: 1 } }).signal({ instrumentIndex: 1 }),
  max_position: () => answer({ limits: { maxPositionValuePaise: 10_000 } }),
  max_order_quantity: () => answer({ instruments: [future(0)], limits: { maxOrderQuantity: 74 } }),
  max_order_value: () => answer({ limits: { maxOrderValuePaise: 10_000 } }),
  freeze_quantity: () =>
    answer({ instruments: [stock(0, { freezeQuantity: 10 })] }, { ...OPERATOR, quantity: 11 }),
  size_below_one_lot: () => answer({}, { stopOffsetPaise: 50_005 }),
  order_path_full: () => stated((rig) => rig.fillPath()),
  out_of_session: () => answer({ options: { hours: ALWAYS_CLOSED } }),
  max_gross_exposure: () => answer({ limits: { maxGrossExposurePaise: 10_000 } }),
  duplicate_signal: () => {
    const rig = priced();
    rig.signal({ sequence: 5 });
    return rig.signal({ sequence: 5 });
  },
  opposing_signals: () => outside('opposing_signals'),
  merged_signal: () => outside('merged_signal'),
  exit_wins: () => outside('exit_wins'),
  stale_signal: () => outside('stale_signal'),
  unauthorised_signal: () => outside('unauthorised_signal'),
  restricted: () => answer({ limits: { restricted: ['NSE:STOCK0-EQ'] } }),
  strategy_paused: () =>
    stated(({ core }) => {
      core.onOperator({
        kind: 'pause_strategy',
        strategyIndex: 0,
        actor: 'me',
        reason: 'looks odd',
        timeMs: SESSION_OPEN_MS,
      });
    }),
  strategy_disabled: () => {
    const rig = holding({ limits: { maxRoundTrips: 1 } });
    rig.close(rig.intent, 10_000);
    rig.signal();
    rig.fill(rig.intent);
    rig.close(rig.intent, 10_000);
    return rig.signal();
  },
  daily_loss: () => losing({ maxDailyLossBps: 100 }).signal({ instrumentIndex: 1 }),
  daily_drawdown: () => losing({ maxDailyDrawdownBps: 100 }).signal({ instrumentIndex: 1 }),
  total_drawdown: () => losing({ maxTotalDrawdownBps: 100 }).signal({ instrumentIndex: 1 }),
  equity_unknown: () => {
    const rig = new RiskRig();
    rig.tick({ instrumentIndex: 0 });
    const adjustment = { instrumentIndex: 1, quantity: 5, pricePaise: 100, cause: 'external' };
    rig.core.onAdjustment({ ...adjustment, timeMs: SESSION_OPEN_MS });
    return rig.signal();
  },
  market_halt: () => answer({ options: { marketHalt: { isMarketHalted: () => true } } }),
  circuit_locked: () => answer({ instruments: [stock(0, { upperCircuitPaise: 10_000 })] }),
  circuit_limit: () =>
    answer(
      { options: { circuit: { lowerPaise: () => 9_900, upperPaise: () => 10_020 } } },
      { ...OPERATOR, limitPaise: 10_025 },
    ),
  invalid_plan: () => answer({}, { stopOffsetPaise: 0 }),
  price_increment: () => answer({}, { ...OPERATOR, limitPaise: 10_001 }),
  lot_size: () => answer({ instruments: [future(0)] }, { ...OPERATOR, quantity: 100 }),
  size_unknown: () => answer({ limits: { sizing: 'atr' } }),
  max_open_value: () => answer({ limits: { maxOpenValuePaise: 10_000 } }),
  order_rate: () => {
    const rig = priced({ limits: { maxMessagesPerSecond: 2 } });
    rig.signal({ instrumentIndex: 1 });
    return rig.signal({ strategyIndex: 1 });
  },
  strategy_order_rate: () => {
    const rig = priced({ limits: { maxStrategyOrdersPerMinute: 2, maxOpenPositions: 9 } });
    rig.signal({ instrumentIndex: 1 });
    rig.signal({ instrumentIndex: 2 });
    return rig.signal();
  },
  duplicate_order: () => {
    const rig = priced({ limits: { duplicateWindowMs: 1_000 } });
    rig.signal({ ...OPERATOR, quantity: 10 });
    return rig.signal({ ...OPERATOR, quantity: 10 });
  },
  self_trade: () => {
    const rig = holding();
    rig.event(rig.intent, { role: 'target', side: -1, status: 'working', limitPaise: 10_010 }, 2);
    return rig.signal({ strategyIndex: 1 });
  },
  reduce_only: () => holding().signal({ kind: 'oco', quantity: 501 }),
  margin: () => answer({ limits: { marginIntradayBps: 10_000 } }, { ...OPERATOR, quantity: 1_100 }),
  portfolio_heat: () => answer({ limits: { maxHeatBps: 50 } }, { ...OPERATOR, quantity: 501 }),
  max_instrument_exposure: () =>
    answer({ limits: { maxInstrumentShareBps: 50 } }, { ...OPERATOR, quantity: 100 }),
  max_sector_exposure: () =>
    answer(
      { limits: { maxSectorShareBps: 50 }, options: { profiles: PROFILES } },
      { ...OPERATOR, quantity: 100 },
    ),
  max_strategy_exposure: () =>
    answer({ limits: { maxStrategyShareBps: 50 } }, { ...OPERATOR, quantity: 100 }),
  max_volume_share: () =>
    answer(
      { limits: { maxVolumeShareBps: 10 }, options: { profiles: PROFILES } },
      { ...OPERATOR, quantity: 101 },
    ),
  unknown_profile: () => answer({ limits: { unknownProfile: 'deny' } }),
  entry_window_over: () => answer({ options: { flatSchedule: NO_DATES } }),
};

describe('deny reasons and trading states', () => {
  it('AP-03 are closed lists of stable, distinct codes', () => {
    for (const list of [DENY_REASONS, TRADING_STATES]) {
      expect(new Set<string>(list).size).toBe(list.length);
      for (const code of list) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
    expect(DENY_REASONS.indexOf('duplicate_signal')).toBe(18);
    expect(DENY_REASONS.indexOf('unauthorised_signal')).toBe(23);
  });

  it.each(DENY_REASONS)('reach %s', (reason) => {
    expect(REACHED[reason]()).toMatchObject({ reason });
  });
});
