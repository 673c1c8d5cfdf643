/** Shared state as clients see it: last ticks, positions, account, orders, decisions. Publish thread; at snapshot rate. */
import { recordViews } from '../contract/layout.ts';
import type { ThreadInit } from '../contract/messages.ts';
import { MARKET_STATE } from '../contract/records/state.ts';
import type {
  DecisionView,
  OrderEventView,
  PositionView,
  RiskView,
  TickView,
} from '../contract/wire/client-stream.ts';
import { f64At, i32At, u32At } from '../domain/cells.ts';
import { instrumentName } from '../domain/instrument/instrument.ts';
import {
  GTT_STRATEGY,
  OPERATOR_STRATEGY,
  type OrderEvent,
  RECOVERY_STRATEGY,
  type Side,
  UNATTRIBUTED_STRATEGY,
} from '../domain/order/types.ts';
import type { Decision } from '../domain/risk/deny-reason.ts';
import type { Session } from './session.ts';
import { type Protection, StateReader } from './state-reader.ts';

/** Who acts under an index that is no strategy's. */
const RESERVED_NAMES: readonly (readonly [number, string])[] = [
  [UNATTRIBUTED_STRATEGY, 'unattributed'],
  [OPERATOR_STRATEGY, 'operator'],
  [GTT_STRATEGY, 'gtt'],
  [RECOVERY_STRATEGY, 'recovery'],
];

export class SessionViews {
  private readonly session: Session;
  private readonly names: readonly string[];
  private readonly strategyIds: ReadonlyMap<number, string>;
  private readonly market = recordViews(new ArrayBuffer(MARKET_STATE.byteLength));
  private readonly state: StateReader;

  constructor(session: Session, init: ThreadInit) {
    this.session = session;
    this.names = init.instruments.map(instrumentName);
    this.state = new StateReader(session);
    this.strategyIds = new Map([
      ...RESERVED_NAMES,
      ...init.strategies.map(({ index, settings }) => [index, settings.id] as const),
    ]);
  }

  nameOf(instrumentIndex: number): string {
    return this.names[instrumentIndex] ?? `#${instrumentIndex}`;
  }

  tick(instrumentIndex: number): TickView | undefined {
    if (this.session.marketState.version(instrumentIndex) === 0) return undefined;
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
    const reading = this.state.position(instrumentIndex);
    if (reading === undefined) return undefined;
    return { instrument: this.nameOf(instrumentIndex), ...reading };
  }

  /** How many positions are open, and how many of them a stop covers in full. */
  protection(): Protection {
    return this.state.protection();
  }

  account(): RiskView {
    return { ...this.state.account(), isKilled: this.session.control.isKilled() };
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
      fillValuePaise: event.fillValuePaise,
      reason: event.reason,
      timeMs: event.timeMs,
    };
  }

  decision(decision: Decision): DecisionView {
    return {
      strategy: this.strategyOf(decision.strategyIndex),
      signalSequence: decision.signalSequence,
      kind: decision.kind,
      origin: decision.origin,
      instrument: this.nameOf(decision.instrumentIndex),
      side: sideName(decision.side),
      strength: decision.strength,
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

function sideName(side: Side): 'BUY' | 'SELL' {
  return side === 1 ? 'BUY' : 'SELL';
}
