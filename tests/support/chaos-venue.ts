/**
 * A venue that does everything a venue may do, when it likes: it answers late, fills in pieces, rejects, cancels unasked, fills after a
 * cancel. Its mailbox hands reports over in any order and more than once. It keeps the truth to compare with.
 */
import type { VenueCommand, VenueReport } from '../../src/domain/order/types.ts';

export interface ChaosProfile {
  /** Reports may overtake one another. */
  readonly reorders: boolean;
  /** Reports may be delivered again. */
  readonly duplicates: boolean;
  /** Share of new orders that are rejected. */
  readonly rejects: number;
  /** Share of cancelled orders that are filled a little after all. */
  readonly lateFills: number;
  /** Chance per step that a live order is cancelled unasked. */
  readonly drops: number;
}

export interface TrueOrder {
  readonly orderId: number;
  readonly instrumentIndex: number;
  readonly side: 1 | -1;
  quantity: number;
  limitPaise: number;
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

  /** From now on it behaves: handles everything, fills every live order whole, delivers everything once. */
  settle(deliver: (report: VenueReport) => void): void {
    while (this.#commands.length > 0) this.handleNext(0);
    for (const order of this.orders.values()) {
      if (!order.isDone) this.#fill(order, order.quantity - order.filled);
    }
    for (const report of this.#mailbox.splice(0)) deliver(report);
  }

  get isIdle(): boolean {
    return this.#commands.length === 0 && this.#mailbox.length === 0;
  }

  handleNext(rejects = this.#profile.rejects): void {
    const command = this.#commands.shift();
    if (command === undefined) return;
    const { orderId, instrumentIndex, side, quantity, limitPaise } = command;
    const order = this.orders.get(orderId);
    if (command.kind === 'place') {
      if (order !== undefined) throw new Error('ID-01 one order was placed twice');
      const isDone = this.#random() < rejects;
      const placed = { orderId, instrumentIndex, side, quantity, limitPaise };
      const fresh: TrueOrder = { ...placed, filled: 0, valuePaise: 0, isDone };
      this.orders.set(orderId, fresh);
      this.#mail(isDone ? 'rejected' : 'accepted', fresh);
    } else if (order === undefined) {
      throw new Error(`A ${command.kind} names an order that was never placed`);
    } else if (order.isDone) {
      const kind = command.kind === 'cancel' ? 'cancel_rejected' : 'modify_rejected';
      this.#mail(kind, order, 'already_terminal');
    } else if (command.kind === 'cancel') {
      order.isDone = true;
      this.#mail('cancelled', order);
      if (this.#random() < this.#profile.lateFills) this.#fill(order, 1);
    } else if (quantity <= order.filled) {
      this.#mail('modify_rejected', order, 'quantity_below_filled');
    } else {
      order.quantity = quantity;
      order.limitPaise = limitPaise;
      this.#mail('modified', order);
    }
  }

  #fillSome(): void {
    const live = [...this.orders.values()].filter(({ isDone }) => !isDone);
    const order = live[Math.floor(this.#random() * live.length)];
    if (order === undefined) return;
    const leaves = order.quantity - order.filled;
    this.#fill(order, Math.max(1, Math.floor(this.#random() * (leaves + 1))));
  }

  #drop(): void {
    const live = [...this.orders.values()].filter(({ isDone }) => !isDone);
    const order = live[Math.floor(this.#random() * live.length)];
    if (order === undefined) return;
    order.isDone = true;
    this.#mail('cancelled', order);
  }

  #fill(order: TrueOrder, wanted: number): void {
    const quantity = Math.min(wanted, order.quantity - order.filled);
    if (quantity <= 0) return;
    order.filled += quantity;
    order.valuePaise += quantity * order.limitPaise;
    if (order.filled === order.quantity) order.isDone = true;
    this.#mail('fill', order, '', quantity);
  }

  #mail(
    kind: VenueReport['kind'],
    order: TrueOrder,
    reason: VenueReport['reason'] = '',
    fillQuantity = 0,
  ): void {
    this.#mailbox.push({
      kind,
      orderId: order.orderId,
      instrumentIndex: order.instrumentIndex,
      quantity: order.quantity,
      limitPaise: order.limitPaise,
      cumulativeQuantity: order.filled,
      fillQuantity,
      fillPaise: fillQuantity === 0 ? 0 : order.limitPaise,
      reason,
      timeMs: this.timeMs,
    });
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
