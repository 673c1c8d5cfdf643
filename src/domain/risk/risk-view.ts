/** Gathers what the gates look at from the state of the risk core, once per signal. Reads only. */
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import { bpsOf } from '../money.ts';
import { sliceQuantity } from '../order/leg-fitting.ts';
import { marketableLimit, touchPaise } from '../order/limit-price.ts';
import { type Side, type Signal, UNATTRIBUTED_STRATEGY } from '../order/types.ts';
import { NS_PER_MS } from '../time.ts';
import { ExposureReadings, type Exposures } from './exposure-readings.ts';
import type {
  AdmissionRequest,
  ArrivalRequest,
  ExposureReading,
  LossReading,
  OrderRequest,
  RateReading,
} from './gate-request.ts';
import type { Latch } from './loss-latches.ts';
import { marginBasis, marginPaise } from './margin.ts';
import { type MessageThrottle, RATE_WINDOWS } from './message-throttle.ts';
import type { RiskCoreOptions } from './risk-options.ts';
import type { RiskState } from './risk-state.ts';
import { freezeRoom, isSizeKnown, type Room, riskLots, sizedQuantity } from './sizing.ts';

/** An instrument that never had a quote: older than any limit. */
const NO_REFERENCE_AGE_MS = Number.MAX_SAFE_INTEGER;

export class RiskView {
  readonly #options: RiskCoreOptions;
  readonly #state: RiskState;
  readonly #exposures: ExposureReadings;

  constructor(options: RiskCoreOptions, state: RiskState) {
    this.#options = options;
    this.#state = state;
    this.#exposures = new ExposureReadings(options, state);
  }

  arrival(signal: Signal): ArrivalRequest {
    const { standings } = this.#state;
    return {
      signal,
      isStrategyKnown: standings.isKnown(signal),
      strategyState: standings.stateOf(signal.strategyIndex),
      lastSequence: standings.lastSequence(signal.strategyIndex),
    };
  }

  /** `nowNs` is on the clock of `tick.receiveTimeNs`. */
  admission(signal: Signal, nowNs: number): AdmissionRequest {
    const { limits, instruments, hours, isKilled, marketHalt, flatSchedule } = this.#options;
    const state = this.#state;
    const { exposure, timeMs } = state;
    const at = signal.instrumentIndex;
    const instrument = instruments[at];
    const isKnown = instrument !== undefined;
    if (isKnown) this.#refreshCircuit(at);
    return {
      signal,
      limits,
      instrument,
      isKilled: isKilled(),
      dailyLoss: this.#loss('daily_loss'),
      dailyDrawdown: this.#loss('daily_drawdown'),
      totalDrawdown: this.#loss('total_drawdown'),
      unpricedPositions: state.equity.unpriced + this.#unpricedExternals(),
      tradingState: state.states.state,
      isRestricted: isKnown && state.isRestricted(at),
      isSessionOpen: isKnown && hours.isOpen(instrument.segment, timeMs),
      isEntryWindowOpen:
        !isKnown ||
        (flatSchedule?.isEntryAllowed(instrument.segment, timeMs, instrument.expiry) ?? true),
      isMarketHalted: marketHalt?.isMarketHalted(timeMs) ?? false,
      circuitState: isKnown ? state.circuits.stateOf(at) : 'unknown',
      referenceAgeMs: isKnown ? this.referenceAgeMs(signal, nowNs) : 0,
      committedQuantity: isKnown ? exposure.committedQuantity(at) : 0,
      isStrategyBusy:
        isKnown && signal.origin === 'strategy' && exposure.isBusy(signal.strategyIndex, at),
      isInstrumentBusy: isKnown && exposure.isInstrumentBusy(at),
      closableQuantity: isKnown ? this.#closable(signal) : 0,
      unprotectedQuantity: isKnown ? this.#unprotected(signal) : 0,
      busyInstruments: exposure.busyInstruments,
      isProfileKnown: this.#isProfileKnown(at),
    };
  }

  order(signal: Signal, instrument: Instrument): OrderRequest {
    const { limits, capitalPaise } = this.#options;
    const { exposure, approvals, quotes, timeMs } = this.#state;
    const at = instrument.index;
    const limitPaise =
      signal.limitPaise > 0 ? signal.limitPaise : this.#limitPaise(signal, instrument);
    const risk = {
      limits,
      instrument,
      capitalPaise,
      stopOffsetPaise: signal.stopOffsetPaise,
      atrPaise: this.#state.atrPaise(at),
      volatilityBps: this.#state.volatilityBps(at),
    };
    const exposures = this.#exposures.of(signal.strategyIndex, instrument);
    const committedQuantity = exposure.committedQuantity(at);
    const basis = marginBasis(instrument, { side: signal.side, pricePaise: limitPaise }, limits);
    const room = this.#room(exposures, { instrument, limitPaise, committedQuantity });
    const quantity =
      signal.quantity > 0
        ? signal.quantity
        : sizedQuantity(risk, { limitPaise, margin: basis }, room);
    const content = { ...signal, quantity, limitPaise };
    const isRepeated = approvals.duplicateMs(content, timeMs) > 0;
    const strategyRate = approvals.ofStrategy(signal.strategyIndex);
    return {
      signal,
      limits,
      instrument,
      referencePaise: quotes.lastPaise(at),
      limitPaise,
      ...this.#circuitLimits(instrument),
      isSizeKnown: isSizeKnown(risk),
      riskLots: riskLots(risk),
      quantity,
      orders: Math.ceil(quantity / sliceQuantity(instrument)),
      freezeRoom: freezeRoom(instrument, limits),
      committedQuantity,
      ...exposures,
      marginPaise: marginPaise(basis, quantity),
      volumeRoom: this.#volumeRoom(at),
      accountRate: this.#rates(approvals.account),
      strategyRate: this.#rates(strategyRate),
      duplicates: (exposure.hasLiveEntry(content) ? 1 : 0) + (isRepeated ? 1 : 0),
      conflictPaise: exposure.conflictPaise(at, signal.side, limitPaise),
    };
  }

  /** Average price of what an oco protects, paise. */
  protectedPaise(signal: Signal): number {
    const { positions, quotes } = this.#state;
    const { instrumentIndex: at, strategyIndex } = signal;
    for (const index of [strategyIndex, UNATTRIBUTED_STRATEGY]) {
      const averagePaise = positions.bookAveragePaise(index, at);
      if (averagePaise > 0) return averagePaise;
    }
    return quotes.lastPaise(at);
  }

  referenceAgeMs(signal: Signal, nowNs: number): number {
    const { quotes, timeMs, receiveNs } = this.#state;
    if (quotes.lastPaise(signal.instrumentIndex) <= 0) return NO_REFERENCE_AGE_MS;
    return Math.max(
      timeMs - quotes.timeMs(signal.instrumentIndex),
      timeMs - signal.timeMs,
      (nowNs - receiveNs) / NS_PER_MS,
    );
  }

  #limitPaise(signal: Signal, instrument: Instrument): number {
    const priced = { ...instrument, ...this.#circuitLimits(instrument) };
    return marketableLimit(priced, signal.side, {
      touchPaise: touchPaise(this.#state.quotes, instrument.index, signal.side),
      offsetBps: this.#options.marketableOffsetBps,
    });
  }

  #circuitLimits(
    instrument: Instrument,
  ): Pick<Instrument, 'lowerCircuitPaise' | 'upperCircuitPaise'> {
    const { circuit } = this.#options;
    const lowerPaise = circuit?.lowerPaise(instrument.index) ?? 0;
    const upperPaise = circuit?.upperPaise(instrument.index) ?? 0;
    return {
      lowerCircuitPaise: lowerPaise > 0 ? lowerPaise : instrument.lowerCircuitPaise,
      upperCircuitPaise: upperPaise > 0 ? upperPaise : instrument.upperCircuitPaise,
    };
  }

  #refreshCircuit(at: InstrumentIndex): void {
    const instrument = this.#options.instruments[at];
    if (instrument === undefined) return;
    const { lowerCircuitPaise, upperCircuitPaise } = this.#circuitLimits(instrument);
    this.#state.circuits.setLimits(at, lowerCircuitPaise, upperCircuitPaise);
  }

  /** For an exit the units it could close, for an oco the units held on its side. */
  #closable(signal: Signal): number {
    const { exposure, positions } = this.#state;
    const { instrumentIndex: at, strategyIndex, side, kind } = signal;
    const heldSide = (kind === 'oco' ? side : -side) as Side;
    const own =
      kind === 'oco'
        ? Math.max(0, heldSide * positions.bookQuantity(strategyIndex, at))
        : exposure.closableQuantity(at, strategyIndex, side);
    return own + (this.#mayTouchUnattributed(signal) ? this.#unattributed(at, heldSide) : 0);
  }

  #unprotected(signal: Signal): number {
    const { instrumentIndex: at, strategyIndex, side } = signal;
    const own = this.#state.exposure.unprotectedQuantity(at, strategyIndex, side);
    return own + (this.#mayTouchUnattributed(signal) ? this.#unattributed(at, side) : 0);
  }

  /** Positions nobody's orders explain are for an operator and for recovery to close or protect. */
  #mayTouchUnattributed({ origin }: Signal): boolean {
    return origin === 'operator' || origin === 'recovery';
  }

  #unattributed(at: InstrumentIndex, side: Side): number {
    return Math.max(0, side * this.#state.positions.bookQuantity(UNATTRIBUTED_STRATEGY, at));
  }

  /** Without a price what others hold cannot be held against a limit. Those that a book of ours is open in are counted there. */
  #unpricedExternals(): number {
    const { externals, equity, quotes } = this.#state;
    return externals.priceless.filter((at) => !equity.isHeld(at) && quotes.lastPaise(at) <= 0)
      .length;
  }

  #isProfileKnown(at: InstrumentIndex): boolean {
    const profile = this.#options.profiles?.[at];
    return profile !== undefined && profile.sector !== '' && profile.averageDailyVolume > 0;
  }

  #volumeRoom(at: InstrumentIndex): number {
    const volume = this.#options.profiles?.[at]?.averageDailyVolume ?? 0;
    if (volume <= 0) return Number.POSITIVE_INFINITY;
    return bpsOf(volume, this.#options.limits.maxVolumeShareBps);
  }

  #loss(latch: Latch): LossReading {
    const { latches, equity } = this.#state;
    return {
      isLatched: latches.isLatched(latch),
      lossPaise: latches.lossPaise(latch, equity.pnlPaise),
      limitPaise: latches.limitPaise(latch),
    };
  }

  #rates(throttle: MessageThrottle): RateReading[] {
    return RATE_WINDOWS.map((window) => ({
      used: throttle.used(window, this.#state.timeMs),
      limit: throttle.entryLimit(window),
    }));
  }

  #room(
    exposures: Exposures,
    order: {
      readonly instrument: Instrument;
      readonly limitPaise: number;
      readonly committedQuantity: number;
    },
  ): Room {
    const { limits } = this.#options;
    const { instrument, limitPaise, committedQuantity } = order;
    const left = ({ usedPaise, limitPaise: most }: ExposureReading) => most - usedPaise;
    return {
      units: Math.min(
        limits.maxOrderQuantity,
        freezeRoom(instrument, limits),
        limits.maxPositionQuantity - committedQuantity,
        this.#volumeRoom(instrument.index) - committedQuantity,
      ),
      valuePaise: Math.min(
        limits.maxOrderValuePaise,
        limits.maxPositionValuePaise - committedQuantity * limitPaise,
        left(exposures.openValue),
        left(exposures.grossExposure),
        left(exposures.instrumentExposure),
        left(exposures.sectorExposure),
        left(exposures.strategyExposure),
      ),
      marginPaise: left(exposures.margin),
      heatPaise: left(exposures.heat),
    };
  }
}
