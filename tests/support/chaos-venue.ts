/**
 * A venue that does everything a venue may do, when it likes: it answers late or not, fills in pieces, rejects, cancels unasked, triggers,
 * fills after a cancel. Its mailbox hands reports over in any order and more than once. It keeps the truth to compare with, and throws
 * when it is asked for what may never be asked.
 */
import type { VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { reportOf } from './order-rig.ts';

export interface ChaosProfile {
  /** Reports may overtake one another. */
  readonly reorders: boolean;
  /** Reports may be delivered again. */
  readonly duplicates: boolean;
  /** Reports say the exact value of all fills. */
  readonly values: boolean;
  /** Share of new orders that are rejected. */
  readonly rejects: number;
  /** Share of cancelled orders that are filled a little after all. */
  readonly lateFills: number;
  /** Chance per step that a live order is cancelled unasked. */
  readonly drops: number;
  /** Share of commands whose answer is preceded by `unknown`. */
  readonly losses: number;
}

export interface TrueOrder {
  readonly orderId: number;
  readonly venueOrderId: number;
  readonly instrumentIndex: number;
  readonly side: 1 | -1;
  readonly isStop: boolean;
  isTriggered: boolean;
  quantity: number;
  limitPaise: number;
  triggerPaise: number;
  filled: number;
  valuePaise: number;
  isDone: boolean;
}

export class ChaosVenue {
  readonly orders = new Map<number, TrueOrder>();
  timeMs = 0;
  readonly #random: () => number;
  readonly #profile: ChaosProfile;
  readonly #commands: VenueCommand[] = [];
  readonly #mailbox: VenueReport[] = [];

  constructor(random: () => number, profile: ChaosProfile) {
    this.#random = random;
    this.#profile = profile;
  }

  send(command: VenueCommand): void {
    this.#commands.push(command);
  }

  /** Does one thing; `deliver` is told of at most one report. */
  step(deliver: (report: VenueReport) => void): void {
    const dice = this.#random();
    if (dice < 0.35) this.handleNext();
    else if (dice < 0.6) this.#fillSome();
    else if (dice < 0.6 + this.#profile.drops) this.#drop();
    else this.#deliverOne(deliver);
  }

  /** From now on it behaves: handles everything, fills every live LIMIT order whole, delivers everything once. */
  settle(deliver: (report: VenueReport) => void): void {
    while (this.#commands.length > 0) this.handleNext(0);
    for (const order of this.orders.values()) {
      const isInBook = !order.isStop || order.isTriggered;
      if (!order.isDone && isInBook) this.#fill(order, order.quantity - order.filled);
    }
    for (const report of this.#mailbox.splice(0)) deliver(report);
  }

  get isIdle(): boolean {
    return this.#commands.length === 0 && this.#mailbox.length === 0;
  }

  /** Signed units all its fills add up to. */
  net(instrumentIndex: number): number {
    let net = 0;
    for (const order of this.orders.values()) {
      if (order.instrumentIndex === instrumentIndex) net += order.side * order.filled;
    }
    return net;
  }

  handleNext(rejects = this.#profile.rejects): void {
    const command = this.#commands.shift();
    if (command === undefined) return;
    if (command.kind === 'query_positions') {
      this.#answerPositions(command.queryId);
      return;
    }
    const order = this.orders.get(command.orderId);
    if (this.#random() < this.#profile.losses) {
      const { orderId } = command;
      this.#mailbox.push(reportOf({ kind: 'unknown', orderId, timeMs: this.timeMs }));
    }
    if (command.kind === 'place') this.#place(command, rejects);
    else if (order === undefined) {
      throw new Error(`A ${command.kind} names an order that was never placed`);
    } else if (order.isDone) {
      const kind = command.kind === 'cancel' ? 'cancel_rejected' : 'modify_rejected';
      this.#mail(kind, order, 'already_terminal');
    } else if (command.kind === 'cancel') {
      order.isDone = true;
      this.#mail('cancelled', order);
      if (this.#random() < this.#profile.lateFills) this.#fill(order, 1);
    } else this.#modify(order, command);
  }

  #place(command: VenueCommand, rejects: number): void {
    const { orderId, instrumentIndex, side, quantity, limitPaise, triggerPaise } = command;
    if (this.orders.has(orderId)) throw new Error('ID-01 one order was placed twice');
    const isStop = command.orderType === 'stop_limit';
    if (!isStop) this.#checkSelfTrade(command);
    const isDone = this.#random() < rejects;
    const fresh: TrueOrder = {
      ...{ orderId, instrumentIndex, side, isStop, quantity, limitPaise, triggerPaise, isDone },
      venueOrderId: this.orders.size + 1,
      isTriggered: false,
      filled: 0,
      valuePaise: 0,
    };
    this.orders.set(orderId, fresh);
    if (isDone) this.#mail('rejected', fresh, 'insufficient_margin');
    else this.#mail('accepted', fresh);
  }

  #modify(order: TrueOrder, command: VenueCommand): void {
    if (command.quantity <= order.filled) {
      this.#mail('modify_rejected', order, 'quantity_below_filled');
      return;
    }
    if (!order.isStop) this.#checkSelfTrade(command);
    order.quantity = command.quantity;
    order.limitPaise = command.limitPaise;
    order.triggerPaise = command.triggerPaise;
    this.#mail('modified', order);
  }

  /** RG-08: a new order would trade with a live one of our own. */
  #checkSelfTrade({ orderId, instrumentIndex, side, limitPaise }: VenueCommand): void {
    for (const order of this.orders.values()) {
      if (order.isDone || order.side === side || order.instrumentIndex !== instrumentIndex)
        continue;
      // A stop enters the book when it triggers, which nobody can know in advance.
      if (order.isStop) continue;
      if ((limitPaise - order.limitPaise) * side < 0) continue;
      throw new Error(`RG-08 order ${orderId} would trade with ${order.orderId}`);
    }
  }

  #fillSome(): void {
    const order = this.#pickLive();
    if (order === undefined) return;
    if (order.isStop && !order.isTriggered) {
      order.isTriggered = true;
      this.#mail('triggered', order);
      return;
    }
    const leaves = order.quantity - order.filled;
    this.#fill(order, Math.max(1, Math.floor(this.#random() * (leaves + 1))));
  }

  #drop(): void {
    const order = this.#pickLive();
    if (order === undefined) return;
    order.isDone = true;
    this.#mail(this.#random() < 0.5 ? 'cancelled' : 'expired', order);
  }

  #pickLive(): TrueOrder | undefined {
    const live = [...this.orders.values()].filter(({ isDone }) => !isDone);
    return live[Math.floor(this.#random() * live.length)];
  }

  #fill(order: TrueOrder, wanted: number): void {
    const quantity = Math.min(wanted, order.quantity - order.filled);
    if (quantity <= 0) return;
    order.filled += quantity;
    order.valuePaise += quantity * order.limitPaise;
    if (order.filled === order.quantity) order.isDone = true;
    this.#mail('fill', order, '', quantity);
  }

  #answerPositions(queryId: number): void {
    const instruments = new Set([...this.orders.values()].map((order) => order.instrumentIndex));
    let rows = 0;
    for (const instrumentIndex of instruments) {
      const quantity = this.net(instrumentIndex);
      if (quantity === 0) continue;
      rows += 1;
      const kind = 'book_position';
      this.#mailbox.push(
        reportOf({ kind, queryId, instrumentIndex, quantity, timeMs: this.timeMs }),
      );
    }
    this.#mailbox.push(
      reportOf({ kind: 'book_end', queryId, quantity: rows, timeMs: this.timeMs }),
    );
  }

  #mail(
    kind: VenueReport['kind'],
    order: TrueOrder,
    reason: VenueReport['reason'] = '',
    fillQuantity = 0,
  ): void {
    this.#mailbox.push(
      reportOf({
        kind,
        orderId: order.orderId,
        venueOrderId: order.venueOrderId,
        instrumentIndex: order.instrumentIndex,
        side: order.side,
        quantity: order.quantity,
        limitPaise: order.limitPaise,
        triggerPaise: order.triggerPaise,
        cumulativeQuantity: order.filled,
        cumulativeValuePaise: this.#profile.values ? order.valuePaise : 0,
        fillQuantity,
        fillPaise: fillQuantity === 0 ? 0 : order.limitPaise,
        reason,
        timeMs: this.timeMs,
      }),
    );
  }

  #deliverOne(deliver: (report: VenueReport) => void): void {
    const { reorders, duplicates } = this.#profile;
    const at = reorders ? Math.floor(this.#random() * this.#mailbox.length) : 0;
    const report = this.#mailbox[at];
    if (report === undefined) return;
    const isRepeated = duplicates && this.#random() < 0.3;
    if (!isRepeated) this.#mailbox.splice(at, 1);
    deliver(report);
  }
}
