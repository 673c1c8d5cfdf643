/** A risk core with its effects recorded, and orders that the test reports to it. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import type { RowKind } from '../../src/domain/journal-row.ts';
import {
  type OrderEvent,
  type OrderIntent,
  orderIdOf,
  type Signal,
} from '../../src/domain/order/types.ts';
import type { Decision } from '../../src/domain/risk/deny-reason.ts';
import { createRiskCore, type RiskCore } from '../../src/domain/risk/risk-core.ts';
import type { RiskLimits } from '../../src/domain/risk/risk-limits.ts';
import type { RiskCoreOptions } from '../../src/domain/risk/risk-options.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { RowImage } from './row-image.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

/** Limits of what the tests are not about are wide. */
export const RISK_LIMITS: RiskLimits = {
  sizing: 'fixed_fractional',
  riskPerTradeBps: 50,
  sizingAtrMultiple: 2,
  sizingVolatilityBps: 10,
  sizingBarSeconds: 60,
  maxOrderQuantity: 5_000,
  maxOrderValuePaise: 100_000_000,
  maxOpenValuePaise: 150_000_000,
  maxSlices: 1,
  maxPositionQuantity: 5_000,
  maxPositionValuePaise: 100_000_000,
  maxOpenPositions: 2,
  maxGrossExposurePaise: 150_000_000,
  collarBps: 100,
  staleReferenceMs: 5_000,
  maxMessagesPerSecond: 10_000,
  maxMessagesPerMinute: 100_000,
  maxMessagesPerHour: 1_000_000,
  exitReserveBps: 2_500,
  maxStrategyOrdersPerSecond: 10_000,
  maxStrategyOrdersPerMinute: 100_000,
  maxStrategyOrdersPerHour: 1_000_000,
  maxRoundTrips: 1_000,
  roundTripWindowMs: 60_000,
  duplicateWindowMs: 0,
  product: 'intraday',
  marginIntradayBps: 500,
  marginDeliveryBps: 10_000,
  marginFutureBps: 500,
  marginOptionSellBps: 1_500,
  maxMarginUseBps: 10_000,
  maxHeatBps: 10_000,
  maxDailyLossBps: 9_000,
  maxDailyDrawdownBps: 9_000,
  maxTotalDrawdownBps: 9_500,
  flattenOnLoss: true,
  maxInstrumentShareBps: 10_000,
  maxSectorShareBps: 10_000,
  maxStrategyShareBps: 10_000,
  maxVolumeShareBps: 10_000,
  unknownProfile: 'allow',
  restricted: [],
};

/** Rs 1 lakh. */
export const CAPITAL_PAISE = 10_000_000;

export type RiskRigOptions = Partial<Omit<RiskCoreOptions, 'effects' | 'limits'>>;

export class RiskRig {
  readonly core: RiskCore;
  readonly intents: OrderIntent[] = [];
  readonly decisions: Decision[] = [];
  readonly image = new RowImage();
  isKilled = false;
  isPathFull = false;
  #sequence = 0;
  #eventSequence = 0;

  constructor(
    instruments: readonly Instrument[] = [stock(0), stock(1), stock(2)],
    limits: Partial<RiskLimits> = {},
    changes: RiskRigOptions = {},
  ) {
    this.core = createRiskCore({
      limits: { ...RISK_LIMITS, ...limits },
      capitalPaise: CAPITAL_PAISE,
      marketableOffsetBps: 10,
      instruments,
      strategies: [{ index: 0 }, { index: 1 }],
      hours: ALWAYS_OPEN,
      isKilled: () => this.isKilled,
      effects: {
        approve: (intent) => {
          if (this.isPathFull) return false;
          this.intents.push(intent);
          return true;
        },
        decide: (decision) => void this.decisions.push(decision),
        record: this.image.record,
      },
      ...changes,
    });
  }

  setKilled(): void {
    this.isKilled = true;
  }

  /** The order path takes nothing from here on. */
  fillPath(): void {
    this.isPathFull = true;
  }

  tick(changes: Partial<Tick> = {}): void {
    this.core.onTick(tickOf(changes));
  }

  /** A signal: a long entry with the stop 1.00 away unless told otherwise. */
  signalOf(changes: Partial<Signal> = {}): Signal {
    this.#sequence += 1;
    return {
      strategyIndex: 0,
      sequence: this.#sequence,
      kind: 'entry',
      origin: 'strategy',
      instrumentIndex: 0,
      side: 1,
      quantity: 0,
      limitPaise: 0,
      parentGroupId: 0,
      referencePaise: 10_000,
      stopOffsetPaise: 100,
      targetOffsetPaise: 200,
      secondTargetOffsetPaise: 0,
      firstTargetShareBps: 0,
      trailOffsetPaise: 0,
      strength: 1,
      timeMs: SESSION_OPEN_MS,
      originReceiveNs: 3,
      originTickSequence: 4,
      ...changes,
    };
  }

  /** Sends a signal and returns the decision. */
  signal(changes: Partial<Signal> = {}, nowNs?: number): Decision {
    const before = this.decisions.length;
    this.core.onSignal(this.signalOf(changes), nowNs);
    const decision = this.decisions[before];
    if (decision === undefined || this.decisions.length !== before + 1) {
      throw new Error('A signal brings exactly one decision');
    }
    return decision;
  }

  /** Reports an event of the entry (leg 0) of an intent, or of another leg. */
  event(intent: OrderIntent, changes: Partial<OrderEvent> = {}, leg = 0): void {
    this.#eventSequence += 1;
    const fillQuantity = changes.fillQuantity ?? 0;
    const fillPaise = changes.fillPaise ?? 0;
    this.core.onOrderEvent({
      sequence: this.#eventSequence,
      orderId: orderIdOf(intent.intentId, leg),
      groupId: intent.intentId,
      strategyIndex: intent.strategyIndex,
      role: 'entry',
      status: 'working',
      instrumentIndex: intent.instrumentIndex,
      side: intent.side,
      quantity: intent.quantity,
      filledQuantity: 0,
      limitPaise: intent.limitPaise,
      triggerPaise: 0,
      fillQuantity,
      fillPaise,
      fillValuePaise: fillQuantity * fillPaise,
      reason: '',
      timeMs: SESSION_OPEN_MS,
      ...changes,
    });
  }

  /** Fills the whole entry of an intent at `fillPaise`. */
  fill(intent: OrderIntent, fillPaise = intent.limitPaise): void {
    const { quantity } = intent;
    this.event(intent, {
      status: 'filled',
      filledQuantity: quantity,
      fillQuantity: quantity,
      fillPaise,
    });
  }

  /** Closes the whole entry of an intent by an exit order that fills at once. */
  close(intent: OrderIntent, fillPaise: number, changes: Partial<OrderEvent> = {}): void {
    const { quantity } = intent;
    const side = intent.side === 1 ? -1 : 1;
    this.event(
      intent,
      {
        role: 'exit',
        status: 'filled',
        side,
        filledQuantity: quantity,
        fillQuantity: quantity,
        fillPaise,
        limitPaise: fillPaise,
        ...changes,
      },
      3,
    );
  }

  /** Rows of a kind, oldest first. */
  rows<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    return this.image.log
      .filter((entry) => entry.kind.kind === kind.kind)
      .map(({ row }) => row as Row);
  }

  /** The intent of the newest approval. */
  get intent(): OrderIntent {
    const intent = this.intents.at(-1);
    if (intent === undefined) throw new Error('Nothing was approved');
    return intent;
  }
}
