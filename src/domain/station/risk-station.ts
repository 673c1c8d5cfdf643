/**
 * The risk core with its market-wide breaker and timer, behind one door whose inputs are recorded before they act. Live threads, replay,
 * simulation and the lockstep engine drive it alike.
 */
import type { RiskEffects } from '../effects.ts';
import { EXTERNAL_ROW } from '../external-rows.ts';
import {
  CLOCK_ROW,
  EVENTS_ROW,
  FILL_ROW,
  OPERATOR_ROW,
  type OperatorAction,
  PREVIOUS_CLOSE_ROW,
  RISK_ACTION_ROW,
  ROUND_ROW,
  SIGNAL_ROW,
  TIMER_ROW,
} from '../input-rows.ts';
import { MarketCircuit } from '../instrument/market-circuit.ts';
import type { StateImage } from '../journal-row.ts';
import type { ExternalExposure } from '../order/external-exposure.ts';
import { ORDER_ROW } from '../order/rows.ts';
import { isBooked, type OrderEvent, type Signal } from '../order/types.ts';
import { createRiskCore, type RiskCore } from '../risk/risk-core.ts';
import type { RiskAction, RiskActionResult, RiskCoreOptions } from '../risk/risk-options.ts';
import type { ClockFault } from '../session/clock-guard.ts';
import { isStalled, SessionTimer } from '../session-timer.ts';
import type { Tick } from '../tick/tick.ts';
import type { OperatorRequest } from './order-station.ts';

export interface RiskStationOptions
  extends Omit<RiskCoreOptions, 'isKilled' | 'marketHalt' | 'effects'> {
  readonly effects: RiskEffects;
}

export class RiskStation {
  readonly core: RiskCore;
  readonly circuit: MarketCircuit;
  readonly #effects: RiskEffects;
  readonly #timer: SessionTimer;
  readonly #hasRounds: boolean;
  #tick = 0;
  #timeMs = 0;
  #isKilled = false;
  #hasOffers = false;

  constructor(options: RiskStationOptions) {
    this.#effects = options.effects;
    this.#hasRounds = options.arbitration !== undefined;
    this.circuit = new MarketCircuit(options.effects.record);
    this.core = createRiskCore({
      ...options,
      marketHalt: this.circuit,
      isKilled: () => this.#isKilled,
    });
    this.#timer = new SessionTimer((timeMs) => {
      if (timeMs > this.#timeMs) this.#timeMs = timeMs;
      this.core.onTimer(timeMs);
    });
  }

  onTick(tick: Tick): void {
    this.#tick = tick.sequence + 1;
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    this.circuit.onTick(tick.instrumentIndex, tick.lastPaise, tick.exchangeTimeMs);
    this.core.onTick(tick);
    this.#timer.onTick(tick.exchangeTimeMs);
  }

  /** Order events in their order, all that arrived together. */
  onOrderEvents(events: readonly OrderEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    const fills = events.filter(isBooked);
    this.#effects.record(EVENTS_ROW, {
      sequence: last.sequence,
      fills: fills.map(({ sequence }) => sequence),
      tick: this.#tick,
    });
    for (const event of events) this.core.onOrderEvent(event);
  }

  /** What others hold and may still trade of an instrument, from now on (OL-12). */
  onExternal(exposure: ExternalExposure): void {
    this.#effects.record(EXTERNAL_ROW, { ...exposure, tick: this.#tick });
    this.core.onExternal(exposure);
  }

  /** `nowNs`: the clock of the receive stamps, so that a silent feed counts as old. */
  onSignal(signal: Signal, nowNs: number): void {
    this.#effects.record(SIGNAL_ROW, { ...signal, tick: this.#tick, nowNs });
    this.#hasOffers = true;
    this.core.onSignal(signal, nowNs);
  }

  /** All signals that were there have been handed over. */
  onRoundEnd(): void {
    if (!this.#hasOffers) return;
    this.#hasOffers = false;
    if (!this.#hasRounds) return;
    this.#effects.record(ROUND_ROW, { timeMs: this.#timeMs, tick: this.#tick });
    this.core.onRoundEnd(this.#timeMs);
  }

  /** Call before the inputs that wait: a clock that a stall has left far ahead is taken before them (OL-10). */
  catchUp(clockMs: number): void {
    if (isStalled(this.#timeMs, clockMs)) this.onClock(clockMs);
  }

  onClock(timeMs: number): void {
    if (timeMs <= this.#timeMs || !this.#timer.isDue(timeMs)) return;
    this.#effects.record(TIMER_ROW, { core: 'risk', timeMs, tick: this.#tick });
    this.#timer.fire(timeMs);
  }

  /** Session time of the newest input, epoch milliseconds. */
  get timeMs(): number {
    return this.#timeMs;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  kill(request: OperatorRequest): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#record('kill', request);
  }

  resetKill(request: OperatorRequest): void {
    this.#isKilled = false;
    this.#record('reset_kill', request);
  }

  /** What a human may change; who and why are recorded, also of what changes nothing (RG-12). */
  operate(action: RiskAction): RiskActionResult {
    const { kind, actor, reason, timeMs } = action;
    if (timeMs > this.#timeMs) this.#timeMs = timeMs;
    this.#effects.record(RISK_ACTION_ROW, {
      kind,
      state: kind === 'set_state' ? action.state : '',
      cause: kind === 'clear_cause' ? action.cause : '',
      strategyIndex: 'strategyIndex' in action ? action.strategyIndex : -1,
      ...{ actor, reason, timeMs },
      tick: this.#tick,
    });
    return this.core.onOperator(action);
  }

  /** What opens a position cannot be made durable any more. */
  onJournalFailure(reason: string): void {
    this.#record('journal_failed', { actor: 'journal', reason });
    this.core.setTradingState('reducing', 'journal');
  }

  /** The host's clock is not to be trusted: nothing may open until the next start (SE-06). */
  onClockFault(fault: ClockFault): void {
    this.#record('clock_fault', { actor: 'ingest', reason: fault });
    this.core.setTradingState('reducing', 'clock');
  }

  /** Whether the venue's books agree with ours; while they do not, nothing may open. */
  onReconciled(isReconciled: boolean): void {
    this.#record(isReconciled ? 'reconciled' : 'unreconciled', { actor: 'orders', reason: '' });
    this.core.setTradingState(isReconciled ? 'active' : 'reducing', 'reconciliation');
  }

  /** Close of the day before of an index; the market-wide breaker is blind without one. */
  onPreviousClose(instrumentIndex: number, closePaise: number): void {
    this.#effects.record(PREVIOUS_CLOSE_ROW, { instrumentIndex, closePaise, tick: this.#tick });
    this.circuit.setPreviousClose(instrumentIndex, closePaise);
  }

  /**
   * `isKilled`: the order core's latch, which is the one that is recorded. Fills that the order core recorded and risk had not booked
   * are booked now (ID-05).
   */
  restore(image: StateImage, isKilled: boolean): void {
    this.#isKilled = isKilled;
    this.circuit.restore(image);
    this.core.restore(image, image.rows(ORDER_ROW));
    // The account's own row may be of an earlier day than the one the session had reached.
    const clockMs = image.rows(CLOCK_ROW)[0]?.timeMs ?? 0;
    if (clockMs > 0) this.core.onTimer(clockMs);
    this.#timeMs = clockMs;
    // That was the journal of the start before; this one recovered it, so it works.
    this.core.setTradingState('active', 'journal');
    // Who starts the engine has looked at the clock; a fault that is still there is found again.
    this.core.setTradingState('active', 'clock');
    const missed = [...image.rows(FILL_ROW)].sort((one, other) => one.sequence - other.sequence);
    const last = missed.at(-1);
    if (last === undefined) return;
    this.#effects.record(EVENTS_ROW, {
      sequence: last.sequence,
      fills: missed.map(({ sequence }) => sequence),
      tick: this.#tick,
    });
    for (const fill of missed) this.core.bookMissedFill(fill);
  }

  #record(action: OperatorAction, { actor, reason }: OperatorRequest): void {
    this.#effects.record(OPERATOR_ROW, {
      core: 'risk',
      action,
      actor,
      reason,
      timeMs: this.#timeMs,
      tick: this.#tick,
    });
  }
}
