/**
 * One start of the engine: the stations of the risk and oco threads with queues between them, a journal thread, and outboxes that only
 * durable steps open. It dies with everything in memory; the next start has the journal and nothing else.
 */
import { SESSION_ROW } from '../../../src/domain/input-rows.ts';
import type { RowKind } from '../../../src/domain/journal-row.ts';
import type {
  OrderEvent,
  Signal,
  VenueCommand,
  VenueReport,
} from '../../../src/domain/order/types.ts';
import { OrderStation } from '../../../src/domain/station/order-station.ts';
import { RiskStation } from '../../../src/domain/station/risk-station.ts';
import type { Tick } from '../../../src/domain/tick/tick.ts';
import { DeathGuard, Died } from './death-guard.ts';
import { InputQueues, QUEUE, type Queue } from './input-queues.ts';
import { JournalThread, type Writer } from './journal-thread.ts';
import { OperatorDesk } from './operator-desk.ts';
import { ProcessClock } from './process-clock.ts';
import { type EffectTargets, orderEffects, riskEffects } from './process-effects.ts';
import type { DeathWindow, ProcessOptions } from './process-options.ts';
import { ProcessOutboxes } from './process-outboxes.ts';
import { sessionRowOf } from './session-row.ts';
import { SharedWords } from './shared-words.ts';
import type { RecordedRow } from './state-fold.ts';

/** After a fault of the clock somebody looks at it and starts the engine again. */
const LOOK_AT_CLOCK_MS = 600_000;

export class EngineProcess {
  readonly risk: RiskStation;
  readonly orders: OrderStation;
  readonly operator: OperatorDesk;
  readonly #options: ProcessOptions;
  readonly #clock: ProcessClock;
  readonly #journal: JournalThread;
  readonly #outboxes: ProcessOutboxes;
  readonly #words: SharedWords;
  readonly #queues: InputQueues;
  /** Durable, and not yet taken by risk. */
  #fills: OrderEvent[] = [];
  readonly #lastTickMs: number[] = [];
  #rows: RecordedRow[] = [];
  #isReducing = true;
  #isAlive = true;
  #isStepping = false;
  readonly #guard = new DeathGuard();
  /** The market spoke since the clock last did. */
  #hasTicked = false;
  #hasOffers = false;
  #dangers = 0;
  #pausedUntilMs = 0;
  readonly #backlog: (() => void)[] = [];

  constructor(options: ProcessOptions) {
    this.#options = options;
    const { heap, random, profile, marks, store, start, ports, stations, tagPrefix } = options;
    this.#clock = new ProcessClock(options);
    this.#queues = new InputQueues({ random, start, isRacy: options.isRacy });
    this.#journal = new JournalThread({
      ...{ heap, random, profile, marks, store, start },
      isAlive: () => this.#isAlive,
      isHealed: options.isHealed,
      written: ports.written,
      durable: ports.durable,
      released: () => this.#guard.run(() => this.#carry()),
      failed: () => this.#end('disk_failed'),
      filled: () => this.#guard.run(() => this.#enterReserve()),
    });
    this.#outboxes = this.#newOutboxes();
    const targets: EffectTargets = {
      ...{ record: this.#record, ports, outboxes: this.#outboxes, process: this },
      gate: (writer) => this.#gate(writer),
      enqueue: (queue, writer, run) => this.#enqueue(queue, writer, run),
      opens: () => {
        this.#isReducing = false;
      },
    };
    this.risk = new RiskStation({ ...stations.risk, effects: riskEffects(targets) });
    const effects = orderEffects(targets);
    this.orders = new OrderStation({ ...stations.orders, tagPrefix, effects });
    this.#words = new SharedWords({
      ...{ risk: this.risk, orders: this.orders, marks },
      enqueue: (queue, task) => this.#queues.add(queue, task),
      endLive: () => this.operator.endLive('recon_mismatch'),
    });
    this.operator = new OperatorDesk({
      ...{ risk: this.risk, orders: this.orders, marks, process: options, record: this.#record },
      rows: () => this.#rows,
      riskGate: () => this.#gate('risk'),
      takeSignal: (signal) => this.#takeSignal(signal),
      input: (...tasks) => {
        this.#input(() => {
          for (const { queue, writer, run } of tasks) this.#enqueue(queue, writer, run);
        });
      },
    });
  }

  #newOutboxes(): ProcessOutboxes {
    const { ports } = this.#options;
    return new ProcessOutboxes({
      command: (command, gate) => {
        this.#endanger('before_a_send');
        ports.send(command, gate <= this.#journal.durableSteps('oco'));
        this.#endanger('after_a_send');
      },
      mayLeave: (command) => this.#mayLeave(command),
      event: (event) => {
        this.#endanger('before_an_event_is_shown');
        if (!this.#journal.isFull) ports.shown(event);
        if (this.#fills.length === 0) this.#enqueue(QUEUE.fills, 'risk', () => this.#takeFills());
        this.#fills.push(event);
      },
      request: (signal) => {
        this.#enqueue(QUEUE.signals, 'risk', () => this.#takeSignal(signal));
      },
      external: (exposure) => {
        this.#enqueue(QUEUE.externals, 'risk', () => this.risk.onExternal(exposure));
      },
      decision: (decision) => ports.decided(decision),
    });
  }

  /** Brings the stations back; what that recorded and asked for goes out. Call once. */
  begin(isKilled: boolean): void {
    const { recovered } = this.#options;
    this.#guard.run(() => {
      this.#step('oco', () => {
        this.#record(SESSION_ROW, sessionRowOf(this.#options));
        this.orders.restore(recovered.image, this.#clock.nowMs());
      });
      this.#step('risk', () => {
        this.risk.restore(recovered.image, isKilled);
        this.operator.restore(recovered.image);
      });
      this.#carry();
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Nothing can be made durable any more but what reduces. */
  get isFull(): boolean {
    return this.#journal.isFull;
  }

  /** All that was handed to the disk is durable, or was refused. */
  get isJournalIdle(): boolean {
    return this.#journal.isIdle;
  }

  onTick(tick: Tick): void {
    if (!this.#isAlive || this.#options.heap.nowMs < this.#pausedUntilMs) return;
    if (!this.#clock.admits(tick.exchangeTimeMs)) return;
    // What ingest guarantees: per instrument, exchange time never goes back.
    if (tick.exchangeTimeMs < (this.#lastTickMs[tick.instrumentIndex] ?? 0)) return;
    this.#lastTickMs[tick.instrumentIndex] = tick.exchangeTimeMs;
    this.#hasTicked = true;
    const isRiskFirst = this.#options.isRacy && tick.sequence % 2 === 1;
    this.#guard.run(() => {
      this.#catchUp();
      if (isRiskFirst) this.#tickRisk(tick);
      this.#isStepping = true;
      this.orders.onTick(tick);
      this.#commit('oco');
      if (!isRiskFirst) this.#tickRisk(tick);
      this.#carry();
    });
  }

  onSignal(signal: Signal): void {
    this.#input(() => {
      this.#enqueue(QUEUE.signals, 'risk', () => this.#takeSignal(signal));
    });
  }

  onReport(report: VenueReport): void {
    this.#input(() => {
      this.#enqueue(QUEUE.reports, 'oco', () => this.orders.onReport(report));
    });
  }

  /** A book: its rows one after the other, each an input of its own where it says something new. */
  onBook(reports: readonly VenueReport[]): void {
    this.#input(() => {
      this.#enqueue(QUEUE.reports, 'oco', () => {
        for (const report of reports) {
          this.orders.onReport(report);
          if (this.#rows.length > 0) this.#commitRows('oco');
        }
      });
    });
  }

  /** The session clock, for when no tick carries the time. */
  onClock(): void {
    this.#checkClock();
    if (this.#hasTicked) {
      this.#hasTicked = false;
      return;
    }
    const timeMs = this.#clock.nowMs();
    this.#input(() => {
      this.#step('oco', () => this.orders.onClock(timeMs));
      this.#step('risk', () => {
        this.risk.onClock(timeMs);
        this.operator.onTimer();
      });
    });
  }

  /** It stands still, as in a long collection or a stop by the system, and then takes what piled up. Ticks are conflated away. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
    this.#options.heap.at(untilMs, () => {
      if (!this.#isAlive || this.#options.heap.nowMs < this.#pausedUntilMs) return;
      for (const run of this.#backlog.splice(0)) run();
    });
  }

  /** How far session time is from the truth, ms: of the clock, or of inputs that came by an earlier one. */
  get clockErrorMs(): number {
    const trueMs = this.#options.heap.nowMs;
    const inputMs = Math.max(this.orders.timeMs, this.risk.timeMs);
    return Math.max(Math.abs(this.#clock.nowMs() - trueMs), inputMs - trueMs);
  }

  /** SIGKILL, between two events of the world. */
  die(): void {
    if (this.#isAlive) this.#end('between_events');
  }

  /** The start of a duty cycle: after a stall the clock comes before what waits. */
  #catchUp(): void {
    const clockMs = this.#clock.nowMs();
    this.#step('oco', () => this.orders.catchUp(clockMs));
    this.#step('risk', () => this.risk.catchUp(clockMs));
  }

  /** A thread that stands still reads no clock. */
  #checkClock(): void {
    const { heap, marks, isHealed } = this.#options;
    if (!this.#isAlive || heap.nowMs < this.#pausedUntilMs) return;
    const fault = this.#clock.check();
    if (fault === '') return;
    marks.hit(`clock.${fault}`);
    this.#input(() => {
      this.#enqueue(QUEUE.signals, 'risk', () => this.risk.onClockFault(fault));
    });
    heap.after(LOOK_AT_CLOCK_MS, () => {
      if (!isHealed() && !this.isFull) this.die();
    });
  }

  #tickRisk(tick: Tick): void {
    this.#isStepping = true;
    this.risk.onTick(tick);
    this.#commit('risk');
  }

  #input(run: () => void): void {
    if (!this.#isAlive) return;
    if (this.#options.heap.nowMs < this.#pausedUntilMs) {
      this.#backlog.push(() => this.#input(run));
      return;
    }
    this.#guard.run(() => {
      this.#catchUp();
      run();
      this.#carry();
    });
  }

  #takeSignal(signal: Signal): void {
    this.#hasOffers = true;
    this.risk.onSignal(signal, this.#options.nowNs());
  }

  #takeFills(): void {
    const fills = this.#fills;
    this.#fills = [];
    this.risk.onOrderEvents(fills);
  }

  /** Handles what waits, one input at a time: in a fixed order, or in one the seed decides, as threads would. */
  #carry(): void {
    this.#release();
    for (;;) {
      const task = this.#queues.take();
      if (task === undefined) return;
      this.#endanger('between_inputs');
      this.#step(task.writer, task.run);
      if (this.#hasOffers && this.#queues.isEmpty(QUEUE.signals)) {
        this.#hasOffers = false;
        this.#step('risk', () => this.risk.onRoundEnd());
      }
    }
  }

  /** One input of one core: its rows are one step of the journal. */
  #step(writer: Writer, run: () => void): void {
    this.#isStepping = true;
    run();
    this.#commit(writer);
  }

  #commit(writer: Writer): void {
    this.#isStepping = false;
    this.#words.compare(writer);
    if (this.#rows.length === 0) return;
    this.#commitRows(writer);
    this.#release();
  }

  #commitRows(writer: Writer): void {
    this.#journal.append(writer, { rows: this.#rows, isReducing: this.#isReducing });
    this.#rows = [];
    this.#isReducing = true;
  }

  #enterReserve(): void {
    this.#options.marks.hit('fault.diskFull');
    this.#step('risk', () => {
      this.risk.onJournalFailure('rows cannot be made durable');
      this.operator.endLive('journal_failure');
    });
    this.#carry();
  }

  /**
   * The port paces what leaves: commands that waited for one sync would otherwise leave together with later ones. Queries have a budget of
   * their own.
   */
  #mayLeave({ queryId }: VenueCommand): boolean {
    if (queryId !== 0) return true;
    const { heap, pacer } = this.#options;
    if (pacer.tryReducing(heap.nowMs)) return true;
    heap.at(pacer.earliestMs(heap.nowMs, true), () => this.#guard.run(() => this.#carry()));
    return false;
  }

  #release(): void {
    if (this.#isStepping || !this.#isAlive) return;
    const { isFull } = this.#journal;
    // A full disk makes nothing durable, but the journal still has these rows before those of risk.
    const steps = isFull ? this.#journal.takenSteps('oco') : this.#journal.durableSteps('oco');
    const risk = this.#journal.durableSteps('risk');
    this.#outboxes.drain({
      commands: isFull ? Number.POSITIVE_INFINITY : steps,
      orders: steps,
      risk,
    });
    this.operator.answer(risk);
  }

  /** Durable steps of `writer` that an effect made now waits for: those before, and this one when it records anything. */
  #gate(writer: Writer): number {
    return this.#journal.handed(writer) + (this.#rows.length > 0 ? 1 : 0);
  }

  #enqueue(queue: Queue, writer: Writer, run: () => void): void {
    this.#queues.add(queue, { writer, run });
  }

  #record = <Row extends object>(kind: RowKind<Row>, row: Row): void => {
    // A core may hand over the object it goes on changing: a row is what it was at this moment.
    const kept = kind.keyOf === undefined ? row : { ...row };
    this.#rows.push({ kind: kind as unknown as RowKind<object>, row: kept });
  };

  /** A place where the process may die between two things it does. What left without a record, on a full disk, is not to be lost. */
  #endanger(window: DeathWindow): void {
    const { random, profile, start } = this.#options;
    if (profile.crashInStep === 0 || this.#options.isHealed() || this.isFull) return;
    this.#dangers += 1;
    if (!random.chance(profile.crashInStep, 'crash', start, this.#dangers)) return;
    this.#end(window);
    throw new Died(window);
  }

  #end(window: DeathWindow): void {
    this.#isAlive = false;
    this.#options.ports.died(window);
  }
}
