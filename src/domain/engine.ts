/**
 * The engine in one thread: the four cores in lockstep over plain queues. Backtest, simulation and tests run it; the live threads
 * run the same cores over rings, and this is one of their legal interleavings.
 *
 *   tick → paper venue → order core → risk core → strategy core
 *            ↑ commands    ↑ intents    ↑ signals ──┘
 */
import type { Instrument } from './instrument/instrument.ts';
import type { PaperSettings } from './matching/paper-settings.ts';
import { createPaperVenue, type PaperVenue } from './matching/paper-venue.ts';
import { createOrderCore, type OrderCore } from './order/order-core.ts';
import type { OrderSettings } from './order/order-settings.ts';
import type { OrderEvent, OrderIntent, Signal, VenueCommand, VenueReport } from './order/types.ts';
import type { Decision } from './risk/deny-reason.ts';
import { createRiskCore, type RiskCore } from './risk/risk-core.ts';
import type { RiskLimits } from './risk/risk-limits.ts';
import { StateHash } from './state-hash.ts';
import type { StrategyKind, StrategySpec } from './strategy/strategy.ts';
import { createStrategyCore, type StrategyCore } from './strategy/strategy-core.ts';
import type { Tick } from './tick/tick.ts';
import type { MarketHours } from './time.ts';

export interface EngineSettings {
  readonly instruments: readonly Instrument[];
  readonly strategies: readonly StrategySpec[];
  /** The built-in kinds when absent. */
  readonly strategyKinds?: readonly StrategyKind[];
  readonly limits: RiskLimits;
  readonly capitalPaise: number;
  readonly orders: OrderSettings;
  readonly paper: PaperSettings;
  readonly hours: MarketHours;
  readonly isKilled: () => boolean;
}

/** Each is told of every effect of its kind, in the order in which the effects happen. */
export interface EngineObservers {
  signal?(signal: Signal): void;
  decision?(decision: Decision): void;
  intent?(intent: OrderIntent): void;
  command?(command: VenueCommand): void;
  report?(report: VenueReport): void;
  event?(event: OrderEvent): void;
}

type EffectKind = keyof EngineObservers;

export class Engine {
  readonly strategies: StrategyCore;
  readonly risk: RiskCore;
  readonly orders: OrderCore;
  readonly #venue: PaperVenue;
  readonly #observers: EngineObservers;
  readonly #hash = new StateHash();
  /** What is on its way between the cores, each in order. */
  readonly #reports: VenueReport[] = [];
  readonly #events: OrderEvent[] = [];
  readonly #signals: Signal[] = [];
  readonly #intents: Parameters<OrderCore['onIntent']>[0][] = [];
  readonly #commands: VenueCommand[] = [];
  /** Values in all five queues. */
  #queued = 0;
  #timeMs = 0;

  constructor(settings: EngineSettings, observers: EngineObservers) {
    const { instruments, hours, isKilled } = settings;
    this.#observers = observers;
    this.#venue = createPaperVenue({
      instruments,
      settings: settings.paper,
      hours,
      effects: { report: (report) => this.#take('report', report, this.#reports) },
    });
    this.orders = createOrderCore({
      instruments,
      settings: settings.orders,
      effects: {
        command: (command) => this.#take('command', command, this.#commands),
        event: (event) => this.#take('event', event, this.#events),
      },
      isKilled,
    });
    this.risk = createRiskCore({
      limits: settings.limits,
      capitalPaise: settings.capitalPaise,
      marketableOffsetBps: settings.orders.marketableOffsetBps,
      instruments,
      strategies: settings.strategies,
      hours,
      effects: {
        approve: (intent) => {
          this.#take('intent', intent, this.#intents);
          return true;
        },
        decide: (decision) => this.#take('decision', decision, null),
      },
      isKilled,
    });
    this.strategies = createStrategyCore({
      strategies: settings.strategies,
      instruments,
      effects: { signal: (signal) => this.#take('signal', signal, this.#signals) },
      ...(settings.strategyKinds === undefined ? {} : { kinds: settings.strategyKinds }),
    });
  }

  /** The venue sees a tick first, the strategies last; what each step causes is carried to its end before the next. */
  onTick(tick: Tick): void {
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    this.#venue.onTick(tick);
    this.#carry();
    this.orders.onTick(tick);
    this.#carry();
    this.risk.onTick(tick);
    this.strategies.onTick(tick);
    this.#carry();
  }

  /** Closes every bracket, as far as the ticks that follow let it. */
  flatten(): void {
    this.orders.flatten();
    this.#carry();
  }

  /** 16 hexadecimal digits over every effect so far, in order, and the account they led to. */
  stateHash(): string {
    const hash = new StateHash();
    hash.addText(this.#hash.digest());
    hash.addRecord(this.risk.account());
    hash.addRecord(this.orders.stats);
    return hash.digest();
  }

  /**
   * Carries what the cores left to where it goes, the most settled kind first: a report before the events it causes, events before
   * signals (so that risk judges by the newest position), intents before commands.
   */
  #carry(): void {
    while (this.#queued > 0) {
      this.#queued -= 1;
      const report = this.#reports.shift();
      if (report !== undefined) {
        this.orders.onReport(report);
        continue;
      }
      const event = this.#events.shift();
      if (event !== undefined) {
        this.risk.onOrderEvent(event);
        continue;
      }
      const signal = this.#signals.shift();
      if (signal !== undefined) {
        this.risk.onSignal(signal);
        continue;
      }
      const intent = this.#intents.shift();
      if (intent !== undefined) {
        this.orders.onIntent(intent);
        continue;
      }
      const command = this.#commands.shift();
      if (command !== undefined) this.#venue.onCommand(command, this.#timeMs);
    }
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

export function createEngine(settings: EngineSettings, observers: EngineObservers = {}): Engine {
  return new Engine(settings, observers);
}
