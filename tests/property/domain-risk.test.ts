/** The risk gate under random signals, fills, days and restarts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTERNAL_ROW } from '../../src/domain/external-rows.ts';
import { noExposure } from '../../src/domain/order/external-exposure.ts';
import { OPERATOR_STRATEGY, type OrderIntent } from '../../src/domain/order/types.ts';
import type { Decision } from '../../src/domain/risk/deny-reason.ts';
import { createRiskCore, type RiskCore } from '../../src/domain/risk/risk-core.ts';
import type { RiskLimits } from '../../src/domain/risk/risk-limits.ts';
import { DECISION_ROW, type DecisionRow } from '../../src/domain/risk/rows.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../support/risk-rig.ts';
import { RiskScenario, SCENARIO_INSTRUMENTS } from '../support/risk-scenario.ts';
import { RowImage } from '../support/row-image.ts';
import { ALWAYS_OPEN, stock } from '../support/trading-instruments.ts';

/** Every limit within reach. */
const LIMITS: RiskLimits = {
  ...RISK_LIMITS,
  maxOrderQuantity: 400,
  maxOrderValuePaise: 3_500_000,
  maxOpenValuePaise: 6_000_000,
  maxPositionQuantity: 600,
  maxPositionValuePaise: 5_500_000,
  maxOpenPositions: 3,
  maxGrossExposurePaise: 10_000_000,
  marginIntradayBps: 2_000,
  maxMarginUseBps: 1_800,
  maxHeatBps: 100,
  maxMessagesPerSecond: 4,
  maxMessagesPerMinute: 12,
  maxMessagesPerHour: 200,
  maxStrategyOrdersPerSecond: 2,
  maxStrategyOrdersPerMinute: 6,
  maxStrategyOrdersPerHour: 100,
  maxRoundTrips: 4,
  roundTripWindowMs: 60_000,
  duplicateWindowMs: 2_000,
  staleReferenceMs: 60_000,
  maxDailyLossBps: 60,
  maxDailyDrawdownBps: 80,
  maxTotalDrawdownBps: 150,
  maxInstrumentShareBps: 5_200,
  maxSectorShareBps: 8_000,
  maxStrategyShareBps: 7_000,
  maxVolumeShareBps: 1_000,
};

const INSTRUMENTS = Array.from({ length: SCENARIO_INSTRUMENTS }, (_, at) => stock(at));

class Recorded {
  readonly image = new RowImage();
  readonly intents: OrderIntent[] = [];
  readonly decisions: Decision[] = [];
  readonly core: RiskCore;

  constructor() {
    this.core = createRiskCore({
      limits: LIMITS,
      capitalPaise: CAPITAL_PAISE,
      marketableOffsetBps: 10,
      instruments: INSTRUMENTS,
      strategies: [0, 1, 2].map((index) => ({ index })),
      hours: ALWAYS_OPEN,
      isKilled: () => false,
      profiles: INSTRUMENTS.map((_, at) => ({
        sector: at % 2 === 0 ? 'banks' : 'it',
        averageDailyVolume: 5_500,
      })),
      effects: {
        approve: (intent) => this.intents.push(intent) > 0,
        decide: (decision) => void this.decisions.push(decision),
        record: this.image.record,
      },
    });
  }

  /** Decision rows from `from` on, without what counts the events of one process. */
  decisionRows(from: number): Omit<DecisionRow, 'eventSequence'>[] {
    return this.image.log
      .slice(from)
      .filter(({ kind }) => kind.kind === DECISION_ROW.kind)
      .map(({ row }) => ({ ...(row as DecisionRow), eventSequence: 0 }));
  }
}

/** RG-02: executed and open together, by the scenario's own account of the orders. */
function checkLimits(scenario: RiskScenario, core: RiskCore): void {
  let openPaise = 0;
  let busy = 0;
  for (let at = 0; at < SCENARIO_INSTRUMENTS; at += 1) {
    const open = scenario.openOf(at);
    openPaise += open.valuePaise;
    expect(core.exposure.openQuantity(at)).toBe(open.quantity);
    const net = Math.abs(core.positions.netQuantity(at));
    expect(net + open.quantity).toBeLessThanOrEqual(LIMITS.maxPositionQuantity);
    if (net + open.quantity > 0) busy += 1;
  }
  expect(core.exposure.reservedPaise()).toBe(openPaise);
  expect(openPaise).toBeLessThanOrEqual(LIMITS.maxOpenValuePaise);
  expect(busy).toBeLessThanOrEqual(LIMITS.maxOpenPositions);
}

/** At the moment of an approval: nothing beyond the value limits, with the prices of that moment. */
function checkApproval(scenario: RiskScenario, core: RiskCore, intent: OrderIntent): void {
  expect(intent.quantity * intent.limitPaise).toBeLessThanOrEqual(LIMITS.maxOrderValuePaise);
  expect(intent.quantity).toBeLessThanOrEqual(LIMITS.maxOrderQuantity);
  let grossPaise = 0;
  let openPaise = 0;
  for (let at = 0; at < SCENARIO_INSTRUMENTS; at += 1) {
    const external = scenario.externals.get(at) ?? noExposure(at);
    const { buyQuantity, sellQuantity, buyValuePaise, unpricedSellQuantity } = external;
    const held = Math.abs(core.positions.netQuantity(at) + external.heldQuantity);
    const pricePaise = scenario.pricePaise(at);
    const open = scenario.openOf(at);
    grossPaise += (held + unpricedSellQuantity) * pricePaise + open.valuePaise + buyValuePaise;
    openPaise += open.valuePaise + buyValuePaise + unpricedSellQuantity * pricePaise;
    if (at !== intent.instrumentIndex) continue;
    expect(held + open.quantity + buyQuantity + sellQuantity).toBeLessThanOrEqual(
      LIMITS.maxPositionQuantity,
    );
  }
  expect(openPaise).toBeLessThanOrEqual(LIMITS.maxOpenValuePaise);
  expect(grossPaise).toBeLessThanOrEqual(LIMITS.maxGrossExposurePaise);
  expect(core.exposure.openRiskPaise()).toBeLessThanOrEqual(
    (CAPITAL_PAISE * LIMITS.maxHeatBps) / 10_000,
  );
}

function isLatched(core: RiskCore): boolean {
  return core.tradingState !== 'active';
}

describe('the risk gate', () => {
  it('RG-02 RG-03 RG-13 OL-12 never lets executed and open, ours and others’, exceed a limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const recorded = new Recorded();
        const scenario = new RiskScenario(recorded.core, recorded.intents, seed);
        for (let step = 0; step < 400; step += 1) {
          const approved = recorded.intents.length;
          scenario.step();
          checkLimits(scenario, recorded.core);
          const intent = recorded.intents[approved];
          if (intent?.kind === 'entry') checkApproval(scenario, recorded.core, intent);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('RG-09 opens nothing after a loss latch, until the next session date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const recorded = new Recorded();
        const scenario = new RiskScenario(recorded.core, recorded.intents, seed);
        for (let step = 0; step < 400; step += 1) {
          const wasLatched = isLatched(recorded.core);
          const approved = recorded.intents.length;
          scenario.step();
          if (!wasLatched || !isLatched(recorded.core)) continue;
          for (const intent of recorded.intents.slice(approved))
            expect(intent.kind).not.toBe('entry');
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is worth testing so: the limits bind', () => {
    const reached = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const recorded = new Recorded();
      const scenario = new RiskScenario(recorded.core, recorded.intents, seed);
      for (let step = 0; step < 400; step += 1) scenario.step();
      for (const { reason } of recorded.decisions) reached.add(reason);
    }
    expect([...reached]).toEqual(
      expect.arrayContaining([
        '',
        'max_position',
        'margin',
        'portfolio_heat',
        'max_open_positions',
        'strategy_order_rate',
        'order_rate',
        'duplicate_signal',
        'self_trade',
        'daily_loss',
        'daily_drawdown',
        'strategy_paused',
      ]),
    );
  });

  it('JR-03 restored at any point decides as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.integer({ min: 0, max: 300 }), (seed, stop) => {
        const original = new Recorded();
        const scenario = new RiskScenario(original.core, original.intents, seed);
        for (let step = 0; step < stop; step += 1) scenario.step();
        const restored = new Recorded();
        for (const exposure of scenario.externals.values()) {
          original.image.record(EXTERNAL_ROW, { ...exposure, tick: 0 });
        }
        restored.core.restore(original.image, scenario.orders.values());
        scenario.cores.push(restored.core);
        const decided = original.decisions.length;
        const logged = original.image.log.length;
        scenario.priceAll();
        for (let step = 0; step < 150; step += 1) {
          scenario.step();
          expect(restored.core.account()).toEqual(original.core.account());
        }
        expect(restored.decisions).toEqual(original.decisions.slice(decided));
        expect(restored.decisionRows(0)).toEqual(original.decisionRows(logged));
        expect(restored.core.lastSequence(OPERATOR_STRATEGY)).toBe(
          original.core.lastSequence(OPERATOR_STRATEGY),
        );
      }),
      { numRuns: 60 },
    );
  });
});
