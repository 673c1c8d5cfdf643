/** Every group and order of the session, and which groups are open where. Owned by the order core. */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { NumberMap } from '../number-map.ts';
import type { Group } from './group.ts';
import { GroupTable } from './group-table.ts';
import { isAtVenue, isSettled, type Order } from './order.ts';
import { groupIdOf, legOf } from './types.ts';

const NO_GROUPS: readonly Group[] = [];

export class GroupRegistry {
  readonly instruments: readonly Instrument[];
  /** By group id, closed ones until they are forgotten: a late fill reopens a closed group. */
  readonly #byId = new GroupTable<Group>();
  /** By `openSequence`. */
  readonly #open: Group[] = [];
  readonly #waiting = new Set<Group>();
  /** Open groups by instrument; undefined until an instrument has had one. */
  readonly #openOn: (Group[] | undefined)[];
  /** Signed units all fills and adjustments add up to, by instrument. */
  readonly #net: Float64Array;
  /** Session time of the last report, command or adjustment, by instrument (PP-08). */
  readonly #activityMs: Float64Array;
  readonly #byVenueOrderId = new NumberMap();
  #openSequence = 0;

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments;
    this.#openOn = new Array(instruments.length).fill(undefined);
    this.#net = new Float64Array(instruments.length);
    this.#activityMs = new Float64Array(instruments.length);
  }

  get openCount(): number {
    return this.#open.length;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** In the order in which they were opened. The list changes as groups open and close. */
  get open(): readonly Group[] {
    return this.#open;
  }

  get waiting(): Iterable<Group> {
    return this.#waiting;
  }

  /** By strategy and signal number. */
  *groups(): Generator<Group> {
    for (const [, group] of this.#byId.entries()) yield group;
  }

  /** Open groups of an instrument. The list changes as groups open and close. */
  openOn(instrumentIndex: number): readonly Group[] {
    return this.#openOn[instrumentIndex] ?? NO_GROUPS;
  }

  group(groupId: number): Group | undefined {
    return this.#byId.get(groupId);
  }

  find(orderId: number): Order | undefined {
    return this.#byId.get(groupIdOf(orderId))?.orders[legOf(orderId)];
  }

  add(group: Group): void {
    assert(
      this.group(group.groupId) === undefined,
      'ID-07 group and order ids are unique over the session',
    );
    this.#byId.set(group.groupId, group);
    this.restoreSequence(group.row.openSequence);
  }

  /** Number of the newest opening. */
  get openSequence(): number {
    return this.#openSequence;
  }

  restoreSequence(openSequence: number): void {
    this.#openSequence = Math.max(this.#openSequence, openSequence);
  }

  /** Takes out a closed group whose orders need no answer any more. */
  forget(group: Group): void {
    assert(group.row.isClosed && this.#openAt(group) < 0, 'only a closed group is forgotten');
    assert(group.orders.every(isSettled), 'OC-05 every order of a closed group is settled');
    assert(group.openQuantity === 0, 'PP-01 a closed group adds nothing to the net position');
    this.#byId.delete(group.groupId);
    for (const { venueOrderId } of group.orders) this.#byVenueOrderId.delete(venueOrderId);
  }

  /** Whether the entry of a group waits for that of group `groupId`. */
  isAwaited(groupId: number): boolean {
    for (const group of this.#waiting) if (group.row.parentGroupId === groupId) return true;
    return false;
  }

  /** Opens a group, or opens it again. */
  attach(group: Group): void {
    this.#openSequence += 1;
    group.row.openSequence = this.#openSequence;
    this.restoreOpen(group);
  }

  /** Puts an open group back where it was; called in the order of `openSequence`. */
  restoreOpen(group: Group): void {
    this.#open.push(group);
    const at = group.instrument.index;
    const groups = this.#openOn[at];
    if (groups === undefined) this.#openOn[at] = [group];
    else groups.push(group);
  }

  detach(group: Group): void {
    const at = this.#openAt(group);
    if (at >= 0) removeAt(this.#open, at);
    const groups = this.#openOn[group.instrument.index] ?? [];
    const place = groups.indexOf(group);
    if (place >= 0) removeAt(groups, place);
  }

  setWaiting(group: Group, isWaiting: boolean): void {
    group.row.isWaiting = isWaiting;
    if (isWaiting) this.#waiting.add(group);
    else this.#waiting.delete(group);
  }

  /** OL-07: false when the venue gave this number to another order of ours, or this order has another number. */
  bindVenueOrder(order: Order, venueOrderId: number): boolean {
    if (order.venueOrderId !== 0) return order.venueOrderId === venueOrderId;
    const bound = this.#byVenueOrderId.get(venueOrderId, order.orderId);
    if (bound !== order.orderId) return false;
    this.#byVenueOrderId.set(venueOrderId, order.orderId);
    order.venueOrderId = venueOrderId;
    return true;
  }

  restoreVenueOrder(order: Order): void {
    this.#byVenueOrderId.set(order.venueOrderId, order.orderId);
  }

  netQuantity(instrumentIndex: number): number {
    return this.#net[instrumentIndex] ?? 0;
  }

  addToNet(instrumentIndex: number, signedQuantity: number): void {
    this.#net[instrumentIndex] = this.netQuantity(instrumentIndex) + signedQuantity;
  }

  noteActivity(instrumentIndex: number, timeMs: number): void {
    const lastMs = this.lastActivityMs(instrumentIndex);
    if (timeMs > lastMs) this.#activityMs[instrumentIndex] = timeMs;
  }

  lastActivityMs(instrumentIndex: number): number {
    return this.#activityMs[instrumentIndex] ?? 0;
  }

  /** Orders the venue may still fill, oldest group first. */
  *liveOrders(): Generator<Order> {
    for (const group of [...this.#open]) {
      for (const order of group.orders) if (isAtVenue(order)) yield order;
    }
  }

  /** Place of `group` among the open ones; below 0 when it is none. */
  #openAt(group: Group): number {
    const sequence = group.row.openSequence;
    let [from, to] = [0, this.#open.length - 1];
    while (from <= to) {
      const at = (from + to) >>> 1;
      const found = this.#open[at] as Group;
      if (found === group) return at;
      if (found.row.openSequence < sequence) from = at + 1;
      else to = at - 1;
    }
    return -1;
  }
}

/** In place, and without the list of what was removed. */
function removeAt(groups: Group[], at: number): void {
  groups.copyWithin(at, at + 1);
  groups.pop();
}
