/**
 * One run of one seed: safety (anything may fail), heal, liveness (it comes to rest), replay (a fresh process knows the same). The outside
 * world is `World`, the inside a chain of `EngineProcess` starts over one journal; the checks listen to both.
 */
import { FlatSchedule } from '../../../src/domain/instrument/flat-schedule.ts';
import { check } from '../check/check-context.ts';
import { OrderLedger } from '../check/order-ledger.ts';
import { checkAtRest } from '../check/rest-checks.ts';
import { DiskJournal } from '../process/disk-journal.ts';
import { settingsOf } from '../process/engine-settings.ts';
import type { JournalStore } from '../process/journal-store.ts';
import { isDeclared, orderHashOf } from '../process/order-reading.ts';
import { type StationSettings, stationSettings } from '../process/station-settings.ts';
import { StepLog } from '../process/step-log.ts';
import { ApiClients } from '../workload/api-clients.ts';
import { GttScript } from '../workload/gtt-script.ts';
import { SignalScript } from '../workload/signal-script.ts';
import { type DayPlan, planDays, type Span } from '../world/day-plan.ts';
import { EventHeap } from '../world/event-heap.ts';
import {
  type FaultProfile,
  namedProfile,
  withFaults,
  withoutFaults,
} from '../world/fault-profile.ts';
import { KeyedRandom } from '../world/keyed-random.ts';
import type { RealMarket } from '../world/real-market.ts';
import { LISTINGS_MAX, listings } from '../world/universe.ts';
import { World } from '../world/world.ts';
import { Checks } from './checks.ts';
import { EngineHost, logReport } from './engine-host.ts';
import { Marks } from './marks.ts';
import type { RunConfig } from './run-config.ts';
import { RunLog } from './run-log.ts';
import { Timeline } from './timeline.ts';

const MINUTE_MS = 60_000;
/** What a healed engine may take to come to rest. */
const REST_MS = 15 * MINUTE_MS;
/** Positions that have this long to be closed must be. */
const CLOSE_MS = 10 * MINUTE_MS;
/** A sync that nothing slows down is long over. */
const SYNC_MS = 400;
const STILL_MS = 2 * MINUTE_MS;
const FRESH_TICK_MS = 3_000;
const CLOCK_RIGHT_MS = 900;
const CLOCK_USABLE_MS = 4_000;
const MODEL_SHARE = 0.6;
/** Seeds at whose end the whole journal is folded once more. */
const VERIFIED_SHARE = 0.3;

export class Simulation {
  readonly marks = new Marks();
  readonly log: RunLog;
  readonly plan: DayPlan;
  readonly world: World;
  readonly host: EngineHost;
  events = 0;
  readonly #config: RunConfig;
  readonly #checks: Checks;
  readonly #timeline: Timeline;
  readonly #lastTickMs: number[];
  readonly #store: JournalStore;
  readonly #stations: StationSettings;
  #isKilled = false;

  constructor(config: RunConfig, market: RealMarket) {
    const { calendar } = market;
    this.#config = config;
    this.log = new RunLog(config.isLogged === true);
    const random = new KeyedRandom(config.seed);
    const drawn = withFaults(namedProfile(config.profile, random), config.full ?? []);
    const profile = withoutFaults(drawn, config.off);
    const asked = config.horizon === undefined ? {} : { horizon: config.horizon };
    const place = config.place === undefined ? {} : { place: config.place };
    this.plan = planDays({ calendar, random, ...asked, ...place });
    const first = this.plan.spans[0] as Span;
    const isRacy = random.unit('schedule', 0, 0) < 0.7;
    const heap = new EventHeap(first.fromMs - 1_000, random, isRacy ? 'racy' : 'stable');
    const count =
      config.instruments ?? random.integer({ from: 1, to: LISTINGS_MAX }, 'instrument', 0, 0);
    const settings = settingsOf(random);
    const { marks, log } = this;
    this.world = new World({
      ...{ heap, random, profile, marks, calendar },
      listings: listings(count),
      plan: this.plan,
      responseTimeoutMs: settings.orders.responseTimeoutMs,
      messagesPerSecond: settings.brokerMessagesPerSecond,
      tick: (tick) => {
        this.#lastTickMs[tick.instrumentIndex] = heap.nowMs;
        this.host.process.onTick(tick);
      },
      pushed: (report) => {
        if (log.isOn) logReport(log, heap.nowMs, 'push', report);
        this.#checks.sends.heard(report);
        this.host.process.onReport(report);
      },
      changed: () => undefined,
      arrived: (command, tag) => this.#checks.sends.onArrival(command, tag),
    });
    this.#lastTickMs = this.world.instruments.map(() => 0);
    const flat = new FlatSchedule(calendar, settings.flat);
    const { world } = this;
    this.#checks = new Checks(
      {
        instruments: world.instruments,
        venue: world.venue,
        ledger: new OrderLedger(),
        marks,
        nowMs: () => heap.nowMs,
        isOpen: (instrument, timeMs) => world.isOpen(instrument, timeMs),
        flatByMs: ({ segment, expiry }) => flat.flatByMs(segment, heap.nowMs, expiry),
        isClockRight: () => this.host.process.clockErrorMs < CLOCK_RIGHT_MS,
        isDeclared: (at) => isDeclared(this.host.process.orders, at),
        isKilled: () => this.#isKilled,
      },
      {
        messagesPerSecond: settings.limits.maxMessagesPerSecond,
        messagesPerMinute: settings.limits.maxMessagesPerMinute,
        messagesPerHour: settings.limits.maxMessagesPerHour,
        responseTimeoutMs: settings.orders.responseTimeoutMs,
        staleReferenceMs: settings.limits.staleReferenceMs,
      },
      this.#lastTickMs,
    );
    this.#stations = stationSettings(settings, market, world);
    this.#store = this.#journal(random, profile);
    this.host = new EngineHost({
      ...{ world, profile, log, settings, isRacy },
      stations: this.#stations,
      store: this.#store,
      checks: this.#checks,
      killChanged: (isKilled) => {
        const isReset = this.#isKilled && !isKilled;
        check(!isReset || this.host.isResetAsked, 'KS-02', () => 'the kill ends without a reset');
        if (isKilled !== this.#isKilled) {
          log.line(heap.nowMs, '*', isKilled ? 'killed' : 'kill is over', 'durable');
          if (isKilled) this.#checks.onKill();
        }
        this.#isKilled = isKilled;
      },
    });
    const activity = config.activity === undefined ? {} : { activity: config.activity };
    this.#timeline = new Timeline({
      ...{ world, profile, log },
      host: this.host,
      plan: this.plan,
      script: new SignalScript({ random, instruments: world.instruments, ...activity }),
      gtts: new GttScript({ random, instruments: world.instruments }),
      clients: new ApiClients({
        ...{ heap, random, profile, marks, instruments: world.instruments },
        isHealed: () => world.isHealed,
        pricePaise: (at) => world.prices[at]?.quote.lastPaise ?? 0,
        send: (request, told) => this.host.request(request, told),
      }),
      second: () => this.#second(),
      isKilled: () => this.#isKilled,
    });
  }

  /** Throws what it found. */
  run(): void {
    this.#safety();
    this.#rest();
    this.#replay();
  }

  #safety(): void {
    this.host.start();
    const limitMs = this.world.heap.nowMs + (this.#config.safetyMs ?? Number.POSITIVE_INFINITY);
    this.plan.spans.forEach((span, number) => {
      const before = this.plan.spans[number - 1];
      if (span.fromMs > limitMs) return;
      if (before !== undefined) {
        this.#timeline.night(before.toMs + MINUTE_MS, span.fromMs);
        this.#runUntil(span.fromMs - 1);
      }
      this.#timeline.begin(span, number);
      this.#runUntil(Math.min(span.toMs, limitMs));
    });
  }

  /** Faults end, everything starts anew, and what is open is to be closed. */
  #rest(): void {
    const { world, host, log } = this;
    log.line(world.heap.nowMs, '*', 'heal', '');
    world.heal();
    host.heal();
    host.restart();
    const endMs = world.heap.nowMs + REST_MS;
    this.#timeline.extendTo(endMs);
    this.#runUntil(world.heap.nowMs + STILL_MS);
    this.#cancelGtts();
    host.process.operator.flatten();
    const flattenMs = world.heap.nowMs;
    this.#runUntil(endMs);
    checkAtRest(this.#checks.context, {
      process: host.process,
      couldTrade: (at) => this.#wasOpen(at, flattenMs, flattenMs + CLOSE_MS),
    });
    this.marks.hit('rest.reached');
  }

  /** Nothing is to be opened any more. */
  #cancelGtts(): void {
    const { process } = this.host;
    for (const { gttId, status } of process.orders.gtt.list()) {
      if (status === 'active') process.operator.requestGtt({ action: 'cancel', gttId });
    }
  }

  /** The engine dies once more; a fresh one knows the same. */
  #replay(): void {
    const { world, host, marks } = this;
    // What the last tick recorded becomes durable.
    this.#runUntil(world.heap.nowMs + SYNC_MS);
    const isVerified = world.random.unit('disk', 0, 1) < VERIFIED_SHARE;
    const problem = isVerified ? this.#store.problem() : '';
    check(problem === '', 'JR-06', () => problem);
    const before = this.#books();
    const hash = host.process.orders.core.stateHash();
    host.restart();
    this.#timeline.extendTo(world.heap.nowMs + MINUTE_MS);
    this.#runUntil(world.heap.nowMs + MINUTE_MS);
    check(
      hash === orderHashOf(host.image, this.#stations),
      'JR-04',
      () => 'an order core made of the recorded rows is another one',
    );
    this.#checks.recovery.checkSame(before, this.#books());
    marks.hit('replay.same');
  }

  /** What risk has booked: units by instrument, then realised result and charges in paise. */
  #books(): readonly number[] {
    const { core } = this.host.process.risk;
    const { realisedPnlPaise, chargesPaise } = core.account();
    const units = this.world.instruments.map((_, at) => core.positions.netQuantity(at));
    if (chargesPaise > 0) this.marks.hit('charges.counted');
    return [...units, realisedPnlPaise, chargesPaise];
  }

  #runUntil(limitMs: number): void {
    const { heap } = this.world;
    while (heap.step(limitMs)) this.events += 1;
    if (heap.nowMs < limitMs) heap.nowMs = limitMs;
  }

  #second(): void {
    const { world, host } = this;
    if (!host.isUp) return;
    const { process } = host;
    const ends = this.#isKilled || process.isFull || !world.link.hasSession;
    this.#checks.modes.onSecond(process.operator.mode, ends);
    const isHealthy = (at: number) => {
      const isFresh = world.heap.nowMs - (this.#lastTickMs[at] ?? 0) < FRESH_TICK_MS;
      const instrument = world.instruments[at];
      const isFree = world.prices[at]?.isLocked === false;
      const canTrade = isFree && world.link.hasSession;
      return isFresh && canTrade && instrument !== undefined && world.isOpen(instrument);
    };
    this.#checks.onCrossings(isHealthy);
    // A schedule is kept, and an exit chased, by a clock that is about right (SE-06).
    if (process.clockErrorMs <= CLOCK_USABLE_MS) this.#checks.onSecond(isHealthy);
  }

  #wasOpen(at: number, fromMs: number, toMs: number): boolean {
    const instrument = this.world.instruments[at];
    if (instrument === undefined || this.world.prices[at]?.isLocked !== false) return false;
    return this.world.isOpen(instrument, fromMs) && this.world.isOpen(instrument, toMs);
  }

  /** The journal of the product over a failing disk; on some seeds the model of it, which is what it has to be like. */
  #journal(random: KeyedRandom, profile: FaultProfile): JournalStore {
    if (random.unit('disk', 0, 0) < MODEL_SHARE) return new StepLog(random);
    const { marks, world } = this;
    return new DiskJournal({ random, profile, marks, nowMs: () => world.heap.nowMs });
  }
}
