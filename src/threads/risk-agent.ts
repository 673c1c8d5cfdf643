/** The risk agent: marks positions to market, judges every signal, owns the books. */
import { MAX_STRATEGY_THREADS, ORDER_POLL_BATCH } from '../contract/limits.ts';
import { POSITION_STATE, RISK_STATE } from '../contract/records/state.ts';
import { CalendarHours } from '../domain/instrument/market-hours.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import type { OrderEvent, OrderIntent, Signal } from '../domain/order/types.ts';
import { DENY_REASONS, type Decision, TRADING_STATES } from '../domain/risk/deny-reason.ts';
import { createRiskCore, type RiskCore } from '../domain/risk/risk-core.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { Agent } from './agent.ts';
import { drainQueue, QueueOutput, queueReader } from './queue-ends.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

const BATCHES = 4;
/** Positions and account state are refreshed for clients this often. */
const STATE_INTERVAL_NS = 100e6;

export class RiskAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly core: RiskCore;
  private readonly ticks: TickConsumer;
  private readonly fills;
  private readonly signals;
  private readonly intents;
  private readonly decisions;
  private readonly cells;
  private readonly approvedAge: LatencyHistogram;
  private nextStateNs = 0;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    this.fills = queueReader(session.fills);
    this.signals = session.signals.slice(0, MAX_STRATEGY_THREADS).map(queueReader);
    this.intents = new QueueOutput(context, session.intents, { name: 'intents', reader: 'oco' });
    this.decisions = new QueueOutput(context, session.decisions, {
      name: 'decisions',
      reader: 'publish',
    });
    this.core = createRiskCore({
      limits: init.settings.risk,
      capitalPaise: init.settings.risk.capitalPaise,
      marketableOffsetBps: init.settings.orders.marketableOffsetBps,
      instruments: init.instruments,
      strategies: init.strategies,
      hours: new CalendarHours(new SessionCalendar(init.calendar)),
      isKilled: () => session.control.isKilled(),
      effects: {
        approve: (intent) => this.approve(intent),
        decide: (decision) => this.onDecision(decision),
      },
    });
    this.ticks = new TickConsumer(context, (tick) => this.core.onTick(tick));
    this.cells = openCells(context);
    this.approvedAge = session.metrics.histogram('orderPathAge', { stage: 'approved' });
  }

  onStart(): void {
    warmUp(this.context.init);
    this.ticks.attach();
  }

  /** Fills before signals: a decision knows every fill that was reported before it. Ticks before signals: it knows the prices too. */
  doWork(): number {
    const nowNs = this.context.nowNs();
    const fills = drainQueue(this.fills, ORDER_POLL_BATCH, (event) => this.onOrderEvent(event));
    const ticks = this.ticks.poll(BATCHES);
    let signals = 0;
    for (const reader of this.signals) {
      signals += drainQueue(reader, ORDER_POLL_BATCH, (signal) => this.onSignal(signal, nowNs));
    }
    if (fills + signals > 0 || nowNs >= this.nextStateNs) this.writeState(nowNs);
    this.intents.settle();
    this.decisions.settle();
    return fills + ticks + signals;
  }

  onClose(): void {
    this.ticks.detach();
    this.writeState(this.context.nowNs());
  }

  private approve(intent: OrderIntent): boolean {
    if (!this.intents.tryWrite(intent)) return false;
    this.approvedAge.record(this.context.nowNs() - intent.originReceiveNs, 1);
    return true;
  }

  private onOrderEvent(event: OrderEvent): void {
    this.core.onOrderEvent(event);
    this.writePosition(event.instrumentIndex, event.timeMs);
  }

  private onSignal(signal: Signal, nowNs: number): void {
    this.core.onSignal(signal, nowNs);
  }

  private onDecision(decision: Decision): void {
    if (decision.reason === '') {
      this.cells.approved.add(1);
    } else {
      this.cells.denied[DENY_REASONS.indexOf(decision.reason)]?.add(1);
    }
    if (this.context.has('publish')) this.decisions.tryWrite(decision);
  }

  private writeState(nowNs: number): void {
    this.nextStateNs = nowNs + STATE_INTERVAL_NS;
    const account = this.core.account();
    for (const instrumentIndex of this.core.positions.openInstruments) {
      this.writePosition(instrumentIndex, account.timeMs);
    }
    const { riskState } = this.context.session;
    const base = riskState.begin(0);
    const { f64, u32 } = riskState.records;
    const base64 = base >> 1;
    const { at } = RISK_STATE;
    f64[base64 + at.realisedPnlPaise] = account.realisedPnlPaise;
    f64[base64 + at.unrealisedPnlPaise] = account.unrealisedPnlPaise;
    f64[base64 + at.grossExposurePaise] = account.grossExposurePaise;
    f64[base64 + at.netExposurePaise] = account.netExposurePaise;
    f64[base64 + at.capitalPaise] = account.capitalPaise;
    f64[base64 + at.timeMs] = account.timeMs;
    f64[base64 + at.signals] = account.signals;
    f64[base64 + at.approved] = account.approved;
    f64[base64 + at.denied] = account.denied;
    u32[base + at.tradingState] = 1 + TRADING_STATES.indexOf(account.tradingState);
    u32[base + at.openPositions] = account.openPositions;
    u32[base + at.workingIntents] = account.workingIntents;
    u32[base + at.isKilled] = account.isKilled ? 1 : 0;
    riskState.commit(0);
    const { cells } = this;
    cells.signals.set(account.signals);
    cells.tradingState.set(TRADING_STATES.indexOf(account.tradingState));
    cells.killLatch.set(account.isKilled ? 1 : 0);
    cells.openPositions.set(account.openPositions);
    cells.realisedPnl.set(account.realisedPnlPaise / 100);
    cells.unrealisedPnl.set(account.unrealisedPnlPaise / 100);
    cells.grossExposure.set(account.grossExposurePaise / 100);
  }

  private writePosition(instrumentIndex: number, timeMs: number): void {
    const { positions } = this.core;
    const { positionState } = this.context.session;
    const base = positionState.begin(instrumentIndex);
    const { f64, i32, u32 } = positionState.records;
    const base64 = base >> 1;
    const { at } = POSITION_STATE;
    f64[base64 + at.realisedPnlPaise] = positions.realisedPaise(instrumentIndex);
    f64[base64 + at.unrealisedPnlPaise] = positions.unrealisedPaise(instrumentIndex);
    f64[base64 + at.turnoverPaise] = positions.turnoverPaise(instrumentIndex);
    f64[base64 + at.timeMs] = timeMs;
    i32[base + at.netQuantity] = positions.netQuantity(instrumentIndex);
    i32[base + at.averagePaise] = positions.averagePaise(instrumentIndex);
    i32[base + at.lastPaise] = this.core.lastPaise(instrumentIndex);
    u32[base + at.fillCount] = positions.fillCount(instrumentIndex);
    positionState.commit(instrumentIndex);
  }
}

function openCells({ session: { metrics } }: ThreadContext) {
  return {
    signals: metrics.cell('signals'),
    approved: metrics.cell('decisionsApproved'),
    denied: DENY_REASONS.map((reason) => metrics.cell('decisionsDenied', { reason })),
    tradingState: metrics.cell('tradingState'),
    killLatch: metrics.cell('killLatch'),
    openPositions: metrics.cell('openPositions'),
    realisedPnl: metrics.cell('realisedPnl'),
    unrealisedPnl: metrics.cell('unrealisedPnl'),
    grossExposure: metrics.cell('grossExposure'),
  };
}
