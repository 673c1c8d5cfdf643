/** How a group gets in: entry orders cut to the freeze quantity, sent or denied, and entries that wait for a parent's (one triggers the other). */
import { assert } from '../assert.ts';
import type { RuleContext } from './exit-rules.ts';
import type { Group } from './group.ts';
import { sliceQuantity } from './leg-fitting.ts';
import { isLive, isUnsent } from './order.ts';
import { crossedOrder } from './self-trade.ts';
import type { RejectReason } from './types.ts';

/** Why no entry of an instrument may be sent now; '' when it may. */
export type EntryGate = (group: Group) => RejectReason | '';

export class EntryRules {
  readonly #context: RuleContext;
  readonly #gate: EntryGate;

  constructor(context: RuleContext, gate: EntryGate) {
    this.#context = context;
    this.#gate = gate;
  }

  /** Decides the entry orders of a new group; '' or why it cannot be. */
  open(group: Group): RejectReason | '' {
    const { desk, settings } = this.#context;
    const { quantity, side, limitPaise } = group.row;
    const cap = sliceQuantity(group.instrument);
    const isTooLarge = quantity > cap * settings.maxSlices;
    for (let rest = quantity; rest > 0; ) {
      const slice = isTooLarge ? quantity : Math.min(rest, cap);
      rest -= slice;
      desk.open(group, {
        role: 'entry',
        slot: 0,
        orderType: 'limit',
        side,
        quantity: slice,
        limitPaise,
        triggerPaise: 0,
      });
    }
    return isTooLarge ? 'quantity_above_freeze' : '';
  }

  /** Announces an entry that waits for its parent. */
  wait(group: Group): void {
    const { desk, registry } = this.#context;
    registry.setWaiting(group, true);
    desk.outbox.touchGroup(group);
    for (const order of group.orders) desk.emit(order);
  }

  /** Sends every entry order of the group, or ends what may not be sent. */
  send(group: Group): void {
    const { desk, registry, settings } = this.#context;
    const { row } = group;
    row.entryDeadlineMs = desk.timeMs + settings.entryTimeoutMs;
    desk.outbox.touchGroup(group);
    desk.wakeAt(row.entryDeadlineMs);
    let asked = 0;
    for (const order of group.orders) {
      if (!isUnsent(order)) continue;
      let reason = this.#gate(group);
      if (reason === '' && crossedOrder(registry, group, order) !== undefined)
        reason = 'self_trade';
      if (reason === '' && !desk.tryEntry()) reason = 'rate_limited';
      if (reason !== '') {
        this.denyUnsent(group, reason);
        return;
      }
      asked += order.quantity;
      assert(asked <= row.quantity, 'RG-11 the orders of an entry never exceed what was approved');
      desk.send(order);
    }
  }

  /** Ends every order of the group that has not left, and its waiting. */
  denyUnsent(group: Group, reason: RejectReason): void {
    const { desk, registry } = this.#context;
    if (group.row.isWaiting) {
      registry.setWaiting(group, false);
      desk.outbox.touchGroup(group);
    }
    for (const order of group.orders) {
      if (isUnsent(order) && order.role === 'entry') desk.deny(order, reason);
    }
  }

  /** Cancels what is left of an entry that had its time. */
  expire(group: Group): void {
    const { desk } = this.#context;
    const { row } = group;
    if (row.isEntryOver || row.entryDeadlineMs === 0 || !group.hasLiveEntry) return;
    if (desk.timeMs < row.entryDeadlineMs) {
      desk.wakeAt(row.entryDeadlineMs);
      return;
    }
    row.isEntryOver = true;
    desk.outbox.touchGroup(group);
  }

  /** True when `group` waits no more: its parent's entry is over, so it was sent in proportion, or denied. */
  release(group: Group): boolean {
    const { registry } = this.#context;
    const parent = registry.group(group.row.parentGroupId);
    if (parent !== undefined && (parent.row.isWaiting || !parent.isEntrySettled)) return false;
    const filled = parent?.entryQuantity ?? 0;
    const asked = parent?.row.quantity ?? 1;
    this.#scale(group, filled, asked);
    if (group.orders.every((order) => !isLive(order))) {
      this.denyUnsent(group, 'parent_not_filled');
      return true;
    }
    registry.setWaiting(group, false);
    this.send(group);
    return true;
  }

  /** Cuts the entry to the part of the parent's that filled, in whole lots. */
  #scale(group: Group, filled: number, asked: number): void {
    const { desk } = this.#context;
    const lotSize = group.instrument.lotSize;
    const lots = Math.floor(group.row.quantity / lotSize);
    const part = Math.min(lots, Math.floor((lots * filled) / asked)) * lotSize;
    let rest = filled >= asked ? group.row.quantity : part;
    if (rest === group.row.quantity) return;
    if (rest > 0) group.row.quantity = rest;
    desk.outbox.touchGroup(group);
    for (const order of group.orders) {
      const quantity = Math.min(rest, order.quantity);
      rest -= quantity;
      if (quantity === 0) desk.deny(order, 'parent_not_filled');
      else order.quantity = quantity;
    }
  }
}
