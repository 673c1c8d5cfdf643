/** What the engine says of its orders, as the world hears it: the newest event of each, by group. Rebuilt from the journal at a restart. */
import {
  groupIdOf,
  type OrderEvent,
  type OrderRole,
  type OrderStatus,
} from '../../../src/domain/order/types.ts';

export interface KnownOrder {
  readonly orderId: number;
  readonly groupId: number;
  readonly role: OrderRole;
  readonly side: 1 | -1;
  readonly instrumentIndex: number;
  status: OrderStatus;
  quantity: number;
  filledQuantity: number;
  triggerPaise: number;
}

export interface Adopted {
  /** Of the position. */
  readonly side: 1 | -1;
  readonly quantity: number;
}

const OVER: ReadonlySet<OrderStatus> = new Set([
  'denied',
  'triggered',
  'filled',
  'cancelled',
  'rejected',
  'expired',
]);

export function isOver(status: OrderStatus): boolean {
  return OVER.has(status);
}

export class OrderLedger {
  readonly orders = new Map<number, KnownOrder>();
  readonly groups = new Map<number, KnownOrder[]>();
  readonly #unknown = new Set<number>();
  /** Groups whose fills do not add up to nothing. */
  readonly openGroups = new Set<number>();

  /** What groups without an entry began with, by group: an `oco` takes over a position its strategy holds. */
  readonly adopted = new Map<number, Adopted>();

  /** The order as it was before the event; undefined for a new one. */
  take(event: OrderEvent): KnownOrder | undefined {
    const known = this.orders.get(event.orderId);
    if (known === undefined) {
      this.#add({ ...event });
      this.#judge(event.groupId);
      return undefined;
    }
    const before = { ...known };
    known.status = event.status;
    if (known.status === 'unknown') this.#unknown.add(event.orderId);
    else this.#unknown.delete(event.orderId);
    known.quantity = event.quantity;
    known.filledQuantity = event.filledQuantity;
    known.triggerPaise = event.triggerPaise;
    if (before.filledQuantity !== known.filledQuantity) this.#judge(event.groupId);
    return before;
  }

  /** A restart: the ledger holds what the journal does, and nothing more. */
  reset(orders: readonly KnownOrder[], adopted: ReadonlyMap<number, Adopted>): void {
    this.orders.clear();
    this.groups.clear();
    this.openGroups.clear();
    this.#unknown.clear();
    this.adopted.clear();
    for (const [groupId, position] of adopted) this.adopted.set(groupId, position);
    for (const order of orders) this.#add({ ...order });
    for (const groupId of this.groups.keys()) this.#judge(groupId);
  }

  /** Its first entry; where it has none, the adjustment it began with. */
  entryOf(groupId: number): KnownOrder | undefined {
    const orders = this.groups.get(groupId);
    return (
      orders?.find(({ role }) => role === 'entry') ??
      orders?.find(({ role }) => role === 'adjustment')
    );
  }

  /** Side of the position the group opens or took over. */
  directionOf(groupId: number): 1 | -1 {
    return this.adopted.get(groupId)?.side ?? this.entryOf(groupId)?.side ?? 1;
  }

  /** Some order of the instrument, of that side when one is given, is of unknown outcome. */
  hasUnknown(instrumentIndex: number, side?: 1 | -1): boolean {
    for (const orderId of this.#unknown) {
      const order = this.orders.get(orderId);
      if (order?.instrumentIndex !== instrumentIndex) continue;
      if (side === undefined || order.side === side) return true;
    }
    return false;
  }

  /** Units of the instrument that orders of unknown outcome may still trade. */
  unknownLeaves(instrumentIndex: number): number {
    let leaves = 0;
    for (const orderId of this.#unknown) {
      const order = this.orders.get(orderId);
      if (order?.instrumentIndex !== instrumentIndex) continue;
      leaves += order.quantity - order.filledQuantity;
    }
    return leaves;
  }

  /** Entries that are decided and have not left. */
  waitingEntries(): readonly KnownOrder[] {
    const waiting: KnownOrder[] = [];
    for (const order of this.orders.values()) {
      if (order.role === 'entry' && order.status === 'intent') waiting.push(order);
    }
    return waiting;
  }

  /** Units its entries, or what stands in for them, brought. */
  enteredQuantity(groupId: number): number {
    const direction = this.directionOf(groupId);
    let entered = this.adopted.get(groupId)?.quantity ?? 0;
    for (const { role, side, filledQuantity } of this.groups.get(groupId) ?? []) {
      const brings = role === 'entry' || role === 'adjustment';
      if (brings && side === direction) entered += filledQuantity;
    }
    return entered;
  }

  /** Units of the group that are open in the direction of its entry; below 0 when the exits overshot. */
  openQuantity(groupId: number): number {
    const direction = this.directionOf(groupId);
    let open = this.adopted.get(groupId)?.quantity ?? 0;
    for (const { side, filledQuantity } of this.groups.get(groupId) ?? []) {
      open += side * direction * filledQuantity;
    }
    return open;
  }

  #judge(groupId: number): void {
    if (this.openQuantity(groupId) === 0) this.openGroups.delete(groupId);
    else this.openGroups.add(groupId);
  }

  #add(order: KnownOrder): void {
    const groupId = groupIdOf(order.orderId);
    this.orders.set(order.orderId, order);
    if (order.status === 'unknown') this.#unknown.add(order.orderId);
    const group = this.groups.get(groupId);
    if (group === undefined) this.groups.set(groupId, [order]);
    else group.push(order);
  }
}
