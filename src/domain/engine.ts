/**
 * The engine in one thread: the four cores in lockstep over plain queues. Backtest, simulation and tests run it; the live threads
 * run the same cores over rings, and this is one of their legal interleavings.
 *
 *   tick → paper venue → order core → risk core → strategy core
 *            ↑ commands    ↑ intents    ↑ signals ──┘
 */
import type { FlatSchedule } from './instrument/flat-schedule.ts';
import type { Instrument } from './instrument/instrument.ts';
import { EMPTY_IMAGE, type RecordRow, type StateImage } from './journal-row.ts';
import type { PaperSettings } from './matching/paper-settings.ts';
import { createPaperVenue, type PaperVenue } from './matching/paper-venue.ts';
import type { VenueHours } from './matching/session-phase.ts';
import { venueOrdersOf, venuePositionsOf } from './matching/venue-memory.ts';
import type { ExternalExposure } from './order/external-exposure.ts';
import { DEFAULT_GTT_SETTINGS, type GttSettings } from './order/gtt/gtt-settings.ts';
import type { OrderCore } from './order/order-core.ts';
import type { OrderSettings } from './order/order-settings.ts';
import { ORDER_ROW } from './order/rows.ts';
import {
  GTT_STRATEGY,
  type OrderEvent,
  type OrderIntent,
  type Signal,
  type VenueCommand,
  type VenueReport,
} from './order/types.ts';
import { DEFAULT_WATCH_SETTINGS, type WatchSettings } from './order/watch/watch-settings.ts';
import type { ChargeTariff } from './position/charge-tariff.ts';
import type { Decision } from './risk/deny-reason.ts';
import type { RiskCore } from './risk/risk-core.ts';
import { accountRate, type RiskLimits } from './risk/risk-limits.ts';
import type { RiskCoreOptions } from './risk/risk-options.ts';
import { StateHash } from './state-hash.ts';
import { type OperatorRequest, OrderStation } from './station/order-station.ts';
import { RiskStation, type RiskStationOptions } from './station/risk-station.ts';
import type { StrategyKind, StrategySpec } from './strategy/strategy.ts';
import { createStrategyCore, type StrategyCore } from './strategy/strategy-core.ts';
import type { Tick } from './tick/tick.ts';

export interface EngineSettings {
  readonly instruments: readonly Instrument[];
  readonly strategies: readonly StrategySpec[];
  /** The built-in kinds when absent. */
  readonly strategyKinds?: readonly StrategyKind[];
  readonly limits: RiskLimits;
  readonly capitalPaise: number;
  readonly orders: OrderSettings;
  readonly watch?: WatchSettings;
  readonly gtt?: GttSettings;
  readonly paper: PaperSettings;
  readonly hours: VenueHours;
  /** Without one nothing has to be flat at any time. */
  readonly flatSchedule?: FlatSchedule;
  /** Without one no charges are known. */
  readonly tariff?: ChargeTariff;
  readonly profiles?: RiskCoreOptions['profiles'];
  readonly arbitration?: RiskCoreOptions['arbitration'];
  readonly configSha?: string;
  readonly tagPrefix?: number;
}

/** Each is told of every effect of its kind, in the order in which the effects happen. */
export interface EngineObservers {
  signal?(signal: Signal): void;
  decision?(decision: Decision): void;
  intent?(intent: OrderIntent): void;
  command?(command: VenueCommand): void;
  report?(report: VenueReport): void;
  event?(event: OrderEvent): void;
  external?(exposure: ExternalExposure): void;
  readonly record?: RecordRow;
}

type EffectKind = Exclude<keyof EngineObservers, 'record'>;

const NOT_RECORDED: RecordRow = () => undefined;

export class Engine {
  readonly strategies: StrategyCore;
  readonly #riskStation: RiskStation;
  readonly #orderStation: OrderStation;
  readonly #venue: PaperVenue;
  readonly #observers: EngineObservers;
  readonly #hash = new StateHash();
  /** What is on its way between the cores, each in order. */
  readonly #reports: VenueReport[] = [];
  readonly #events: OrderEvent[] = [];
  readonly #externals: ExternalExposure[] = [];
  readonly #signals: Signal[] = [];
  readonly #answers: Decision[] = [];
  readonly #intents: OrderIntent[] = [];
  readonly #commands: VenueCommand[] = [];
  /** Values in all seven queues. */
  #queued = 0;
  #timeMs = 0;
  #receiveNs = 0;
  #isReconciled = true;

  constructor(settings: EngineSettings, observers: EngineObservers) {
    const { instruments, hours, limits } = settings;
    this.#observers = observers;
    const record = observers.record ?? NOT_RECORDED;
    this.#venue = createPaperVenue({
      instruments,
      settings: settings.paper,
      hours,
      effects: { report: (report) => this.#take('report', report, this.#reports) },
    });
    this.#orderStation = new OrderStation({
      instruments,
      orders: settings.orders,
      watch: settings.watch ?? DEFAULT_WATCH_SETTINGS,
      gtt: settings.gtt ?? DEFAULT_GTT_SETTINGS,
      messageRate: accountRate(limits),
      hours,
      tagPrefix: settings.tagPrefix ?? 0,
      ...(settings.flatSchedule && { flatSchedule: settings.flatSchedule }),
      effects: {
        command: (command) => this.#take('command', command, this.#commands),
        event: (event) => this.#take('event', event, this.#events),
        request: (signal) => this.#take('signal', signal, this.#signals),
        external: (exposure) => this.#take('external', exposure, this.#externals),
        record,
      },
    });
    this.#riskStation = new RiskStation({
      ...riskOptions(settings),
      effects: {
        approve: (intent) => {
          this.#take('intent', intent, this.#intents);
          return true;
        },
        decide: (decision) => this.#onDecision(decision),
        record,
      },
    });
    this.strategies = createStrategyCore({
      strategies: settings.strategies,
      instruments,
      effects: { signal: (signal) => this.#take('signal', signal, this.#signals) },
      ...(settings.strategyKinds === undefined ? {} : { kinds: settings.strategyKinds }),
    });
  }

  get risk(): RiskCore {
    return this.#riskStation.core;
  }

  get orders(): OrderCore {
    return this.#orderStation.core;
  }

  /** Once, before the first tick: takes up what was recorded, asks the venue for its books. `image` must not follow what is recorded now. */
  start(image: StateImage = EMPTY_IMAGE, timeMs = 0): void {
    const orders = image.rows(ORDER_ROW);
    this.#timeMs = timeMs;
    this.#venue.restore(venueOrdersOf(orders), venuePositionsOf(orders));
    this.#orderStation.restore(image, timeMs);
    this.#riskStation.restore(image, this.orders.custody.isKilled);
    this.#settle();
  }

  /** The venue sees a tick first, the strategies last; what each step causes is carried to its end before the next. */
  onTick(tick: Tick): void {
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    this.#receiveNs = tick.receiveTimeNs;
    this.#venue.onTick(tick);
    this.#carry();
    this.#orderStation.onTick(tick);
    this.#carry();
    this.#riskStation.onTick(tick);
    this.strategies.onTick(tick);
    this.#carry();
    this.#settle();
  }

  /** A clock says what time it is, where no tick does. */
  onClock(timeMs: number): void {
    if (timeMs > this.#timeMs) this.#timeMs = timeMs;
    this.#venue.onTimer(timeMs);
    this.#carry();
    this.#orderStation.onClock(timeMs);
    this.#riskStation.onClock(timeMs);
    this.#settle();
  }

  /** Latches, and closes everything, as far as the ticks that follow let it. */
  kill(request: OperatorRequest): void {
    this.#orderStation.kill(request);
    this.#riskStation.kill(request);
    this.#settle();
  }

  /** Closes every group, as far as the ticks that follow let it. */
  flatten(request: OperatorRequest = { actor: 'operator', reason: 'flatten' }): void {
    this.#orderStation.flatten(request);
    this.#settle();
  }

  /** 16 hexadecimal digits over every effect so far, in order, and the account they led to. */
  stateHash(): string {
    const hash = new StateHash();
    hash.addText(this.#hash.digest());
    hash.addRecord(this.risk.account());
    hash.addRecord(this.orders.stats);
    return hash.digest();
  }

  #settle(): void {
    this.#carry();
    if (this.#orderStation.isReconciled === this.#isReconciled) return;
    this.#isReconciled = !this.#isReconciled;
    this.#riskStation.onReconciled(this.#isReconciled);
  }

  #onDecision(decision: Decision): void {
    const isAnswer = decision.strategyIndex === GTT_STRATEGY;
    this.#take('decision', decision, isAnswer ? this.#answers : null);
  }

  /**
   * Carries what the cores left to where it goes, the most settled kind first: a report before the events it causes, events before
   * signals (so that risk judges by the newest position), intents before commands.
   */
  #carry(): void {
    while (this.#queued > 0) this.#carryOne();
  }

  #carryOne(): void {
    this.#queued -= 1;
    const report = this.#reports.shift();
    if (report !== undefined) {
      this.#orderStation.onReport(report);
      return;
    }
    const event = this.#events.shift();
    if (event !== undefined) {
      this.#riskStation.onOrderEvents([event]);
      return;
    }
    const external = this.#externals.shift();
    if (external !== undefined) {
      this.#riskStation.onExternal(external);
      return;
    }
    const signal = this.#signals.shift();
    if (signal !== undefined) {
      this.#riskStation.onSignal(signal, this.#receiveNs);
      if (this.#signals.length === 0) this.#riskStation.onRoundEnd();
      return;
    }
    const answer = this.#answers.shift();
    if (answer !== undefined) {
      this.#orderStation.onAnswer(answer);
      return;
    }
    const intent = this.#intents.shift();
    if (intent !== undefined) {
      this.#orderStation.onIntent(intent);
      return;
    }
    const command = this.#commands.shift();
    if (command !== undefined) this.#venue.onCommand(command, this.#timeMs);
  }

  #take<Kind extends EffectKind, Effect extends Parameters<Required<EngineObservers>[Kind]>[0]>(
    kind: Kind,
    effect: Effect,
    queue: Effect[] | null,
  ): void {
    this.#hash.addText(kind);
    this.#hash.addRecord(effect);
    const observe = this.#observers[kind] as ((effect: Effect) => void) | undefined;
    observe?.call(this.#observers, effect);
    if (queue === null) return;
    queue.push(effect);
    this.#queued += 1;
  }
}

function riskOptions(settings: EngineSettings): Omit<RiskStationOptions, 'effects'> {
  const { instruments, strategies, limits, capitalPaise, hours, orders } = settings;
  const { tariff, profiles, arbitration, configSha, flatSchedule } = settings;
  return {
    instruments,
    strategies,
    limits,
    capitalPaise,
    hours,
    marketableOffsetBps: orders.marketableOffsetBps,
    ...(tariff && { tariff }),
    ...(flatSchedule && { flatSchedule }),
    ...(profiles && { profiles }),
    ...(arbitration && { arbitration }),
    ...(configSha !== undefined && { configSha }),
  };
}

export function createEngine(settings: EngineSettings, observers: EngineObservers = {}): Engine {
  return new Engine(settings, observers);
}
