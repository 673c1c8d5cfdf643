/** A risk core with its effects recorded, and orders that the test reports to it. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import {
  type OrderEvent,
  type OrderIntent,
  orderIdOf,
  type Signal,
} from '../../src/domain/order/types.ts';
import type { Decision } from '../../src/domain/risk/deny-reason.ts';
import {
  createRiskCore,
  type RiskCore,
  type RiskCoreOptions,
} from '../../src/domain/risk/risk-core.ts';
import type { RiskLimits } from '../../src/domain/risk/risk-limits.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

export const RISK_LIMITS: RiskLimits = {
  riskPerTradeBps: 50,
  maxOrderQuantity: 5_000,
  maxOrderValuePaise: 100_000_000,
  maxPositionQuantity: 5_000,
  maxPositionValuePaise: 100_000_000,
  maxOpenPositions: 2,
  maxGrossExposurePaise: 150_000_000,
  collarBps: 100,
  staleReferenceMs: 5_000,
};

/** Rs 1 lakh. */
export const CAPITAL_PAISE = 10_000_000;

export class RiskRig {
  readonly core: RiskCore;
  readonly intents: OrderIntent[] = [];
  readonly decisions: Decision[] = [];
  isKilled = false;
  isPathFull = false;
  #sequence = 0;
  #eventSequence = 0;

  constructor(
    instruments: readonly Instrument[] = [stock(0), stock(1), stock(2)],
    limits: Partial<RiskLimits> = {},
    changes: Partial<RiskCoreOptions> = {},
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
      },
      ...changes,
    });
  }

  tick(changes: Partial<Tick> = {}): void {
    this.core.onTick(tickOf(changes));
  }

  /** Sends a signal (a long entry with the stop 1.00 away unless told otherwise) and returns the decision. */
  signal(changes: Partial<Signal> = {}, nowNs?: number): Decision {
    this.#sequence += 1;
    const signal: Signal = {
      strategyIndex: 0,
      sequence: this.#sequence,
      kind: 'entry',
      instrumentIndex: 0,
      side: 1,
      referencePaise: 10_000,
      stopOffsetPaise: 100,
      targetOffsetPaise: 200,
      strength: 1,
      timeMs: SESSION_OPEN_MS,
      originReceiveNs: 3,
      originTickSequence: 4,
      ...changes,
    };
    const before = this.decisions.length;
    this.core.onSignal(signal, nowNs);
    const decision = this.decisions[before];
    if (decision === undefined || this.decisions.length !== before + 1) {
      throw new Error('A signal brings exactly one decision');
    }
    return decision;
  }

  /** Reports an event of the entry (leg 0) of an intent, or of another leg. */
  event(intent: OrderIntent, changes: Partial<OrderEvent> = {}, leg = 0): void {
    this.#eventSequence += 1;
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
      fillQuantity: 0,
      fillPaise: 0,
      reason: '',
      timeMs: SESSION_OPEN_MS,
      ...changes,
    });
  }

  /** The intent of the newest approval. */
  get intent(): OrderIntent {
    const intent = this.intents.at(-1);
    if (intent === undefined) throw new Error('Nothing was approved');
    return intent;
  }
}
