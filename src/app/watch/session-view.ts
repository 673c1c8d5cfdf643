/** What `tickring watch` knows: the latest of everything the stream sent. Main thread of `tickring watch`. */
import type {
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
  StreamMessage,
  TickView,
} from '../../contract/wire/client-stream.ts';

const KEPT_ORDERS = 200;

export interface WatchedInstrument {
  readonly tick: TickView;
  /** First price seen since the program started. */
  readonly openedAtPaise: number;
}

export class SessionView {
  readonly instruments = new Map<string, WatchedInstrument>();
  /** Latest event by order id, least recently changed first. */
  readonly orders = new Map<string, OrderEventView>();
  readonly positions = new Map<string, PositionView>();
  risk: RiskView | undefined;
  health: HealthView | undefined;
  /** Ticks received in updates. */
  tickCount = 0;
  #changed = new Set<string>();
  #newOrderEvents: OrderEventView[] = [];

  apply(message: StreamMessage): void {
    const isSnapshot = message.type === 'snapshot';
    const { channel, data } = message;
    if (channel.startsWith('ticks:')) this.#applyTicks(data as TickView[], isSnapshot);
    else if (channel === 'orders') this.#applyOrders(data as OrderEventView[], isSnapshot);
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

  #applyPositions(views: readonly PositionView[], isSnapshot: boolean): void {
    if (isSnapshot) this.positions.clear();
    for (const view of views) this.positions.set(view.instrument, view);
  }
}
