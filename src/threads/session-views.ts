/** Shared state as clients see it: last ticks, positions, account, orders, decisions. Publish thread; at snapshot rate. */
import { recordViews } from '../contract/layout.ts';
import type { ThreadInit } from '../contract/messages.ts';
import { MARKET_STATE, POSITION_STATE, RISK_STATE } from '../contract/records/state.ts';
import type {
  DecisionView,
  OrderEventView,
  PositionView,
  RiskView,
  TickView,
} from '../contract/wire/client-stream.ts';
import { f64At, i32At, u32At } from '../domain/cells.ts';
import { instrumentName } from '../domain/instrument/instrument.ts';
import type { OrderEvent, Side } from '../domain/order/types.ts';
import { type Decision, TRADING_STATES } from '../domain/risk/deny-reason.ts';
import type { LastValueTable } from '../ring/last-value-table.ts';
import type { Session } from './session.ts';

export class SessionViews {
  private readonly session: Session;
  private readonly names: readonly string[];
  private readonly strategyIds: ReadonlyMap<number, string>;
  private readonly market = recordViews(new ArrayBuffer(MARKET_STATE.byteLength));
  private readonly position = recordViews(new ArrayBuffer(POSITION_STATE.byteLength));
  private readonly risk = recordViews(new ArrayBuffer(RISK_STATE.byteLength));

  constructor(session: Session, init: ThreadInit) {
    this.session = session;
    this.names = init.instruments.map(instrumentName);
    this.strategyIds = new Map(init.strategies.map(({ index, settings }) => [index, settings.id]));
  }

  nameOf(instrumentIndex: number): string {
    return this.names[instrumentIndex] ?? `#${instrumentIndex}`;
  }

  tick(instrumentIndex: number): TickView | undefined {
    if (!wasWritten(this.session.marketState, instrumentIndex)) return undefined;
    const { f64, i32 } = this.market;
    if (this.session.marketState.read(instrumentIndex, this.market) <= 0) return undefined;
    if (i32At(i32, MARKET_STATE.at.isSeen) === 0) return undefined;
    return {
      instrument: this.nameOf(instrumentIndex),
      lastPaise: i32At(i32, MARKET_STATE.at.lastPaise),
      bidPaise: i32At(i32, MARKET_STATE.at.bidPaise0),
      askPaise: i32At(i32, MARKET_STATE.at.askPaise0),
      volume: f64At(f64, MARKET_STATE.at.volume),
      exchangeTimeMs: f64At(f64, MARKET_STATE.at.exchangeTimeMs),
    };
  }

  /** Reason code and end of an instrument's quarantine; code 0 when it is in none. */
  quarantine(instrumentIndex: number): { readonly code: number; readonly untilMs: number } {
    const version = this.session.marketState.read(instrumentIndex, this.market);
    if (version <= 0) return { code: 0, untilMs: 0 };
    return {
      code: u32At(this.market.u32, MARKET_STATE.at.quarantineReason),
      untilMs: f64At(this.market.f64, MARKET_STATE.at.quarantineUntilMs),
    };
  }

  positionOf(instrumentIndex: number): PositionView | undefined {
    if (!wasWritten(this.session.positionState, instrumentIndex)) return undefined;
    if (this.session.positionState.read(instrumentIndex, this.position) <= 0) return undefined;
    const { f64, i32, u32 } = this.position;
    if (u32At(u32, POSITION_STATE.at.fillCount) === 0) return undefined;
    return {
      instrument: this.nameOf(instrumentIndex),
      netQuantity: i32At(i32, POSITION_STATE.at.netQuantity),
      averagePaise: i32At(i32, POSITION_STATE.at.averagePaise),
      lastPaise: i32At(i32, POSITION_STATE.at.lastPaise),
      realisedPnlPaise: f64At(f64, POSITION_STATE.at.realisedPnlPaise),
      unrealisedPnlPaise: f64At(f64, POSITION_STATE.at.unrealisedPnlPaise),
      timeMs: f64At(f64, POSITION_STATE.at.timeMs),
    };
  }

  account(): RiskView {
    this.session.riskState.read(0, this.risk);
    const { f64, u32 } = this.risk;
    const { at } = RISK_STATE;
    return {
      tradingState: TRADING_STATES[u32At(u32, at.tradingState) - 1] ?? 'halted',
      isKilled: this.session.control.isKilled(),
      realisedPnlPaise: f64At(f64, at.realisedPnlPaise),
      unrealisedPnlPaise: f64At(f64, at.unrealisedPnlPaise),
      grossExposurePaise: f64At(f64, at.grossExposurePaise),
      netExposurePaise: f64At(f64, at.netExposurePaise),
      capitalPaise: f64At(f64, at.capitalPaise),
      openPositions: u32At(u32, at.openPositions),
      signals: f64At(f64, at.signals),
      approved: f64At(f64, at.approved),
      denied: f64At(f64, at.denied),
      timeMs: f64At(f64, at.timeMs),
    };
  }

  orderEvent(event: OrderEvent): OrderEventView {
    return {
      sequence: event.sequence,
      orderId: String(event.orderId),
      groupId: String(event.groupId),
      strategy: this.strategyOf(event.strategyIndex),
      instrument: this.nameOf(event.instrumentIndex),
      role: event.role,
      status: event.status,
      side: sideName(event.side),
      quantity: event.quantity,
      filledQuantity: event.filledQuantity,
      limitPaise: event.limitPaise,
      triggerPaise: event.triggerPaise,
      fillQuantity: event.fillQuantity,
      fillPaise: event.fillPaise,
      reason: event.reason,
      timeMs: event.timeMs,
    };
  }

  decision(decision: Decision): DecisionView {
    return {
      strategy: this.strategyOf(decision.strategyIndex),
      signalSequence: decision.signalSequence,
      kind: decision.kind,
      instrument: this.nameOf(decision.instrumentIndex),
      side: sideName(decision.side),
      isApproved: decision.reason === '',
      reason: decision.reason,
      quantity: decision.quantity,
      limitPaise: decision.limitPaise,
      measured: decision.measured,
      limit: decision.limit,
      timeMs: decision.timeMs,
    };
  }

  private strategyOf(index: number): string {
    return this.strategyIds.get(index) ?? `#${index}`;
  }
}

function wasWritten(table: LastValueTable, slot: number): boolean {
  return table.version(slot) !== 0;
}

function sideName(side: Side): 'BUY' | 'SELL' {
  return side === 1 ? 'BUY' : 'SELL';
}
