/** The risk core: signals in, approved intents and decisions out; positions from order events, marks from ticks. */
import { assert } from '../assert.ts';
import type { RiskEffects } from '../effects.ts';
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import { marketableLimit, touchPaise } from '../order/limit-price.ts';
import {
  type Approved,
  intentIdOf,
  MAX_STRATEGIES,
  type OrderEvent,
  type OrderIntent,
  type Signal,
  type SignalKind,
} from '../order/types.ts';
import { PositionBook } from '../position/position-book.ts';
import { QuoteTable } from '../position/quote-table.ts';
import type { Tick } from '../tick/tick.ts';
import { type MarketHours, NS_PER_MS } from '../time.ts';
import type { DenyReason, TradingState } from './deny-reason.ts';
import { ExposureLedger } from './exposure-ledger.ts';
import type { AdmissionRequest, OrderRequest } from './gate-request.ts';
import { ADMISSION_GATES, type Gate, ORDER_GATES, type Reading } from './gates.ts';
import type { RiskLimits } from './risk-limits.ts';
import { riskLots, sizedQuantity } from './sizing.ts';

export interface RiskCoreOptions {
  readonly limits: RiskLimits;
  readonly capitalPaise: number;
  /** How far through the touch an entry's limit is set, so that it trades at once. */
  readonly marketableOffsetBps: number;
  readonly instruments: readonly Instrument[];
  /** The strategies whose signals are heard. */
  readonly strategies: readonly { readonly index: number }[];
  readonly hours: MarketHours;
  readonly effects: RiskEffects;
  /** The kill latch; read once per signal. */
  readonly isKilled: () => boolean;
}

/** The account in one reading: the fields of the `RISK_STATE` record. */
export interface AccountState {
  readonly realisedPnlPaise: number;
  readonly unrealisedPnlPaise: number;
  readonly grossExposurePaise: number;
  readonly netExposurePaise: number;
  readonly capitalPaise: number;
  readonly timeMs: number;
  readonly signals: number;
  readonly approved: number;
  readonly denied: number;
  readonly tradingState: TradingState;
  readonly openPositions: number;
  readonly workingIntents: number;
  readonly isKilled: boolean;
}

interface Verdict {
  /** '' when approved. */
  readonly reason: DenyReason | '';
  readonly reading: Reading;
}

/** 0 and 0 where the signal was refused before it was priced and sized. */
interface PricedSize {
  readonly quantity: number;
  readonly limitPaise: number;
}

/** An instrument that never had a quote: older than any limit. */
const NO_REFERENCE_AGE_MS = Number.MAX_SAFE_INTEGER;

const UNPRICED: PricedSize = { quantity: 0, limitPaise: 0 };
const APPROVED: Verdict = { reason: '', reading: { passes: true, measured: 0, limit: 0 } };
const PATH_FULL: Verdict = {
  reason: 'order_path_full',
  reading: { passes: false, measured: 1, limit: 0 },
};

export class RiskCore {
  readonly positions: PositionBook;
  readonly exposure: ExposureLedger;
  readonly #options: RiskCoreOptions;
  readonly #quotes: QuoteTable;
  /** Sequence of the newest signal by strategy index; −1 for strategies that are not known. */
  readonly #lastSequence = new Float64Array(MAX_STRATEGIES).fill(-1);
  #tradingState: TradingState = 'active';
  #timeMs = 0;
  /** Receive stamp of the newest tick of any instrument. */
  #receiveNs = 0;
  #lastEventSequence = 0;
  #signals = 0;
  #approved = 0;

  constructor(options: RiskCoreOptions) {
    this.#options = options;
    this.#quotes = new QuoteTable(options.instruments.length);
    this.positions = new PositionBook(this.#quotes);
    this.exposure = new ExposureLedger(options.instruments.length, this.positions);
    for (const { index } of options.strategies) this.#lastSequence[index] = 0;
  }

  onTick(tick: Tick): void {
    this.#quotes.record(tick);
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    this.#receiveNs = tick.receiveTimeNs;
  }

  /**
   * Decides one signal. `nowNs`, on the clock of `tick.receiveTimeNs`, lets the silence of the whole feed count as age;
   * without it only exchange time does, as in a replay.
   */
  onSignal(signal: Signal, nowNs = this.#receiveNs): void {
    this.#signals += 1;
    const request = this.#admission(signal, nowNs);
    const refusal = firstRefusal(ADMISSION_GATES, request, signal.kind);
    const lastSequence = this.#lastSequence[signal.strategyIndex] ?? -1;
    if (lastSequence >= 0 && signal.sequence > lastSequence) {
      this.#lastSequence[signal.strategyIndex] = signal.sequence;
    }
    if (refusal !== null) {
      this.#decide(signal, refusal, UNPRICED);
    } else if (signal.kind === 'exit') {
      this.#submit(signal, { quantity: request.closableQuantity, limitPaise: 0 });
    } else {
      this.#priceAndSubmit(signal);
    }
  }

  onOrderEvent(event: OrderEvent): void {
    assert(
      this.#lastEventSequence === 0 || event.sequence === this.#lastEventSequence + 1,
      'order events arrive contiguous',
    );
    this.#lastEventSequence = event.sequence;
    if (event.fillQuantity > 0) {
      this.positions.applyFill({
        instrumentIndex: event.instrumentIndex,
        side: event.side,
        quantity: event.fillQuantity,
        pricePaise: event.fillPaise,
      });
    }
    this.exposure.onOrderEvent(event);
  }

  setTradingState(next: TradingState): void {
    this.#tradingState = next;
  }

  get tradingState(): TradingState {
    return this.#tradingState;
  }

  lastPaise(at: InstrumentIndex): number {
    return this.#quotes.lastPaise(at);
  }

  /** Sequence of the newest signal heard of a strategy; a restarted strategy goes on above it. 0 before the first. */
  lastSequence(strategyIndex: number): number {
    return Math.max(0, this.#lastSequence[strategyIndex] ?? 0);
  }

  /** Costs one pass over the open positions; allocates. */
  account(): AccountState {
    return {
      realisedPnlPaise: this.positions.totalRealisedPaise,
      unrealisedPnlPaise: this.positions.totalUnrealisedPaise(),
      grossExposurePaise: this.positions.grossExposurePaise(),
      netExposurePaise: this.positions.netExposurePaise(),
      capitalPaise: this.#options.capitalPaise,
      timeMs: this.#timeMs,
      signals: this.#signals,
      approved: this.#approved,
      denied: this.#signals - this.#approved,
      tradingState: this.#tradingState,
      openPositions: this.positions.openInstruments.length,
      workingIntents: this.exposure.workingIntents,
      isKilled: this.#options.isKilled(),
    };
  }

  #admission(signal: Signal, nowNs: number): AdmissionRequest {
    const { limits, instruments, hours, isKilled } = this.#options;
    const at = signal.instrumentIndex;
    const instrument = instruments[at];
    const isKnown = instrument !== undefined;
    const lastSequence = this.#lastSequence[signal.strategyIndex] ?? -1;
    return {
      signal,
      limits,
      instrument,
      isKilled: isKilled(),
      tradingState: this.#tradingState,
      isStrategyKnown: lastSequence >= 0,
      lastSequence: Math.max(0, lastSequence),
      isSessionOpen: isKnown && hours.isOpen(instrument.segment, this.#timeMs),
      referenceAgeMs: isKnown ? this.#referenceAgeMs(signal, nowNs) : 0,
      committedQuantity: isKnown ? this.exposure.committedQuantity(at) : 0,
      isInstrumentBusy: isKnown && this.exposure.isBusy(at),
      closableQuantity: isKnown
        ? this.exposure.closableQuantity(at, signal.strategyIndex, signal.side)
        : 0,
      busyInstruments: this.exposure.busyInstruments,
    };
  }

  #referenceAgeMs(signal: Signal, nowNs: number): number {
    if (this.#quotes.lastPaise(signal.instrumentIndex) <= 0) return NO_REFERENCE_AGE_MS;
    return Math.max(
      this.#timeMs - this.#quotes.timeMs(signal.instrumentIndex),
      this.#timeMs - signal.timeMs,
      (nowNs - this.#receiveNs) / NS_PER_MS,
    );
  }

  #priceAndSubmit(signal: Signal): void {
    const { limits, capitalPaise, marketableOffsetBps } = this.#options;
    const instrument = this.#options.instruments[signal.instrumentIndex] as Instrument;
    const limitPaise = marketableLimit(instrument, signal.side, {
      touchPaise: touchPaise(this.#quotes, instrument.index, signal.side),
      offsetBps: marketableOffsetBps,
    });
    const sizing = {
      limits,
      instrument,
      capitalPaise,
      limitPaise,
      stopOffsetPaise: signal.stopOffsetPaise,
      committedQuantity: this.exposure.committedQuantity(instrument.index),
      grossExposurePaise: this.positions.grossExposurePaise() + this.exposure.reservedPaise(),
    };
    const request: OrderRequest = {
      ...sizing,
      referencePaise: this.#quotes.lastPaise(instrument.index),
      riskLots: riskLots(sizing),
      quantity: sizedQuantity(sizing),
    };
    const refusal = firstRefusal(ORDER_GATES, request, signal.kind);
    if (refusal !== null) this.#decide(signal, refusal, request);
    else this.#submit(signal, request);
  }

  #submit(signal: Signal, { quantity, limitPaise }: PricedSize): void {
    const intent = {
      intentId: intentIdOf(signal.strategyIndex, signal.sequence),
      strategyIndex: signal.strategyIndex,
      kind: signal.kind,
      instrumentIndex: signal.instrumentIndex,
      side: signal.side,
      quantity,
      limitPaise,
      stopOffsetPaise: signal.stopOffsetPaise,
      targetOffsetPaise: signal.targetOffsetPaise,
      timeMs: this.#timeMs,
      originReceiveNs: signal.originReceiveNs,
    } as Approved<OrderIntent>;
    if (!this.#options.effects.approve(intent)) {
      // The order path cannot keep up: nothing new may be opened until someone has looked.
      this.#tradingState = 'halted';
      this.#decide(signal, PATH_FULL, intent);
      return;
    }
    if (signal.kind === 'entry') this.exposure.reserve(intent);
    this.#approved += 1;
    this.#decide(signal, APPROVED, intent);
  }

  #decide(
    signal: Signal,
    { reason, reading }: Verdict,
    { quantity, limitPaise }: PricedSize,
  ): void {
    this.#options.effects.decide({
      strategyIndex: signal.strategyIndex,
      signalSequence: signal.sequence,
      kind: signal.kind,
      instrumentIndex: signal.instrumentIndex,
      side: signal.side,
      reason,
      quantity,
      limitPaise,
      measured: reading.measured,
      limit: reading.limit,
      timeMs: this.#timeMs,
    });
  }
}

/** The first gate that does not let `request` pass, or null. */
function firstRefusal<Request>(
  gates: readonly Gate<Request>[],
  request: Request,
  kind: SignalKind,
): Verdict | null {
  for (const gate of gates) {
    if (gate.appliesTo !== 'both' && gate.appliesTo !== kind) continue;
    const reading = gate.check(request);
    if (!reading.passes) return { reason: gate.reason, reading };
  }
  return null;
}

export function createRiskCore(options: RiskCoreOptions): RiskCore {
  return new RiskCore(options);
}
