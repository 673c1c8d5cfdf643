/** What happens when in a run: seconds of market, slots of strategies, disturbances by the hour, spans of days. */

import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import type { Signal } from '../../../src/domain/order/types.ts';
import { intentIdOf } from '../../../src/domain/order/types.ts';
import type { ApiClients } from '../workload/api-clients.ts';
import type { GttScript } from '../workload/gtt-script.ts';
import {
  SCRIPT_STRATEGIES,
  type SignalScript,
  type SignalWish,
  SLOT_MS,
} from '../workload/signal-script.ts';
import type { DayPlan, Span } from '../world/day-plan.ts';
import { type Disturbance, schedule } from '../world/disturbances.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import { externalOrder, squareOff } from '../world/hand.ts';
import type { World } from '../world/world.ts';
import type { EngineHost } from './engine-host.ts';
import type { RunLog } from './run-log.ts';

export interface TimelineOptions {
  readonly world: World;
  readonly host: EngineHost;
  readonly profile: FaultProfile;
  readonly plan: DayPlan;
  readonly script: SignalScript;
  readonly gtts: GttScript;
  readonly clients: ApiClients;
  readonly log: RunLog;
  /** After each second of market. */
  second(): void;
  isKilled(): boolean;
}

const SECOND_MS = 1_000;
const NIGHT_STEP_MS = 60_000;
const FREEZE_MS = { from: 2_000, to: 120_000 };
const SILENCE_MS = { from: 1_000, to: 60_000 };
/** Of what an operator does with the mode: gives custody up; arms as the screen says, else from memory. */
const RELEASE_SHARE = 0.25;
const HONEST_BELOW = 0.85;
const LOGIN_MS = { from: 1_000, to: 45_000 };
const PAUSE_MS = { from: 50, to: 8_000 };
const RESET_MS = { from: 60_000, to: 900_000 };
const CLOCK_STEPS_MS = [-3_600_000, -5_000, -1_000, 1_000, 5_000, 60_000];
const CLOCK_ERROR_MS = { from: 1_000, to: 120_000 };
/** Of wrong clocks. */
const AHEAD_SHARE = 0.7;
const SQUARE_OFF_BEFORE_CLOSE_MS = { from: 0, to: 900_000 };

export class Timeline {
  readonly #options: TimelineOptions;
  readonly #lastGroup = new Map<number, number>();
  readonly #sequences = new Map<number, number>();
  #sequenceStart = 0;
  #untilMs = 0;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** Schedules one span; seconds go on until `extendTo` moves the end. */
  begin(span: Span, number: number): void {
    const { world, profile } = this.#options;
    this.#untilMs = span.toMs;
    world.startDay(number, span);
    schedule(
      {
        ...{ heap: world.heap, random: world.random, profile },
        disturbances: this.#disturbances(),
        isHealed: () => world.isHealed,
      },
      { number, fromMs: span.fromMs, toMs: span.toMs },
    );
    this.#squareOffs(span, number);
    this.#everySecond(span.fromMs);
    this.#everySlot(span.fromMs);
  }

  extendTo(untilMs: number): void {
    this.#untilMs = untilMs;
    this.#everySecond(this.#options.world.heap.nowMs + SECOND_MS);
  }

  /** Between two days: only the clock goes on. */
  night(fromMs: number, toMs: number): void {
    const { world, host } = this.#options;
    for (let timeMs = fromMs; timeMs < toMs; timeMs += NIGHT_STEP_MS) {
      world.heap.at(timeMs, () => host.process.onClock());
    }
  }

  #everySecond(atMs: number): void {
    const { world, host, second } = this.#options;
    const { heap } = world;
    heap.at(atMs, () => {
      host.process.onClock();
      world.second();
      second();
      const next = atMs + SECOND_MS;
      if (next <= this.#untilMs) this.#everySecond(next);
    });
  }

  #everySlot(atMs: number): void {
    const { world, script } = this.#options;
    world.heap.at(atMs, () => {
      const slot = Math.floor(atMs / SLOT_MS) % 1_000_000;
      for (let strategy = 0; strategy < SCRIPT_STRATEGIES; strategy += 1) {
        const wish = script.wish(strategy, slot, (at) => world.prices[at]?.quote.lastPaise ?? 0);
        if (wish !== null && !world.isHealed) {
          world.heap.after((strategy * SLOT_MS) / SCRIPT_STRATEGIES, () => this.#signal(wish));
        }
      }
      this.#askGtt(slot);
      if (!world.isHealed) this.#options.clients.onSlot(slot);
      if (atMs + SLOT_MS < this.#untilMs) this.#everySlot(atMs + SLOT_MS);
    });
  }

  #askGtt(slot: number): void {
    const { world, host, gtts } = this.#options;
    if (world.isHealed || !host.isUp) return;
    const ask = gtts.ask(slot, {
      timeMs: world.wall.read(world.heap.nowMs),
      pricePaise: (at) => world.prices[at]?.quote.lastPaise ?? 0,
    });
    if (ask !== null) host.process.operator.requestGtt(ask);
  }

  #signal(wish: SignalWish): void {
    const { world, host, log } = this.#options;
    const { strategyIndex } = wish;
    if (!host.isUp) return;
    // A restarted strategy goes on above what the risk core heard of it.
    if (this.#sequenceStart !== host.starts) {
      this.#sequenceStart = host.starts;
      this.#sequences.clear();
    }
    const heard =
      this.#sequences.get(strategyIndex) ?? host.process.risk.core.lastSequence(strategyIndex);
    const sequence = heard + 1;
    this.#sequences.set(strategyIndex, sequence);
    const quote = world.prices[wish.instrumentIndex]?.quote;
    const { isChild, ...terms } = wish;
    const signal: Signal = {
      ...terms,
      sequence,
      origin: 'strategy',
      quantity: 0,
      limitPaise: 0,
      parentGroupId: isChild ? (this.#lastGroup.get(strategyIndex) ?? 0) : 0,
      referencePaise: quote?.lastPaise ?? 0,
      timeMs: world.heap.nowMs,
      originReceiveNs: 0,
      originTickSequence: 0,
    };
    if (wish.kind === 'entry')
      this.#lastGroup.set(strategyIndex, intentIdOf(strategyIndex, sequence));
    world.marks.hit(`signal.${wish.kind}`);
    log.line(
      world.heap.nowMs,
      '*',
      `signal ${wish.kind}`,
      `s${strategyIndex} #${sequence} i${wish.instrumentIndex} ${wish.side}`,
    );
    host.process.onSignal(signal);
  }

  #disturbances(): readonly Disturbance[] {
    const { world, host } = this.#options;
    const { random, heap, marks } = world;
    const length = (range: typeof FREEZE_MS, n: number) =>
      range.from * (range.to / range.from) ** random.unit('schedule', 7_000, n);
    return [
      { dimension: 'crashPerHour', site: 'crash', act: () => host.crash() },
      {
        dimension: 'pausePerHour',
        site: 'schedule',
        act: (n) => {
          marks.hit('fault.pause');
          host.process.pause(heap.nowMs + Math.floor(length(PAUSE_MS, n)));
        },
      },
      {
        dimension: 'pushBlackholePerHour',
        site: 'push',
        act: (n) => world.stream.silence(heap.nowMs + length(SILENCE_MS, n)),
      },
      {
        dimension: 'sessionLossPerHour',
        site: 'session',
        act: (n) => {
          const untilMs = heap.nowMs + length(LOGIN_MS, n);
          world.link.loseSession(untilMs);
          world.stream.silence(untilMs);
          if (host.isUp) host.process.operator.disarm('token_loss');
        },
      },
      {
        dimension: 'feedFreezePerHour',
        site: 'feed',
        act: (n) => {
          const share = random.unit('feed', 9_000, n) * 1.25;
          const at = share >= 1 ? -1 : Math.floor(share * world.instruments.length);
          world.feed.freeze(at, heap.nowMs + length(FREEZE_MS, n));
        },
      },
      {
        dimension: 'clockStepPerHour',
        site: 'clock',
        act: (n) => {
          marks.hit('fault.clockStep');
          world.wall.step(heap.nowMs, random.pick(CLOCK_STEPS_MS, 'clock', 9_000, n));
        },
      },
      {
        dimension: 'hostRestartPerHour',
        site: 'clock',
        act: (n) => {
          const isAhead = random.unit('clock', 9_001, n) < AHEAD_SHARE;
          const errorMs = n % 2 === 1 ? 0 : Math.floor(length(CLOCK_ERROR_MS, n));
          if (errorMs > 0) marks.hit(isAhead ? 'fault.clockAhead' : 'fault.clockBehind');
          const wantedMs = isAhead ? errorMs : -errorMs;
          world.wall.step(heap.nowMs, wantedMs - world.wall.offsetMs(heap.nowMs));
          host.crash();
        },
      },
      {
        dimension: 'diskFullPerHour',
        site: 'disk_full',
        act: (n) => host.fillDisk(n),
      },
      { dimension: 'externalPerHour', site: 'external', act: (n) => externalOrder(world, n) },
      ...this.#operator(),
    ];
  }

  #operator(): readonly Disturbance[] {
    const { world, host, isKilled } = this.#options;
    const { random, heap, marks } = world;
    return [
      {
        dimension: 'killPerHour',
        site: 'operator',
        act: (n) => {
          if (!host.isUp || isKilled()) return;
          marks.hit('operator.kill');
          host.kill();
          heap.after(random.integer(RESET_MS, 'operator', 1, n), () => {
            if (world.isHealed || !host.isUp || !isKilled()) return;
            marks.hit('operator.resetKill');
            host.resetKill();
          });
        },
      },
      {
        dimension: 'operatorPausePerHour',
        site: 'operator',
        act: (n) => {
          if (!host.isUp) return;
          const command = n % 2 === 0 ? 'pause' : 'resume';
          marks.hit(`operator.${command}`);
          host.process.operator[command]();
        },
      },
      {
        dimension: 'armPerHour',
        site: 'session',
        act: (n) => {
          if (!host.isUp) return;
          const share = random.unit('session', 1, n);
          if (share < RELEASE_SHARE) host.release();
          else host.arm(share < HONEST_BELOW, heap.nowMs);
        },
      },
      {
        dimension: 'flattenPerHour',
        site: 'operator',
        act: () => {
          if (!host.isUp) return;
          marks.hit('operator.flatten');
          host.process.operator.flatten();
        },
      },
    ];
  }

  /** The broker’s own end of the day, per instrument, on some days. */
  #squareOffs(span: Span, number: number): void {
    const { world, profile } = this.#options;
    const { random, heap } = world;
    world.instruments.forEach((instrument: Instrument, at) => {
      if (!random.chance(profile.squareOff, 'square_off', at, number * 2)) return;
      const closeMs = world.hours.closeMs(instrument.segment, span.fromMs);
      const beforeMs = random.integer(SQUARE_OFF_BEFORE_CLOSE_MS, 'square_off', at, number * 2 + 1);
      if (!Number.isFinite(closeMs) || closeMs - beforeMs < span.fromMs) return;
      if (closeMs - beforeMs > span.toMs) return;
      heap.at(closeMs - beforeMs, () => {
        if (!world.isHealed) squareOff(world, instrument);
      });
    });
  }
}
