/** What `tickring watch` knows: the latest of everything the stream sent. Main thread of `tickring watch`. */
import type {
  DecisionView,
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
  StreamMessage,
  TickView,
} from '../../contract/wire/client-stream.ts';

const KEPT_ORDERS = 200;
const KEPT_DECISIONS = 200;

export interface WatchedInstrument {
  readonly tick: TickView;
  /** First price seen since the program started. */
  readonly openedAtPaise: number;
}

export class SessionView {
  readonly instruments = new Map<string, WatchedInstrument>();
  /** Latest event by order id, least recently changed first. */
  readonly orders = new Map<string, OrderEventView>();
  /** Oldest first. */
  readonly decisions: DecisionView[] = [];
  readonly positions = new Map<string, PositionView>();
  risk: RiskView | undefined;
  health: HealthView | undefined;
  /** Ticks received in updates. */
  tickCount = 0;
  #changed = new Set<string>();
  #newOrderEvents: OrderEventView[] = [];
  #newDecisions: DecisionView[] = [];

  apply(message: StreamMessage): void {
    const isSnapshot = message.type === 'snapshot';
    const { channel, data } = message;
    if (channel.startsWith('ticks:')) this.#applyTicks(data as TickView[], isSnapshot);
    else if (channel === 'orders') this.#applyOrders(data as OrderEventView[], isSnapshot);
    else if (channel === 'signals') this.#applyDecisions(data as DecisionView[], isSnapshot);
    else if (channel === 'positions') this.#applyPositions(data as PositionView[], isSnapshot);
    else if (channel === 'risk') this.risk = data as RiskView;
    else if (channel === 'health') this.health = data as HealthView;
  }

  /** Names of the instruments that changed since the last call, sorted. */
  takeChanged(): readonly string[] {
    const names = [...this.#changed].sort();
    this.#changed = new Set();
    return names;
  }

  /** Order events received since the last call, oldest first. */
  takeOrderEvents(): readonly OrderEventView[] {
    const events = this.#newOrderEvents;
    this.#newOrderEvents = [];
    return events;
  }

  /** Decisions received since the last call, oldest first. */
  takeDecisions(): readonly DecisionView[] {
    const decisions = this.#newDecisions;
    this.#newDecisions = [];
    return decisions;
  }

  #applyTicks(ticks: readonly TickView[], isSnapshot: boolean): void {
    if (!isSnapshot) this.tickCount += ticks.length;
    for (const tick of ticks) {
      const known = this.instruments.get(tick.instrument);
      const openedAtPaise = known?.openedAtPaise ?? tick.lastPaise;
      this.instruments.set(tick.instrument, { tick, openedAtPaise });
      this.#changed.add(tick.instrument);
    }
  }

  #applyOrders(events: readonly OrderEventView[], isSnapshot: boolean): void {
    if (isSnapshot) this.orders.clear();
    for (const event of events) {
      this.orders.delete(event.orderId);
      this.orders.set(event.orderId, event);
      this.#newOrderEvents.push(event);
    }
    for (const orderId of this.orders.keys()) {
      if (this.orders.size <= KEPT_ORDERS) break;
      this.orders.delete(orderId);
    }
  }

  /** A snapshot replaces the list; of it only what was not known before is new. */
  #applyDecisions(views: readonly DecisionView[], isSnapshot: boolean): void {
    const known = new Set(isSnapshot ? this.decisions.map(identityOf) : []);
    if (isSnapshot) this.decisions.length = 0;
    for (const view of views) {
      this.decisions.push(view);
      if (!known.has(identityOf(view))) this.#newDecisions.push(view);
    }
    this.decisions.splice(0, this.decisions.length - KEPT_DECISIONS);
  }

  #applyPositions(views: readonly PositionView[], isSnapshot: boolean): void {
    if (isSnapshot) this.positions.clear();
    for (const view of views) this.positions.set(view.instrument, view);
  }
}

/** A signal is decided once, except when it is heard twice, which is denied at a later time. */
function identityOf({ strategy, signalSequence, reason, timeMs }: DecisionView): string {
  return `${strategy}/${signalSequence}/${reason}/${timeMs}`;
}
