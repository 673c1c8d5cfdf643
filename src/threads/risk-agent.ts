/** The risk agent: marks positions to market, judges every signal, owns the books. */

import { recordViews } from '../contract/layout.ts';
import { MAX_STRATEGY_THREADS, ORDER_POLL_BATCH } from '../contract/limits.ts';
import type { OperatorOrder } from '../contract/messages.ts';
import type { Journaled } from '../contract/records/order-path.ts';
import { MARKET_STATE } from '../contract/records/state.ts';
import { JOURNAL_WRITERS } from '../contract/topology.ts';
import { i32At } from '../domain/cells.ts';
import { CUSTODY_ROW, ORDER_ROW } from '../domain/order/rows.ts';
import { GTT_STRATEGY, type OrderEvent, type OrderIntent } from '../domain/order/types.ts';
import type { Decision } from '../domain/risk/deny-reason.ts';
import { HUMAN_CAUSES, STATE_CAUSES } from '../domain/risk/trading-state.ts';
import { CLOCK_FAULTS } from '../domain/session/clock-guard.ts';
import { RiskStation } from '../domain/station/risk-station.ts';
import type { Tick } from '../domain/tick/tick.ts';
import { JOURNAL_FAILED, JOURNAL_HEALTHY, JOURNAL_RESERVE } from '../ring/durable-cursors.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { Agent } from './agent.ts';
import { GatedQueue } from './gated-queue.ts';
import { JournalOutput } from './journal-output.ts';
import { drainQueue, QueueOutput, queueReader } from './queue-ends.ts';
import { RestoredImage } from './restored-image.ts';
import { RiskStateWriter } from './risk-state-writer.ts';
import { SessionTimeReader } from './session-time.ts';
import { riskStationOptions } from './station-options.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

const BATCHES = 4;
const OCO = JOURNAL_WRITERS.indexOf('oco');
/** Indices of NSE and BSE whose moves halt the market (nseindia.com, index-based market-wide circuit breakers). */
const CIRCUIT_INDICES = ['Nifty 50', 'SENSEX'];

export class RiskAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly station: RiskStation;
  private readonly journal: JournalOutput;
  private readonly ticks: TickConsumer;
  private readonly time: SessionTimeReader;
  private readonly state: RiskStateWriter;
  private readonly fills;
  private readonly externals;
  private readonly requests;
  private readonly signals;
  private readonly intents;
  private readonly answers;
  private readonly decisions;
  private readonly taken: OrderEvent[] = [];
  /** Made by the step that is under way. */
  private readonly approved: OrderIntent[] = [];
  private readonly answered: (Decision & Journaled)[] = [];
  private readonly approvedAge: LatencyHistogram;
  /** Circuit indices whose close of the day before is not known yet. */
  private blindIndices: number[];
  private readonly market = recordViews(new ArrayBuffer(MARKET_STATE.byteLength));
  /** Undefined until it was looked at: what the start before left behind counts for nothing. */
  private isReconciled: boolean | undefined;
  private isJournalDown = false;
  /** Waits until profit and loss are known. */
  private latchOrder: OperatorOrder | undefined;
  private hasClockFault = false;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    // Nothing is booked that a crash could take back: the rows of the order core come first. A full disk makes nothing durable, but
    // the journal still has them before ours: a fill that came behind its booking would be booked again after a restart (ID-05).
    const isDurable = ({ journalSequence }: { readonly journalSequence: number }) => {
      const { durable } = session;
      if (durable.isDurable(OCO, journalSequence) || durable.state === JOURNAL_FAILED) return true;
      return durable.state === JOURNAL_RESERVE && durable.isRead(OCO, journalSequence);
    };
    this.fills = new GatedQueue(queueReader(session.fills), isDurable);
    this.externals = new GatedQueue(queueReader(session.externals), isDurable);
    this.requests = new GatedQueue(queueReader(session.requests), isDurable);
    this.signals = session.signals.slice(0, MAX_STRATEGY_THREADS).map(queueReader);
    this.intents = new QueueOutput(context, session.intents, { name: 'intents', reader: 'oco' });
    this.answers = new QueueOutput(context, session.answers, { name: 'answers', reader: 'oco' });
    this.decisions = new QueueOutput(context, session.decisions, {
      name: 'decisions',
      reader: 'publish',
    });
    this.journal = new JournalOutput(context, 'risk');
    this.time = new SessionTimeReader(session);
    this.station = new RiskStation({
      ...riskStationOptions(init),
      effects: {
        approve: (intent) => this.approve(intent),
        decide: (decision) => this.onDecision(decision),
        record: this.journal.record,
      },
    });
    this.state = new RiskStateWriter(context, this.station.core);
    this.ticks = new TickConsumer(context, (tick) => this.onTick(tick));
    this.approvedAge = session.metrics.histogram('orderPathAge', { stage: 'approved' });
    this.blindIndices = init.instruments
      .filter(({ kind, symbol }) => kind === 'index' && CIRCUIT_INDICES.includes(symbol))
      .map(({ index }) => index);
  }

  onStart(): void {
    const { init } = this.context;
    warmUp(init);
    const image = new RestoredImage(init.restored);
    const isReset = init.orders.some(({ action }) => action === 'reset_kill');
    const isKilled = image.rows(CUSTODY_ROW)[0]?.isKilled ?? false;
    this.station.restore(image, isKilled && !isReset);
    this.state.restore(image.rows(ORDER_ROW));
    this.latchOrder = init.orders.find(({ action }) => action === 'clear_latch');
    this.journal.commit();
    this.ticks.attach();
  }

  /** The clock first after a stall. Fills before signals: a decision knows every fill that was reported before it. Ticks before signals: it knows the prices too. */
  doWork(): number {
    const nowNs = this.context.nowNs();
    const clockMs = this.time.nowMs(nowNs);
    this.step(() => this.station.catchUp(clockMs));
    this.obey();
    const fills = this.takeEvents() + this.takeExternals();
    const ticks = this.ticks.poll(BATCHES);
    this.clearLatches();
    const signals = this.takeSignals(nowNs);
    if (ticks === 0) this.step(() => this.station.onClock(clockMs));
    if (this.blindIndices.length > 0 && ticks > 0) this.findPreviousCloses();
    this.askToFlatten();
    this.state.refresh(nowNs, fills + signals > 0);
    this.intents.settle();
    this.answers.settle();
    this.decisions.settle();
    return fills + ticks + signals;
  }

  onClose(): void {
    this.ticks.detach();
    this.state.refresh(this.context.nowNs(), true);
  }

  /** The shared words: kill latch, reconciliation, clock, journal. */
  private obey(): void {
    const { control, durable } = this.context.session;
    if (control.isKilled() && !this.station.isKilled) {
      this.step(() => this.station.kill({ actor: 'operator', reason: 'kill latch' }));
    }
    const isReconciled = control.isReconciled() || !this.context.has('oco');
    if (isReconciled !== this.isReconciled) {
      this.isReconciled = isReconciled;
      this.step(() => this.station.onReconciled(isReconciled));
    }
    const fault = CLOCK_FAULTS[control.clockFault() - 1];
    if (fault !== undefined && !this.hasClockFault) {
      this.hasClockFault = true;
      this.step(() => this.station.onClockFault(fault));
    }
    if (durable.state !== JOURNAL_HEALTHY && !this.isJournalDown) {
      this.isJournalDown = true;
      this.step(() => this.station.onJournalFailure('rows cannot be made durable'));
    }
  }

  private takeEvents(): number {
    const { taken } = this;
    taken.length = 0;
    if (!this.journal.hasRoom()) return 0;
    this.fills.drain(ORDER_POLL_BATCH, (event) => taken.push(event));
    if (taken.length === 0) return 0;
    this.step(() => this.station.onOrderEvents(taken));
    for (const event of taken) this.state.onOrderEvent(event);
    return taken.length;
  }

  private takeExternals(): number {
    return this.externals.drain(
      ORDER_POLL_BATCH,
      (exposure) => this.step(() => this.station.onExternal(exposure)),
      () => this.journal.hasRoom(),
    );
  }

  /** A human has looked. The drawdown is measured from here on, so it waits for the prices of what is held. */
  private clearLatches(): void {
    if (this.latchOrder === undefined || !this.station.core.isEquityKnown) return;
    const { actor, reason } = this.latchOrder;
    this.latchOrder = undefined;
    const { timeMs } = this.station;
    for (const cause of HUMAN_CAUSES) {
      this.step(() => this.station.operate({ kind: 'clear_cause', cause, actor, reason, timeMs }));
    }
  }

  private takeSignals(nowNs: number): number {
    const mayTake = () => this.journal.hasRoom();
    let signals = this.requests.drain(
      ORDER_POLL_BATCH,
      (signal) => this.step(() => this.station.onSignal(signal, nowNs)),
      mayTake,
    );
    for (const reader of this.signals) {
      signals += drainQueue(
        reader,
        ORDER_POLL_BATCH,
        (signal) => this.step(() => this.station.onSignal(signal, nowNs)),
        mayTake,
      );
    }
    if (signals > 0) this.step(() => this.station.onRoundEnd());
    return signals;
  }

  private onTick(tick: Tick): void {
    this.station.onTick(tick);
    this.commit();
  }

  private step(input: () => void): void {
    input();
    this.commit();
  }

  /** What oco acts on leaves behind the rows that led to it, so that they are before its own in the journal. */
  private commit(): void {
    this.journal.commit();
    for (const intent of this.approved) {
      this.intents.write(intent);
      this.approvedAge.record(this.context.nowNs() - intent.originReceiveNs, 1);
    }
    this.approved.length = 0;
    for (const answer of this.answered) this.answers.write(answer);
    this.answered.length = 0;
  }

  private approve(intent: OrderIntent): boolean {
    if (!this.intents.canTake(this.approved.length)) return false;
    this.approved.push(intent);
    return true;
  }

  private onDecision(decision: Decision): void {
    const journaled = { ...decision, journalSequence: this.journal.sequence };
    this.state.onDecision(decision);
    if (decision.strategyIndex === GTT_STRATEGY) this.answered.push(journaled);
    if (this.context.has('publish')) this.decisions.tryWrite(journaled);
  }

  /** A latched loss asks the order core to close everything; once for each cause, until it is gone. */
  private askToFlatten(): void {
    const { control } = this.context.session;
    const cause = this.station.core.flattenCause;
    const number = cause === '' ? 0 : 1 + STATE_CAUSES.indexOf(cause);
    if (control.flattenCause() !== number) control.requestFlatten(number);
  }

  /** The close of the day before is in the market state, not in the ticks. */
  private findPreviousCloses(): void {
    const { marketState } = this.context.session;
    this.blindIndices = this.blindIndices.filter((at) => {
      if (marketState.read(at, this.market) <= 0) return true;
      const closePaise = i32At(this.market.i32, MARKET_STATE.at.closePaise);
      if (closePaise <= 0) return true;
      this.step(() => this.station.onPreviousClose(at, closePaise));
      return false;
    });
  }
}
