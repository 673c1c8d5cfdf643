/**
 * The supervisor, on the main thread: makes the session, starts the threads with a handshake, watches them, drains them in
 * order. It never touches an order.
 */

import { setTimeout } from 'node:timers/promises';
import type { ErrorCode } from '../contract/errors.ts';
import type {
  FromThread,
  JournalStart,
  LogLevel,
  OperatorOrder,
  RestoredRows,
  SessionBuffers,
  StrategyAssignment,
  ThreadInit,
} from '../contract/messages.ts';
import type { Settings } from '../contract/settings.ts';
import { ROLES, type Role } from '../contract/topology.ts';
import type { CalendarData } from '../domain/instrument/calendar-data.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';
import { type ChargeSchedule, NO_SCHEDULE } from '../domain/position/charge-tariff.ts';
import type { InstrumentProfile } from '../domain/risk/instrument-profile.ts';
import { READER_DETACHED } from '../ring/broadcast-ring.ts';
import {
  COMMAND_DRAIN,
  COMMAND_HOLD,
  COMMAND_RUN,
  STATE_RUNNING,
  STATE_STARTING,
} from '../ring/control-block.ts';
import type { SharedMetrics } from '../ring/shared-metrics.ts';
import { type Clock, createClock } from './clock.ts';
import { EngineThread } from './engine-thread.ts';
import {
  doorbellOf,
  mapSession,
  type Session,
  sessionBuffers,
  threadSlot,
  tickReaderSlot,
} from './session.ts';
import { CRASH_POLICY, DRAIN_ORDER } from './thread-policy.ts';

/** How often strategy threads are checked against their time budget. */
const WATCH_INTERVAL_MS = 20;

/** What the journal's recovery found; see `JournalStart`. */
export interface JournalRecovery {
  readonly start: JournalStart;
  readonly tagPrefix: number;
  readonly restored: readonly RestoredRows[];
}

/** A released thread attaches its readers and opens its ports within this. */
const START_TIMEOUT_MS = 20_000;
/** For the threads that must not be ended from outside, when another did not start. */
const FAILED_START_DRAIN_MS = 2000;

const NO_JOURNAL: JournalStart = {
  folder: '',
  account: '',
  date: '',
  epoch: 0,
  startWallMs: 0,
  recovery: {},
};
const FIRST_TAG_PREFIX = 0;

export interface SupervisorOptions {
  readonly settings: Settings;
  readonly instruments: readonly Instrument[];
  readonly strategies: readonly StrategyAssignment[];
  readonly calendar: CalendarData;
  /** Without them every fill counts as uncharged. */
  readonly charges?: ChargeSchedule;
  readonly profiles?: readonly InstrumentProfile[];
  readonly configSha?: string;
  readonly version?: string;
  readonly terminalFolder?: string;
  /** Without one nothing is journaled and nothing waits for the disk: benchmarks and tests of single threads. */
  readonly journal?: JournalRecovery;
  /** What the operator asked for when he started the engine. */
  readonly orders?: readonly OperatorOrder[];
  /** Default: all. A benchmark leaves `publish` out. */
  readonly roles?: readonly Role[];
  onLog?(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void;
  /** A thread with a `halt` policy died, or one ran out of restarts: the engine cannot go on. */
  onFatal?(cause: string): void;
  onListening?(url: string, webSocketEngine: 'uWebSockets' | 'ws'): void;
}

export class Supervisor {
  readonly session: Session;
  private readonly options: SupervisorOptions;
  private readonly buffers: SessionBuffers;
  private readonly originNs = process.hrtime.bigint();
  private readonly nowNs: Clock;
  private readonly inits: readonly ThreadInit[];
  private readonly threads = new Map<string, EngineThread>();
  private readonly restarts = new Map<string, number>();
  private watch: NodeJS.Timeout | undefined;
  /** Deaths are handled by policy only while the engine runs: before, the start fails; after, they are wanted. */
  private phase: 'starting' | 'running' | 'stopping' = 'starting';
  private lastCause = '';

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.session = mapSession({
      tickRingCapacity: options.settings.engine.tickRingCapacity,
      instruments: options.instruments.length,
    });
    this.buffers = sessionBuffers(this.session);
    this.nowNs = createClock(this.originNs);
    this.inits = this.planThreads();
  }

  get metrics(): SharedMetrics {
    return this.session.metrics;
  }

  /** Starts every thread; resolves when all have shaken hands and were told to run. Rejects when one cannot start. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.inits.map((init) => this.startThread(init)));
      await this.releaseAll();
    } catch (error) {
      this.phase = 'stopping';
      // A socket server that is torn down from outside can abort the process, and nobody would learn what was wrong.
      await this.drain(this.released('publish'), Date.now() + FAILED_START_DRAIN_MS);
      await this.endAll();
      throw error;
    }
    this.phase = 'running';
    this.watch = setInterval(() => this.enforceBudget(), WATCH_INTERVAL_MS);
    this.watch.unref();
  }

  /** Readers before the writer: nothing is published before everyone who gates it is attached. */
  private async releaseAll(): Promise<void> {
    const readers = this.inits.filter(({ role }) => role !== 'ingest');
    for (const init of readers) this.release(init);
    await Promise.all(readers.map((init) => this.waitUntilRunning(init)));
    for (const init of this.inits) if (init.role === 'ingest') this.release(init);
  }

  /** Sets the kill latch: no further entry is sent by anyone, and the order core closes everything. */
  kill(): void {
    this.session.control.kill();
    for (const doorbell of this.session.doorbells) doorbell.ring();
  }

  /** Drains thread after thread in data-flow order within `engine.drainTimeoutMs`; ends what has not drained by then. */
  async stop(): Promise<void> {
    this.phase = 'stopping';
    clearInterval(this.watch);
    const deadlineMs = Date.now() + this.options.settings.engine.drainTimeoutMs;
    for (const roles of DRAIN_ORDER) {
      const step = [...this.threads.values()].filter((thread) => roles.includes(thread.role));
      await this.drain(step, deadlineMs);
    }
    await this.endAll();
  }

  private async drain(step: readonly EngineThread[], deadlineMs: number): Promise<void> {
    for (const thread of step)
      this.session.control.setCommand(threadSlot(thread.name), COMMAND_DRAIN);
    for (const thread of step) doorbellOf(this.session, thread.name).ring();
    for (const thread of step) {
      if (await thread.waitForExit(Math.max(0, deadlineMs - Date.now()))) continue;
      this.log('warn', `Thread ${thread.name} did not drain in time and was ended`);
      await thread.end();
    }
  }

  /** Threads of the role that were told to run. */
  private released(role: Role): EngineThread[] {
    const { control } = this.session;
    return [...this.threads.values()].filter(
      (thread) => thread.role === role && control.command(threadSlot(thread.name)) !== COMMAND_HOLD,
    );
  }

  private planThreads(): ThreadInit[] {
    const { options } = this;
    const roles = (options.roles ?? ROLES).filter(
      (role) => role !== 'journal' || options.journal !== undefined,
    );
    const strategyThreads = options.settings.engine.strategyThreads;
    const plan = roles.flatMap((role): Pick<ThreadInit, 'role' | 'thread' | 'position'>[] => {
      if (role !== 'strategy') return [{ role, thread: role, position: 0 }];
      return Array.from({ length: strategyThreads }, (_, position) => ({
        role,
        thread: `strategy_${position}`,
        position,
      }));
    });
    const threads = plan.map(({ thread }) => thread);
    return plan.map((place) => ({
      ...place,
      incarnation: 0,
      threads,
      buffers: this.buffers,
      settings: options.settings,
      instruments: options.instruments,
      strategies: options.strategies,
      calendar: options.calendar,
      charges: options.charges ?? NO_SCHEDULE,
      profiles: options.profiles ?? [],
      originNs: this.originNs,
      configSha: options.configSha ?? '',
      version: options.version ?? '',
      terminalFolder: options.terminalFolder ?? '',
      tagPrefix: options.journal?.tagPrefix ?? FIRST_TAG_PREFIX,
      restored: options.journal?.restored ?? [],
      journal: options.journal?.start ?? NO_JOURNAL,
      orders: options.orders ?? [],
    }));
  }

  private async startThread(init: ThreadInit): Promise<void> {
    this.session.control.setCommand(threadSlot(init.thread), COMMAND_HOLD);
    this.session.control.setState(threadSlot(init.thread), STATE_STARTING);
    const thread = await EngineThread.start(init, {
      onMessage: (_, message) => this.onMessage(message),
      onExit: (gone, cause) => this.onExit(gone, cause),
    });
    this.threads.set(init.thread, thread);
    this.session.metrics.cell('threadUp', { thread: init.thread }).set(1);
  }

  private release(init: ThreadInit): void {
    this.session.control.setCommand(threadSlot(init.thread), COMMAND_RUN);
  }

  private async waitUntilRunning(init: ThreadInit): Promise<void> {
    const deadlineMs = Date.now() + START_TIMEOUT_MS;
    while (this.session.control.state(threadSlot(init.thread)) !== STATE_RUNNING) {
      if (Date.now() > deadlineMs || !this.threads.has(init.thread)) {
        throw new ThreadStartError(init.thread, this.lastCause);
      }
      await setTimeout(2);
    }
  }

  private onMessage(message: FromThread): void {
    if (message.type === 'log') this.log(message.level, message.message, message.fields);
    if (message.type === 'listening') {
      this.options.onListening?.(message.url, message.webSocketEngine);
    }
  }

  private onExit(thread: EngineThread, cause: string): void {
    if (this.threads.get(thread.name) === thread) this.threads.delete(thread.name);
    this.session.metrics.cell('threadUp', { thread: thread.name }).set(0);
    if (cause === '') return;
    this.lastCause = cause;
    if (this.phase !== 'running') return;
    this.log('error', `Thread ${thread.name} died`, { cause });
    if (CRASH_POLICY[thread.role] === 'halt') {
      this.session.control.halt();
      this.options.onFatal?.(`thread ${thread.name} died: ${cause}`);
      return;
    }
    void this.restart(thread.name);
  }

  /** A dead thread's reader no longer gates, its half-written slots are closed, a new thread takes its place. */
  private async restart(name: string): Promise<void> {
    const init = this.inits.find(({ thread }) => thread === name);
    if (init === undefined) return;
    this.releaseRings(init);
    const count = (this.restarts.get(name) ?? 0) + 1;
    this.restarts.set(name, count);
    if (count > this.options.settings.engine.restartLimit) {
      this.giveUp(init);
      return;
    }
    this.session.metrics.cell('threadRestarts', { thread: name }).add(1);
    try {
      await this.startThread({ ...init, incarnation: count });
      this.release(init);
      this.log('warn', `Thread ${name} was restarted`, { restarts: count });
    } catch (error) {
      this.log('error', `Thread ${name} could not be restarted`, { cause: String(error) });
      this.giveUp(init);
    }
  }

  /** A strategy thread may stay down, the others trade on; without market data or clients the engine is of no use. */
  private giveUp(init: ThreadInit): void {
    this.log('error', `Thread ${init.thread} stays down: it died too often`);
    if (init.role !== 'strategy') {
      this.options.onFatal?.(`thread ${init.thread} died too often`);
    }
  }

  private releaseRings(init: ThreadInit): void {
    if (init.role === 'strategy') {
      this.session.ticks.setReaderKind(tickReaderSlot(init.thread), READER_DETACHED);
    }
    if (init.role === 'ingest') {
      this.session.marketState.repair();
      this.session.sessionTime.repair();
    }
  }

  /**
   * A strategy may not hold up risk or orders: over its budget it is ended, then taken off the gate. Not the other way round: a
   * thread that still runs must not read slots the writer no longer keeps for it.
   */
  private enforceBudget(): void {
    const budgetNs = this.options.settings.engine.strategyBudgetMs * 1e6;
    for (const thread of this.threads.values()) {
      if (thread.role !== 'strategy') continue;
      const startNs = this.session.control.cycleStartNs(threadSlot(thread.name));
      if (startNs === 0 || this.nowNs() - startNs < budgetNs) continue;
      this.log('error', `Thread ${thread.name} is over its time budget and is ended`, {
        budgetMs: budgetNs / 1e6,
      });
      this.threads.delete(thread.name);
      void thread.end().then(() => this.restart(thread.name));
    }
  }

  private async endAll(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.end()));
    this.threads.clear();
  }

  private log(
    level: LogLevel,
    message: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    this.options.onLog?.(level, message, fields);
  }
}

/** A thread ended, or said nothing, before the engine ran; the message is its own. */
class ThreadStartError extends Error {
  override readonly name = 'ThreadStartError';
  readonly code = 'thread_not_started' satisfies ErrorCode;

  constructor(thread: string, cause: string) {
    super(`Thread ${thread} did not start: ${cause || 'it did not answer in time'}`);
  }
}
