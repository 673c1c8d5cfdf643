/** What a thread shell knows about itself: its place, the shared session, its clock, its counters. */
import type { FromThread, LogLevel, ThreadInit } from '../contract/messages.ts';
import type { Doorbell } from '../ring/doorbell.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import type { Agent } from './agent.ts';
import { type Clock, createClock } from './clock.ts';
import { doorbellOf, mapSession, type Session, threadSlot } from './session.ts';

export class ThreadContext {
  readonly init: ThreadInit;
  readonly session: Session;
  readonly slot: number;
  /** This thread's own doorbell, on which it sleeps. */
  readonly doorbell: Doorbell;
  readonly nowNs: Clock;
  private readonly post: (message: FromThread) => void;
  private readonly stallNs: number;
  private readonly cycles: MetricCell;
  private readonly stalls: MetricCell;
  private readonly cycleMax: MetricCell;

  constructor(init: ThreadInit, post: (message: FromThread) => void) {
    this.init = init;
    this.post = post;
    this.session = mapSession(
      {
        tickRingCapacity: init.settings.engine.tickRingCapacity,
        instruments: init.instruments.length,
      },
      init.buffers,
    );
    this.slot = threadSlot(init.thread);
    this.doorbell = doorbellOf(this.session, init.thread);
    this.nowNs = createClock(init.originNs);
    this.stallNs = init.settings.engine.stallThresholdMs * 1e6;
    const labels = { thread: init.thread };
    this.cycles = this.session.metrics.cell('threadCycles', labels);
    this.stalls = this.session.metrics.cell('threadStalls', labels);
    this.cycleMax = this.session.metrics.cell('threadCycleMax', labels);
  }

  /** Runs one duty cycle and keeps the thread's stall statistics. */
  cycle(agent: Agent, isDraining: boolean): number {
    const { control } = this.session;
    const startNs = this.nowNs();
    control.setCycleStart(this.slot, startNs);
    const work = agent.doWork(isDraining);
    control.setCycleStart(this.slot, 0);
    const tookNs = this.nowNs() - startNs;
    this.cycles.add(1);
    if (tookNs > this.stallNs) this.stalls.add(1);
    if (tookNs > this.cycleMax.value * 1e9) this.cycleMax.set(tookNs / 1e9);
    return work;
  }

  /** Whether the session has a thread of this name; queues to absent readers are not written. */
  has(thread: string): boolean {
    return this.init.threads.includes(thread);
  }

  send(message: FromThread): void {
    this.post(message);
  }

  log(
    level: LogLevel,
    message: string,
    fields: Readonly<Record<string, string | number | boolean>> = {},
  ): void {
    this.post({ type: 'log', level, message, fields });
  }
}
