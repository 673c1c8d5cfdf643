/** The desk of the order core: keeps every order of the session, sends commands, emits events. It decides nothing. */
import { assert } from '../assert.ts';
import type { OrderEffects } from '../effects.ts';
import { CANCEL_ATTEMPTS_MAX } from '../limits.ts';
import type { Bracket } from './bracket.ts';
import { isLive, newOrder, type Order, transition } from './order.ts';
import {
  type CommandKind,
  LEGS_PER_GROUP,
  type OrderRole,
  orderIdOf,
  type RejectReason,
  type Side,
  strategyIndexOf,
} from './types.ts';

export interface PlaceRequest {
  readonly role: OrderRole;
  readonly side: Side;
  readonly quantity: number;
  /** 0 for a stop. */
  readonly limitPaise: number;
  /** 0 for every other role. */
  readonly triggerPaise: number;
}

export interface ReportedFill {
  readonly fillQuantity: number;
  readonly fillPaise: number;
}

const NO_FILL: ReportedFill = { fillQuantity: 0, fillPaise: 0 };

export class OrderDesk {
  /** Session time, epoch milliseconds; never goes back. */
  timeMs = 0;
  /** Receive stamp of the tick behind the current input; 0 when a report is. */
  originReceiveNs = 0;
  /** Cancels that were refused too often and are not repeated. */
  abandonedCancels = 0;
  readonly #effects: OrderEffects;
  readonly #orders = new Map<number, Order>();
  #eventSequence = 0;

  constructor(effects: OrderEffects) {
    this.#effects = effects;
  }

  advanceTo(timeMs: number): void {
    if (timeMs > this.timeMs) this.timeMs = timeMs;
  }

  find(orderId: number): Order | undefined {
    return this.#orders.get(orderId);
  }

  hasLegFor(bracket: Bracket, reserved = 0): boolean {
    return bracket.orders.length < LEGS_PER_GROUP - reserved;
  }

  /** Records the next leg of `bracket` without sending anything. */
  open(bracket: Bracket, request: PlaceRequest): Order {
    assert(this.hasLegFor(bracket), 'a bracket has a free leg when an order is opened');
    const orderId = orderIdOf(bracket.groupId, bracket.orders.length);
    assert(!this.#orders.has(orderId), 'ID-07 order ids are unique over the session');
    const order = newOrder({ ...request, orderId, instrumentIndex: bracket.instrument.index });
    this.#orders.set(orderId, order);
    bracket.orders.push(order);
    return order;
  }

  place(bracket: Bracket, request: PlaceRequest): Order {
    const order = this.open(bracket, request);
    this.emit(order);
    this.#command('place', order, order);
    return order;
  }

  /**
   * Asks for another total quantity and limit. Does nothing, and returns false, while the order is unanswered or leaving, when it
   * already is as asked, or when the venue refused just that before.
   */
  amend(order: Order, quantity: number, limitPaise: number): boolean {
    const mayAmend = order.status === 'working' || order.status === 'partially_filled';
    if (!mayAmend || order.inFlight !== 'none') return false;
    if (order.quantity === quantity && order.limitPaise === limitPaise) return false;
    if (order.requestedQuantity === quantity && order.requestedLimitPaise === limitPaise) {
      return false;
    }
    assert(quantity > order.filledQuantity, 'OL-10 a modify leaves something to fill');
    order.inFlight = 'modify';
    order.requestedQuantity = quantity;
    order.requestedLimitPaise = limitPaise;
    this.#command('modify', order, { quantity, limitPaise });
    return true;
  }

  /** Asks for the cancel once; again only after a refusal and its pause. An unanswered order is cancelled when it is answered. */
  cancel(order: Order): void {
    const mayCancel = order.status === 'working' || order.status === 'partially_filled';
    if (!mayCancel || order.inFlight !== 'none' || this.timeMs < order.retryAtMs) return;
    if (order.cancelAttempts > CANCEL_ATTEMPTS_MAX) return;
    order.cancelAttempts += 1;
    if (order.cancelAttempts > CANCEL_ATTEMPTS_MAX) {
      this.abandonedCancels += 1;
      return;
    }
    order.inFlight = 'cancel';
    transition(order, 'cancel_sent');
    this.emit(order);
    this.#command('cancel', order, order);
  }

  /** Starts to watch a stop. */
  hold(bracket: Bracket, request: PlaceRequest): Order {
    const order = this.open(bracket, request);
    this.emit(order);
    return order;
  }

  resizeStop(stop: Order, quantity: number, triggerPaise: number): void {
    if (stop.quantity === quantity && stop.triggerPaise === triggerPaise) return;
    transition(stop, 'stop_resized');
    stop.quantity = quantity;
    stop.triggerPaise = triggerPaise;
    this.emit(stop);
  }

  endStop(stop: Order | undefined, cause: 'stop_triggered' | 'stop_released'): void {
    if (stop === undefined || !isLive(stop)) return;
    transition(stop, cause);
    this.emit(stop);
  }

  emit(order: Order, fill: ReportedFill = NO_FILL, reason: RejectReason | '' = ''): void {
    this.#eventSequence += 1;
    this.#effects.event({
      sequence: this.#eventSequence,
      orderId: order.orderId,
      groupId: order.groupId,
      strategyIndex: strategyIndexOf(order.groupId),
      role: order.role,
      status: order.status,
      instrumentIndex: order.instrumentIndex,
      side: order.side,
      quantity: order.quantity,
      filledQuantity: order.filledQuantity,
      limitPaise: order.limitPaise,
      triggerPaise: order.triggerPaise,
      fillQuantity: fill.fillQuantity,
      fillPaise: fill.fillPaise,
      reason,
      timeMs: this.timeMs,
    });
  }

  #command(
    kind: CommandKind,
    order: Order,
    asked: Readonly<Pick<Order, 'quantity' | 'limitPaise'>>,
  ): void {
    this.#effects.command({
      kind,
      orderId: order.orderId,
      instrumentIndex: order.instrumentIndex,
      side: order.side,
      quantity: asked.quantity,
      limitPaise: asked.limitPaise,
      timeMs: this.timeMs,
      originReceiveNs: this.originReceiveNs,
    });
  }
}
