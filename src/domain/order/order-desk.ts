/** The desk of the order core: opens, sends, changes and ends orders, and announces every change. It decides nothing about groups. */
import { assert } from '../assert.ts';
import type { OrderEffects } from '../effects.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { CANCEL_ATTEMPTS_MAX, MODIFY_ATTEMPTS_MAX } from '../limits.ts';
import type { MarketHours } from '../time.ts';
import type { Group } from './group.ts';
import type { GroupRegistry } from './group-registry.ts';
import { isAtVenue, isLive, isResting, newOrder, type Order, transition } from './order.ts';
import type { Amendment, AppliedFill, OrderRequest, OrderThrottle } from './order-request.ts';
import type { OrderSettings } from './order-settings.ts';
import type { OrderCounters } from './order-stats.ts';
import { Outbox } from './outbox.ts';
import { ALARM_ROW } from './rows.ts';
import { type CommandKind, LEGS_PER_GROUP, orderIdOf, type RejectReason } from './types.ts';
import type { OrderWatch } from './watch-port.ts';

export interface OrderDeskOptions {
  readonly effects: OrderEffects;
  readonly registry: GroupRegistry;
  readonly settings: OrderSettings;
  readonly counters: OrderCounters;
  readonly tagPrefix: number;
  readonly throttle: OrderThrottle | undefined;
  readonly hours: MarketHours;
  /** An order watch wants to be told what was sent. */
  readonly isWatched: boolean;
}

const NO_FILL: AppliedFill = { fillQuantity: 0, fillPaise: 0, fillValuePaise: 0 };

/** Time after which a message that the rate budget refused is tried again. */
const THROTTLED_RETRY_MS = 100;

export class OrderDesk {
  /** Session time, epoch milliseconds; never goes back. */
  timeMs = 0;
  /** Receive stamp of the tick behind the current input; 0 when something else is. */
  originReceiveNs = 0;
  /** Session time at which something is due that no other input brings. */
  wakeMs = 0;
  /** Sequence of the newest event. */
  eventSequence = 0;
  readonly outbox: Outbox;
  readonly #effects: OrderEffects;
  readonly #registry: GroupRegistry;
  readonly #settings: OrderSettings;
  readonly #counters: OrderCounters;
  readonly #tagPrefix: number;
  readonly #throttle: OrderThrottle | undefined;
  readonly #hours: MarketHours;
  readonly #isWatched: boolean;
  /** Orders a command was sent for since the watch was last told; empty without one. */
  #sent: Order[] = [];

  constructor(options: OrderDeskOptions) {
    this.#effects = options.effects;
    this.outbox = new Outbox(options.effects);
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#counters = options.counters;
    this.#tagPrefix = options.tagPrefix;
    this.#throttle = options.throttle;
    this.#hours = options.hours;
    this.#isWatched = options.isWatched;
  }

  advanceTo(timeMs: number): void {
    if (timeMs > this.timeMs) this.timeMs = timeMs;
  }

  /** Asks to be looked at when the session reaches `timeMs`. */
  wakeAt(timeMs: number): void {
    if (timeMs < this.wakeMs) this.wakeMs = timeMs;
  }

  hasLegFor(group: Group, reserved = 0): boolean {
    return group.orders.length < LEGS_PER_GROUP - reserved;
  }

  /** Decides the next order of `group` without sending anything. */
  open(group: Group, request: OrderRequest): Order {
    assert(this.hasLegFor(group), 'a group has a free leg when an order is opened');
    const order = newOrder({
      orderId: orderIdOf(group.groupId, group.orders.length),
      role: request.role,
      slot: request.slot,
      tagPrefix: this.#tagPrefix,
      orderType: request.orderType,
      instrumentIndex: group.instrument.index,
      side: request.side,
      quantity: request.quantity,
      limitPaise: request.limitPaise,
      triggerPaise: request.triggerPaise,
    });
    group.orders.push(order);
    this.outbox.touchOrder(order);
    return order;
  }

  /** Takes one message for an entry from the budget. */
  tryEntry(): boolean {
    const isLeft = this.#throttle?.tryEntry(this.timeMs) ?? true;
    if (!isLeft) this.#counters.throttledCommands += 1;
    return isLeft;
  }

  /** Sends an order whose message was taken from the budget (ID-06: once, ever). */
  send(order: Order): void {
    assert(order.sentAtMs === 0, 'ID-06 an order is placed at most once');
    assert(order.limitPaise > 0, 'a LIMIT order has a price above 0');
    transition(order, 'sent');
    order.sentAtMs = this.timeMs;
    this.emit(order);
    this.#command('place', order, order);
    this.wakeAt(this.timeMs + this.#settings.responseTimeoutMs);
  }

  /** The instrument's segment is in its continuous hours now (SE-01). */
  isOpen(instrument: Instrument): boolean {
    return this.#hours.isOpen(instrument.segment, this.timeMs);
  }

  /**
   * Opens and sends an order that can only reduce a position; undefined when the segment is closed or no message is left, to be asked
   * for again.
   */
  placeReducing(group: Group, request: OrderRequest): Order | undefined {
    if (!this.isOpen(group.instrument)) {
      this.wakeAt(this.timeMs + this.#settings.chaseIntervalMs);
      return undefined;
    }
    if (!this.#mayReduce()) return undefined;
    const order = this.open(group, request);
    this.send(order);
    return order;
  }

  /** Ends an order that never left. */
  deny(order: Order, reason: RejectReason): void {
    transition(order, 'denied');
    order.reason = reason;
    if (order.role === 'entry') this.#counters.deniedEntries += 1;
    this.emit(order);
  }

  /**
   * Asks for another quantity or price. Does nothing while the order is unanswered or leaving, when it already is as asked, or when just
   * that was refused: then it is asked again after a pause, a few times.
   */
  amend(order: Order, asked: Amendment): void {
    if (!isResting(order) || isAsAsked(order, asked)) return;
    const isRepeated =
      order.requestedQuantity === asked.quantity &&
      order.requestedLimitPaise === asked.limitPaise &&
      order.requestedTriggerPaise === asked.triggerPaise;
    if (isRepeated && this.timeMs < order.retryAtMs) {
      this.wakeAt(order.retryAtMs);
      return;
    }
    if (isRepeated && order.modifyAttempts >= MODIFY_ATTEMPTS_MAX) return;
    assert(asked.limitPaise > 0, 'a LIMIT order has a price above 0');
    assert(asked.quantity > order.filledQuantity, 'OL-10 a modify leaves something to fill');
    if (!this.#mayReduce()) return;
    order.modifyAttempts = isRepeated ? order.modifyAttempts + 1 : 1;
    order.requestedQuantity = asked.quantity;
    order.requestedLimitPaise = asked.limitPaise;
    order.requestedTriggerPaise = asked.triggerPaise;
    transition(order, 'modify_sent');
    this.emit(order);
    this.#command('modify', order, asked);
    this.wakeAt(this.timeMs + this.#settings.responseTimeoutMs);
  }

  /** Asks for the cancel once; again only after a refusal and its pause. An unanswered order is cancelled when it is answered. */
  cancel(order: Order): void {
    if (!isResting(order) || order.cancelAttempts > CANCEL_ATTEMPTS_MAX) return;
    if (this.timeMs < order.retryAtMs && order.cancelAttempts > 0) {
      this.wakeAt(order.retryAtMs);
      return;
    }
    if (this.#isCancelAbandoned(order)) return;
    if (!this.#mayReduce()) return;
    order.cancelAttempts += 1;
    transition(order, 'cancel_sent');
    this.emit(order);
    this.#command('cancel', order, order);
    this.wakeAt(this.timeMs + this.cancelTimeoutMs(order));
  }

  /** A cancel is idempotent: it is asked again while it goes unanswered, each time after twice the wait. */
  repeatCancel(order: Order): void {
    if (order.cancelAttempts > CANCEL_ATTEMPTS_MAX || this.#isCancelAbandoned(order)) return;
    if (!this.#mayReduce()) return;
    order.cancelAttempts += 1;
    transition(order, 'cancel_sent');
    this.outbox.touchOrder(order);
    this.#command('cancel', order, order);
    this.wakeAt(this.timeMs + this.cancelTimeoutMs(order));
  }

  /** How long the newest cancel of `order` may go unanswered. */
  cancelTimeoutMs(order: Order): number {
    return this.#settings.responseTimeoutMs * 2 ** Math.max(0, order.cancelAttempts - 1);
  }

  /** Starts to watch a stop or a target here. */
  hold(group: Group, request: OrderRequest): void {
    const order = this.open(group, request);
    transition(order, 'held');
    this.emit(order);
  }

  resizeHeld(order: Order, quantity: number, triggerPaise: number): void {
    if (order.quantity === quantity && order.triggerPaise === triggerPaise) return;
    transition(order, 'leg_resized');
    order.quantity = quantity;
    order.triggerPaise = triggerPaise;
    this.emit(order);
  }

  endHeld(order: Order | undefined, cause: 'leg_triggered' | 'leg_released'): void {
    if (order === undefined || !isLive(order)) return;
    transition(order, cause);
    this.emit(order);
  }

  /** Books an adjustment: a fill nobody sent an order for (PP-06). */
  adjust(order: Order, pricePaise: number): void {
    assert(order.role === 'adjustment', 'PP-06 only an adjustment is filled without the venue');
    transition(order, 'adjusted');
    order.filledQuantity = order.quantity;
    order.reportedQuantity = order.quantity;
    order.filledValuePaise = order.quantity * pricePaise;
    order.limitPaise = pricePaise;
    this.#counters.adjustments += 1;
    this.#registry.noteActivity(order.instrumentIndex, this.timeMs);
    const fillValuePaise = order.filledValuePaise;
    this.emit(order, { fillQuantity: order.quantity, fillPaise: pricePaise, fillValuePaise });
  }

  /** A query is a read: it takes nothing from the budget and may be repeated. */
  query(kind: CommandKind, queryId: number, order: Order | undefined): void {
    this.outbox.command({
      kind,
      orderId: order?.orderId ?? 0,
      tagPrefix: order?.tagPrefix ?? this.#tagPrefix,
      queryId,
      orderType: order?.orderType ?? 'limit',
      instrumentIndex: order?.instrumentIndex ?? 0,
      side: order?.side ?? 1,
      quantity: order?.quantity ?? 0,
      limitPaise: order?.limitPaise ?? 0,
      triggerPaise: order?.triggerPaise ?? 0,
      isReducing: true,
      timeMs: this.timeMs,
      originReceiveNs: 0,
    });
  }

  tellSent(watch: Pick<OrderWatch, 'onSent'>): void {
    if (this.#sent.length === 0) return;
    const sent = this.#sent;
    this.#sent = [];
    for (const order of sent) watch.onSent(order);
  }

  alarm(cause: string, at: number, detail: string): void {
    this.#counters.alarms += 1;
    this.#effects.record(ALARM_ROW, { cause, at, detail, timeMs: this.timeMs });
  }

  emit(order: Order, fill: AppliedFill = NO_FILL): void {
    this.eventSequence += 1;
    order.eventSequence = this.eventSequence;
    this.outbox.touchOrder(order);
    this.outbox.event({
      sequence: this.eventSequence,
      orderId: order.orderId,
      groupId: order.groupId,
      strategyIndex: order.strategyIndex,
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
      fillValuePaise: fill.fillValuePaise,
      reason: order.reason,
      timeMs: this.timeMs,
    });
    if (fill.fillQuantity > 0) {
      this.#registry.addToNet(order.instrumentIndex, order.side * fill.fillQuantity);
    }
  }

  #mayReduce(): boolean {
    if (this.#throttle?.tryReducing(this.timeMs) ?? true) return true;
    this.#counters.throttledCommands += 1;
    this.wakeAt(this.timeMs + THROTTLED_RETRY_MS);
    return false;
  }

  /** Counts the one attempt too many. */
  #isCancelAbandoned(order: Order): boolean {
    if (order.cancelAttempts < CANCEL_ATTEMPTS_MAX) return false;
    order.cancelAttempts = CANCEL_ATTEMPTS_MAX + 1;
    this.outbox.touchOrder(order);
    this.#counters.abandonedCancels += 1;
    this.alarm('cancel_abandoned', order.instrumentIndex, `order ${order.orderId}`);
    return true;
  }

  #command(kind: CommandKind, order: Order, asked: Amendment): void {
    assert(isAtVenue(order), 'a command names an order that was sent and is not over');
    assert(this.outbox.isTouched(order), 'ID-03 the row of an order goes out before its command');
    order.askedAtMs = this.timeMs;
    this.#registry.noteActivity(order.instrumentIndex, this.timeMs);
    if (this.#isWatched) this.#sent.push(order);
    this.outbox.command({
      kind,
      orderId: order.orderId,
      tagPrefix: order.tagPrefix,
      queryId: 0,
      orderType: order.orderType,
      instrumentIndex: order.instrumentIndex,
      side: order.side,
      quantity: asked.quantity,
      limitPaise: asked.limitPaise,
      triggerPaise: asked.triggerPaise,
      isReducing: kind === 'cancel' || order.role !== 'entry',
      timeMs: this.timeMs,
      originReceiveNs: this.originReceiveNs,
    });
  }
}

function isAsAsked(order: Order, asked: Amendment): boolean {
  return (
    order.quantity === asked.quantity &&
    order.limitPaise === asked.limitPaise &&
    order.triggerPaise === asked.triggerPaise
  );
}
