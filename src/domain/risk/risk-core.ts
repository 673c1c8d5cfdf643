/** The risk core: signals in, approved intents and decisions out; positions from order events, marks from ticks. */
import { assert } from '../assert.ts';
import { EXTERNAL_ROW } from '../external-rows.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { istDay, istMidnightMs } from '../instrument/ist-date.ts';
import type { StateImage } from '../journal-row.ts';
import type { ExternalExposure } from '../order/external-exposure.ts';
import {
  GTT_STRATEGY,
  intentIdOf,
  isBooked,
  MAX_CONFIGURED_STRATEGIES,
  type OrderEvent,
  type Signal,
} from '../order/types.ts';
import type { Adjustment, PositionBook } from '../position/position-book.ts';
import type { Tick } from '../tick/tick.ts';
import { type Loss, SignalArbiter, type StrategyStanding } from './arbiter.ts';
import type { DenyReason, TradingState } from './deny-reason.ts';
import type { OrderFact } from './exposure-group.ts';
import type { ExposureLedger } from './exposure-ledger.ts';
import { GateTrail } from './gate.ts';
import { ARRIVAL_GATES } from './gates.ts';
import { LATCHES } from './loss-latches.ts';
import { applyRiskAction } from './risk-action.ts';
import type {
  AccountState,
  RiskAction,
  RiskActionResult,
  RiskCoreOptions,
} from './risk-options.ts';
import { RiskState } from './risk-state.ts';
import { RiskView } from './risk-view.ts';
import {
  ACCOUNT_ROW,
  APPROVAL_ROW,
  RISK_CHANGE_ROW,
  ROUND_TRIPS_ROW,
  STRATEGY_RISK_ROW,
} from './rows.ts';
import { SignalJudge } from './signal-judge.ts';
import type { StateCause } from './trading-state.ts';

/** What a fill, or the correction of one's value, needs to be booked. */
export type MissedFill = Pick<
  OrderEvent,
  | 'strategyIndex'
  | 'orderId'
  | 'instrumentIndex'
  | 'side'
  | 'filledQuantity'
  | 'fillQuantity'
  | 'fillValuePaise'
  | 'timeMs'
>;

export class RiskCore {
  readonly #options: RiskCoreOptions;
  readonly #state: RiskState;
  readonly #view: RiskView;
  readonly #judge: SignalJudge;
  readonly #arbiter: SignalArbiter | null;
  /** First moment of the next session date. */
  #dayEndMs = 0;
  /** Newest reading of the clock of `tick.receiveTimeNs`. */
  #nowNs = 0;

  constructor(options: RiskCoreOptions) {
    this.#options = options;
    this.#state = new RiskState(options);
    this.#view = new RiskView(options, this.#state);
    this.#judge = new SignalJudge(options, this.#state, this.#view);
    const { arbitration } = options;
    this.#arbiter =
      arbitration === undefined
        ? null
        : new SignalArbiter({
            ...arbitration,
            standingOf: (strategyIndex) => this.#standingOf(strategyIndex),
            port: {
              take: ({ signal }) => this.#judge.judge(signal, this.#nowNs),
              deny: (signal, loss) => this.#denyLoser(signal, loss),
            },
          });
  }

  get positions(): PositionBook {
    return this.#state.positions;
  }

  get exposure(): ExposureLedger {
    return this.#state.exposure;
  }

  onTick(tick: Tick): void {
    const state = this.#state;
    const at = tick.instrumentIndex;
    state.quotes.record(tick);
    state.circuits.recordLast(at, tick.lastPaise);
    state.ownRange?.onTick(tick);
    state.receiveNs = tick.receiveTimeNs;
    state.tickSequence = tick.sequence;
    if (tick.exchangeTimeMs > state.timeMs) this.#advance(tick.exchangeTimeMs);
    if (!state.equity.isHeld(at)) return;
    state.equity.mark(at);
    this.#observe();
  }

  /**
   * Decides one signal, or lets it wait for the others of its round. `nowNs`, on the clock of `tick.receiveTimeNs`, lets the silence of
   * the whole feed count as age; without it only exchange time does, as in a replay.
   */
  onSignal(signal: Signal, nowNs = this.#state.receiveNs): void {
    this.#nowNs = nowNs;
    const trail = new GateTrail();
    const isHeard = trail.ask(ARRIVAL_GATES, this.#view.arrival(signal), signal.kind);
    this.#judge.hear(signal);
    if (!isHeard) this.#judge.refuse(signal, trail);
    else if (this.#arbiter === null) this.#judge.judge(signal, nowNs);
    else this.#arbiter.offer(signal, this.#state.timeMs);
  }

  /** All signals of a duty cycle were handed over: those that waited for each other are decided. */
  onRoundEnd(timeMs: number): void {
    this.#advance(timeMs);
    this.#arbiter?.onRoundEnd(this.#state.timeMs);
  }

  /** Time passes without ticks: session dates change, waiting signals are decided, losses are judged. */
  onTimer(timeMs: number): void {
    this.#advance(timeMs);
    this.#arbiter?.closeDue(this.#state.timeMs);
    this.#observe();
  }

  onOrderEvent(event: OrderEvent): void {
    const state = this.#state;
    assert(
      state.eventSequence === 0 || event.sequence === state.eventSequence + 1,
      'order events arrive contiguous',
    );
    state.eventSequence = event.sequence;
    if (!isBooked(event)) {
      state.exposure.onOrderEvent(event);
      return;
    }
    this.#book(event);
    state.exposure.onOrderEvent(event);
    this.#observe();
  }

  /** A fill or a correction that was recorded before a restart and not booked; its order is already in the exposure. */
  bookMissedFill(fill: MissedFill): void {
    this.#book(fill);
    this.#state.exposure.onPosition(fill.instrumentIndex);
    this.#observe();
  }

  /** What others hold and may still trade of an instrument counts against every limit from now on (OL-12). */
  onExternal(exposure: ExternalExposure): void {
    this.#state.externals.set(exposure);
  }

  /** A correction by reconciliation: units that no order of ours explains (PP-06). */
  onAdjustment(adjustment: Adjustment): void {
    const { positions, equity, exposure } = this.#state;
    positions.adjust(adjustment);
    equity.onPosition(adjustment.instrumentIndex);
    exposure.onPosition(adjustment.instrumentIndex);
    this.#observe();
  }

  /** Refuses a signal before the gates, for a rule outside of them. `reason` measured `measured` where `limit` is allowed. */
  deny(signal: Signal, reason: DenyReason, { measured = 1, limit = 0 } = {}): void {
    this.#judge.hear(signal);
    this.#judge.deny(signal, reason, { measured, limit, mergedIntoId: 0 });
  }

  /** What a human asks for; every change is recorded (RG-12). */
  onOperator(action: RiskAction): RiskActionResult {
    this.#advance(action.timeMs);
    const { change, result } = applyRiskAction(this.#state, action);
    if (change === null) return result;
    const { record } = this.#options.effects;
    if ('strategyIndex' in action) {
      for (const row of change.roundTrips) record(ROUND_TRIPS_ROW, row);
      this.#judge.recordStrategy(action.strategyIndex);
    } else {
      this.#judge.recordAccount();
    }
    record(RISK_CHANGE_ROW, change.row);
    return result;
  }

  /** A rule outside of the gates asks for a state, or takes its cause back with `active`. */
  setTradingState(next: TradingState, cause: StateCause = 'operator'): void {
    if (this.#state.states.set(cause, next)) this.#judge.recordAccount();
  }

  get tradingState(): TradingState {
    return this.#state.states.state;
  }

  /** '' while active. */
  get tradingCause(): StateCause | '' {
    return this.#state.states.cause;
  }

  /** Every held instrument has a price, so profit and loss are known. */
  get isEquityKnown(): boolean {
    return this.#state.equity.unpriced === 0;
  }

  /** The latch for which everything should be closed; '' when there is none, or nothing is left to close. */
  get flattenCause(): StateCause | '' {
    const { latches, positions, exposure } = this.#state;
    if (!this.#options.limits.flattenOnLoss) return '';
    const isFlat = positions.bookedInstruments.length === 0 && exposure.workingIntents === 0;
    return isFlat ? '' : (LATCHES.find((latch) => latches.isLatched(latch)) ?? '');
  }

  lastPaise(at: InstrumentIndex): number {
    return this.#state.quotes.lastPaise(at);
  }

  /** Sequence of the newest signal heard of a strategy; a restarted strategy goes on above it. 0 before the first. */
  lastSequence(strategyIndex: number): number {
    return this.#state.standings.lastSequence(strategyIndex);
  }

  /** Costs one pass over the open positions; allocates. */
  account(): AccountState {
    const { positions, equity, latches, states, standings, exposure, timeMs } = this.#state;
    return {
      realisedPnlPaise: positions.totalRealisedPaise,
      unrealisedPnlPaise: positions.totalUnrealisedPaise(),
      chargesPaise: positions.totalChargesPaise,
      dayPnlPaise: latches.dayPnlPaise(equity.pnlPaise),
      peakEquityPaise: latches.peakEquityPaise,
      grossExposurePaise: positions.grossExposurePaise(),
      netExposurePaise: positions.netExposurePaise(),
      capitalPaise: this.#options.capitalPaise,
      timeMs,
      signals: standings.signals,
      approved: standings.approved,
      denied: standings.signals - standings.approved,
      tradingState: states.state,
      tradingCause: states.cause,
      openPositions: positions.openInstruments.length,
      workingIntents: exposure.workingIntents,
      isKilled: this.#options.isKilled(),
    };
  }

  /**
   * Takes up where the rows of `image` ended, once, before any input. `orders` is everything the order core has a row for, ended
   * orders included. Prices come back with the ticks: until every held instrument had one, entries are denied.
   */
  restore(image: StateImage, orders: Iterable<OrderFact>): void {
    const state = this.#state;
    const approvals = image.rows(APPROVAL_ROW);
    const account = image.rows(ACCOUNT_ROW)[0];
    state.positions.restore(image);
    state.approvals.restore(approvals);
    state.trips.restore(image.rows(ROUND_TRIPS_ROW));
    state.standings.restore(image.rows(STRATEGY_RISK_ROW), account?.unknownSignals ?? 0);
    state.exposure.restore(orders, approvals);
    state.externals.restore(image.rows(EXTERNAL_ROW));
    state.equity.rebuild();
    if (account === undefined) return;
    state.states.restore(account.states);
    state.latches.restore(account);
    state.timeMs = account.timeMs;
    if (account.sessionDay > 0) this.#dayEndMs = istMidnightMs(account.sessionDay + 1);
  }

  /** Time never goes back. A new session date ends the latches of the day. */
  #advance(timeMs: number): void {
    const state = this.#state;
    if (timeMs <= state.timeMs) return;
    state.timeMs = timeMs;
    if (timeMs < this.#dayEndMs) return;
    const day = istDay(timeMs);
    this.#dayEndMs = istMidnightMs(day + 1);
    state.latches.openDay(day);
    this.#syncLatches();
    if (!this.#observe()) this.#judge.recordAccount();
  }

  /** Judges the losses; true when something changed. While a held instrument has no price, the profit is not known. */
  #observe(): boolean {
    const { equity, latches } = this.#state;
    if (equity.unpriced > 0 || latches.sessionDay === 0) return false;
    if (!latches.observe(equity.pnlPaise)) return false;
    this.#syncLatches();
    this.#judge.recordAccount();
    return true;
  }

  #syncLatches(): void {
    const { latches, states } = this.#state;
    for (const latch of LATCHES) {
      const wanted = latch === 'total_drawdown' ? 'halted' : 'reducing';
      states.set(latch, latches.isLatched(latch) ? wanted : 'active');
    }
  }

  #book(event: MissedFill): void {
    if (event.fillQuantity > 0) {
      this.#applyFill(event);
      return;
    }
    const { positions, equity } = this.#state;
    const { strategyIndex, orderId, instrumentIndex, side, filledQuantity, timeMs } = event;
    positions.correctValue({
      ...{ strategyIndex, orderId, instrumentIndex, side, filledQuantity, timeMs },
      valuePaise: event.fillValuePaise,
    });
    equity.onPosition(instrumentIndex);
  }

  #applyFill(event: MissedFill): void {
    const { positions, equity } = this.#state;
    const { strategyIndex, instrumentIndex: at } = event;
    const before = positions.bookQuantity(strategyIndex, at);
    positions.applyFill({
      strategyIndex,
      orderId: event.orderId,
      instrumentIndex: at,
      side: event.side,
      quantity: event.fillQuantity,
      valuePaise: event.fillValuePaise,
      timeMs: event.timeMs,
    });
    equity.onPosition(at);
    const after = positions.bookQuantity(strategyIndex, at);
    const isRoundTrip = before !== 0 && Math.sign(after) !== Math.sign(before);
    const isAutomated = strategyIndex < MAX_CONFIGURED_STRATEGIES || strategyIndex === GTT_STRATEGY;
    if (isRoundTrip && isAutomated) this.#countRoundTrip(event);
  }

  #countRoundTrip({ strategyIndex, instrumentIndex, timeMs }: MissedFill): void {
    const { trips, standings } = this.#state;
    const { record } = this.#options.effects;
    const row = trips.add(strategyIndex, instrumentIndex, timeMs);
    record(ROUND_TRIPS_ROW, row);
    const previous = standings.stateOf(strategyIndex);
    if (!trips.isTooMany(row) || !standings.setState(strategyIndex, 'disabled')) return;
    this.#judge.recordStrategy(strategyIndex);
    record(RISK_CHANGE_ROW, {
      action: 'disable_strategy',
      target: String(strategyIndex),
      previous,
      next: 'disabled',
      actor: 'risk',
      reason: 'RG-06 too many round trips in one instrument',
      timeMs,
    });
  }

  #standingOf(strategyIndex: number): StrategyStanding {
    const { standings } = this.#state;
    if (!standings.has(strategyIndex)) return 'unknown';
    return standings.stateOf(strategyIndex) === 'enabled' ? 'active' : 'disabled';
  }

  #denyLoser(signal: Signal, { reason, measured, limit, mergedInto }: Loss): void {
    const mergedIntoId =
      mergedInto === null ? 0 : intentIdOf(mergedInto.strategyIndex, mergedInto.sequence);
    this.#judge.deny(signal, reason, { measured, limit, mergedIntoId });
  }
}

export function createRiskCore(options: RiskCoreOptions): RiskCore {
  return new RiskCore(options);
}
