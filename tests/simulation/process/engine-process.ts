/**
 * One start of the engine: the stations of the risk and oco threads with queues between them, a journal thread, and outboxes that only
 * durable steps open. It dies with everything in memory; the next start has the journal and nothing else.
 */
import { SESSION_ROW } from '../../../src/domain/input-rows.ts';
import { instrumentName } from '../../../src/domain/instrument/instrument.ts';
import type { RowKind } from '../../../src/domain/journal-row.ts';
import {
  GTT_STRATEGY,
  type OrderEvent,
  type OrderIntent,
  type Signal,
  type VenueCommand,
  type VenueReport,
} from '../../../src/domain/order/types.ts';
import type { Decision } from '../../../src/domain/risk/deny-reason.ts';
import { OrderStation } from '../../../src/domain/station/order-station.ts';
import { RiskStation } from '../../../src/domain/station/risk-station.ts';
import type { Tick } from '../../../src/domain/tick/tick.ts';
import { InputQueues, QUEUE, type Queue } from './input-queues.ts';
import { JournalThread, type Writer } from './journal-thread.ts';
import { OperatorDesk } from './operator-desk.ts';
import { Outbox } from './outbox.ts';
import { type DeathWindow, isOpening, type ProcessOptions } from './process-options.ts';
import type { RecordedRow } from './state-fold.ts';

class Died extends Error {}

export class EngineProcess {
  readonly risk: RiskStation;
  readonly orders: OrderStation;
  readonly operator: OperatorDesk;
  readonly #options: ProcessOptions;
  readonly #journal: JournalThread;
  readonly #commands: Outbox<VenueCommand>;
  readonly #events: Outbox<OrderEvent>;
  readonly #requests: Outbox<Signal>;
  readonly #decisions: Outbox<Decision>;
  readonly #queues: InputQueues;
  /** Durable, and not yet taken by risk. */
  #fills: OrderEvent[] = [];
  readonly #lastTickMs: number[] = [];
  #rows: RecordedRow[] = [];
  #isReducing = true;
  #isAlive = true;
  #isStepping = false;
  /** The market spoke since the clock last did. */
  #hasTicked = false;
  #hasOffers = false;
  #isReconciled: boolean | undefined;
  #flattenCause = '';
  #dangers = 0;
  #pausedUntilMs = 0;
  readonly #backlog: (() => void)[] = [];

  constructor(options: ProcessOptions) {
    this.#options = options;
    const { heap, random, profile, marks, store, start, ports, stations, tagPrefix } = options;
    this.#queues = new InputQueues({ random, start, isRacy: options.isRacy });
    this.#journal = new JournalThread({
      ...{ heap, random, profile, marks, store, start },
      isAlive: () => this.#isAlive,
      isHealed: options.isHealed,
      written: ports.written,
      durable: ports.durable,
      released: () => this.#guard(() => this.#carry()),
      failed: () => this.#end('disk_failed'),
      filled: () => this.#guard(() => this.#enterReserve()),
    });
    this.#commands = new Outbox(
      (command, gate) => {
        this.#endanger('before_a_send');
        ports.send(command, gate <= this.#journal.durableSteps('oco'));
        this.#endanger('after_a_send');
      },
      (command) => this.#mayLeave(command),
    );
    this.#events = new Outbox((event) => {
      this.#endanger('before_an_event_is_shown');
      if (!this.#journal.isFull) ports.shown(event);
      if (this.#fills.length === 0) this.#enqueue(QUEUE.fills, 'risk', () => this.#takeFills());
      this.#fills.push(event);
    });
    this.#requests = new Outbox((signal) => {
      this.#enqueue(QUEUE.signals, 'risk', () => this.#takeSignal(signal));
    });
    this.#decisions = new Outbox((decision) => ports.decided(decision));
    this.risk = new RiskStation({ ...stations.risk, effects: this.#riskEffects() });
    this.orders = new OrderStation({
      ...stations.orders,
      tagPrefix,
      effects: this.#orderEffects(),
    });
    this.operator = new OperatorDesk({
      ...{ risk: this.risk, orders: this.orders, marks },
      input: (...tasks) => {
        this.#input(() => {
          for (const { queue, writer, run } of tasks) this.#enqueue(queue, writer, run);
        });
      },
    });
  }

  /** Brings the stations back; what that recorded and asked for goes out. Call once. */
  begin(isKilled: boolean): void {
    const { recovered, wallMs } = this.#options;
    this.#guard(() => {
      this.#step('oco', () => {
        this.#recordSession();
        this.orders.restore(recovered.image, wallMs());
      });
      this.#step('risk', () => this.risk.restore(recovered.image, isKilled));
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

  onTick(tick: Tick): void {
    if (!this.#isAlive || this.#options.heap.nowMs < this.#pausedUntilMs) return;
    // What ingest guarantees: per instrument, exchange time never goes back.
    if (tick.exchangeTimeMs < (this.#lastTickMs[tick.instrumentIndex] ?? 0)) return;
    this.#lastTickMs[tick.instrumentIndex] = tick.exchangeTimeMs;
    this.#hasTicked = true;
    const isRiskFirst = this.#options.isRacy && tick.sequence % 2 === 1;
    try {
      if (isRiskFirst) this.#tickRisk(tick);
      this.#isStepping = true;
      this.orders.onTick(tick);
      this.#commit('oco');
      if (!isRiskFirst) this.#tickRisk(tick);
      this.#carry();
    } catch (fault) {
      if (!(fault instanceof Died)) throw fault;
    }
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
  onClock(timeMs: number): void {
    if (this.#hasTicked) {
      this.#hasTicked = false;
      return;
    }
    this.#input(() => {
      this.#step('oco', () => this.orders.onClock(timeMs));
      this.#step('risk', () => this.risk.onClock(timeMs));
    });
  }

  /** It stands still, as in a long collection or a stop by the system, and then takes what piled up. Ticks are conflated away. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
    this.#options.heap.at(untilMs, () => {
      if (!this.#isAlive || this.#options.heap.nowMs < this.#pausedUntilMs) return;
      // The clock first: what is asked for now must not count from before the stop (OL-10).
      this.#hasTicked = false;
      this.onClock(this.#options.wallMs());
      for (const run of this.#backlog.splice(0)) run();
    });
  }

  /** SIGKILL, between two events of the world. */
  die(): void {
    if (this.#isAlive) this.#end('between_events');
  }

  #recordSession(): void {
    const { tagPrefix, start, stations, wallMs } = this.#options;
    this.#record(SESSION_ROW, {
      account: 'SIMULATED',
      mode: 'paper',
      date: '',
      epoch: start,
      tagPrefix,
      startWallMs: wallMs(),
      configSha: 'simulated',
      version: '',
      instruments: stations.orders.instruments.map(instrumentName),
      strategies: [],
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
    this.#guard(() => {
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
    this.#compareWords(writer);
    if (this.#rows.length === 0) return;
    this.#commitRows(writer);
    this.#release();
  }

  #commitRows(writer: Writer): void {
    this.#journal.append(writer, { rows: this.#rows, isReducing: this.#isReducing });
    this.#rows = [];
    this.#isReducing = true;
  }

  /** The words the two threads share: whether the venue's books agree, and risk's wish that everything be closed. */
  #compareWords(writer: Writer): void {
    if (writer === 'oco') {
      const { isReconciled } = this.orders;
      if (isReconciled === this.#isReconciled) return;
      this.#isReconciled = isReconciled;
      this.#enqueue(QUEUE.signals, 'risk', () => this.risk.onReconciled(isReconciled));
      return;
    }
    const cause = this.risk.core.flattenCause;
    if (cause === this.#flattenCause) return;
    this.#flattenCause = cause;
    if (cause === '') return;
    this.#options.marks.hit(`flatten.${cause}`);
    this.#enqueue(QUEUE.reports, 'oco', () => {
      this.orders.flatten({ actor: 'risk', reason: cause });
    });
  }

  #enterReserve(): void {
    this.#options.marks.hit('fault.diskFull');
    this.#step('risk', () => this.risk.onJournalFailure('rows cannot be made durable'));
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
    heap.at(pacer.earliestMs(heap.nowMs, true), () => this.#guard(() => this.#carry()));
    return false;
  }

  #release(): void {
    if (this.#isStepping || !this.#isAlive) return;
    const { isFull } = this.#journal;
    // A full disk makes nothing durable, but the journal still has these rows before those of risk.
    const steps = isFull ? this.#journal.takenSteps('oco') : this.#journal.durableSteps('oco');
    if (this.#commands.length > 0) {
      this.#commands.drain(isFull ? Number.POSITIVE_INFINITY : steps);
    }
    if (this.#events.length > 0) this.#events.drain(steps);
    if (this.#requests.length > 0) this.#requests.drain(steps);
    if (this.#decisions.length > 0) this.#decisions.drain(this.#journal.durableSteps('risk'));
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

  #riskEffects() {
    return {
      record: this.#record,
      approve: (intent: OrderIntent) => {
        this.#options.ports.intent(intent);
        this.#enqueue(QUEUE.intents, 'oco', () => this.orders.onIntent(intent));
        return true;
      },
      decide: (decision: Decision) => {
        this.#decisions.add(decision, this.#gate('risk'));
        if (decision.strategyIndex !== GTT_STRATEGY) return;
        this.#enqueue(QUEUE.reports, 'oco', () => this.orders.onAnswer(decision));
      },
    };
  }

  #orderEffects() {
    return {
      record: this.#record,
      command: (command: VenueCommand) => {
        this.#options.ports.asked(command);
        if (isOpening(command)) this.#isReducing = false;
        this.#commands.add(command, this.#gate('oco'));
      },
      event: (event: OrderEvent) => {
        this.#options.ports.event(event);
        this.#events.add(event, this.#gate('oco'));
      },
      request: (signal: Signal) => this.#requests.add(signal, this.#gate('oco')),
    };
  }

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

  #guard(run: () => void): void {
    try {
      run();
    } catch (fault) {
      if (!(fault instanceof Died)) throw fault;
    }
  }
}
