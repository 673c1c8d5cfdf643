/** Shows positions and account in shared memory, for the publish thread and the metrics. Owned by the risk thread. */
import { POSITION_STATE, RISK_STATE } from '../contract/records/state.ts';
import type { Order } from '../domain/order/order.ts';
import { isTerminal } from '../domain/order/transitions.ts';
import type { OrderEvent } from '../domain/order/types.ts';
import { DENY_REASONS, type Decision, TRADING_STATES } from '../domain/risk/deny-reason.ts';
import type { RiskCore } from '../domain/risk/risk-core.ts';
import { STATE_CAUSES } from '../domain/risk/trading-state.ts';
import type { ThreadContext } from './thread-context.ts';

/** Positions and account state are refreshed for clients this often. */
const STATE_INTERVAL_NS = 100e6;
const PAISE_PER_RUPEE = 100;

export class RiskStateWriter {
  private readonly context: ThreadContext;
  private readonly core: RiskCore;
  private readonly cells;
  /** Units that the live stops of an instrument cover, and how many of them each order covers. */
  private readonly protectedUnits: Float64Array;
  private readonly stops = new Map<number, number>();
  private nextStateNs = 0;

  constructor(context: ThreadContext, core: RiskCore) {
    this.context = context;
    this.core = core;
    this.cells = openCells(context);
    this.protectedUnits = new Float64Array(context.init.instruments.length);
  }

  onDecision({ reason }: Decision): void {
    if (reason === '') this.cells.approved.add(1);
    else this.cells.denied[DENY_REASONS.indexOf(reason)]?.add(1);
  }

  onOrderEvent(event: OrderEvent): void {
    if (isCover(event)) this.trackStop(event);
    this.writePosition(event.instrumentIndex, event.timeMs);
  }

  /** Stops that were live when the journal ended. */
  restore(orders: readonly Order[]): void {
    for (const order of orders) if (isCover(order)) this.trackStop(order);
  }

  /** Writes everything when it is due, or at once. */
  refresh(nowNs: number, isChanged: boolean): void {
    if (!isChanged && nowNs < this.nextStateNs) return;
    this.nextStateNs = nowNs + STATE_INTERVAL_NS;
    const account = this.core.account();
    for (const instrumentIndex of this.core.positions.openInstruments) {
      this.writePosition(instrumentIndex, account.timeMs);
    }
    this.writeAccount(account);
  }

  /** A stop that is held or works, or the exit that took over from it. */
  private trackStop(event: CoverFact): void {
    const before = this.stops.get(event.orderId) ?? 0;
    const isLive = !isTerminal(event.status);
    const now = isLive ? event.quantity - event.filledQuantity : 0;
    if (now === 0) this.stops.delete(event.orderId);
    else this.stops.set(event.orderId, now);
    const at = event.instrumentIndex;
    this.protectedUnits[at] = (this.protectedUnits[at] ?? 0) + now - before;
  }

  private writeAccount(account: ReturnType<RiskCore['account']>): void {
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
    f64[base64 + at.chargesPaise] = account.chargesPaise;
    f64[base64 + at.dayPnlPaise] = account.dayPnlPaise;
    f64[base64 + at.peakEquityPaise] = account.peakEquityPaise;
    u32[base + at.tradingState] = 1 + TRADING_STATES.indexOf(account.tradingState);
    u32[base + at.tradingCause] =
      account.tradingCause === '' ? 0 : 1 + STATE_CAUSES.indexOf(account.tradingCause);
    u32[base + at.openPositions] = account.openPositions;
    u32[base + at.workingIntents] = account.workingIntents;
    u32[base + at.isKilled] = account.isKilled ? 1 : 0;
    riskState.commit(0);
    const { cells } = this;
    cells.signals.set(account.signals);
    cells.tradingState.set(TRADING_STATES.indexOf(account.tradingState));
    cells.killLatch.set(account.isKilled ? 1 : 0);
    cells.openPositions.set(account.openPositions);
    cells.realisedPnl.set(account.realisedPnlPaise / PAISE_PER_RUPEE);
    cells.unrealisedPnl.set(account.unrealisedPnlPaise / PAISE_PER_RUPEE);
    cells.charges.set(account.chargesPaise / PAISE_PER_RUPEE);
    cells.dayPnl.set(account.dayPnlPaise / PAISE_PER_RUPEE);
    cells.grossExposure.set(account.grossExposurePaise / PAISE_PER_RUPEE);
  }

  private writePosition(instrumentIndex: number, timeMs: number): void {
    const { positions } = this.core;
    const { positionState } = this.context.session;
    const netQuantity = positions.netQuantity(instrumentIndex);
    const base = positionState.begin(instrumentIndex);
    const { f64, i32, u32 } = positionState.records;
    const base64 = base >> 1;
    const { at } = POSITION_STATE;
    f64[base64 + at.realisedPnlPaise] = positions.realisedPaise(instrumentIndex);
    f64[base64 + at.unrealisedPnlPaise] = positions.unrealisedPaise(instrumentIndex);
    f64[base64 + at.turnoverPaise] = positions.turnoverPaise(instrumentIndex);
    f64[base64 + at.chargesPaise] = positions.chargesPaise(instrumentIndex);
    f64[base64 + at.timeMs] = timeMs;
    i32[base + at.netQuantity] = netQuantity;
    i32[base + at.averagePaise] = positions.averagePaise(instrumentIndex);
    i32[base + at.lastPaise] = this.core.lastPaise(instrumentIndex);
    i32[base + at.protectedQuantity] = Math.min(
      Math.abs(netQuantity),
      this.protectedUnits[instrumentIndex] ?? 0,
    );
    u32[base + at.fillCount] = positions.fillCount(instrumentIndex);
    positionState.commit(instrumentIndex);
  }
}

type CoverFact = Pick<
  OrderEvent,
  'orderId' | 'role' | 'status' | 'instrumentIndex' | 'quantity' | 'filledQuantity'
>;

function isCover({ role }: CoverFact): boolean {
  return role === 'stop' || role === 'exit';
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
    charges: metrics.cell('charges'),
    dayPnl: metrics.cell('dayPnl'),
    grossExposure: metrics.cell('grossExposure'),
  };
}
