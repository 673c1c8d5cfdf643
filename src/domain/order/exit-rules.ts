/**
 * How a group is closed: cancel what it has, wait until that is confirmed, send a marketable LIMIT exit of just what is open, re-price
 * it while the market leaves it behind. Run by the order core.
 */
import { assert } from '../assert.ts';
import { EXIT_OFFSET_BPS_MAX } from '../limits.ts';
import type { QuoteTable } from '../position/quote-table.ts';
import type { Group } from './group.ts';
import type { GroupRegistry } from './group-registry.ts';
import { fitLegs, legsAtVenue } from './leg-fitting.ts';
import { marketableLimit, touchPaise } from './limit-price.ts';
import { isLive, isResting, isSettled, isUnsent, leavesOf, type Order } from './order.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderSettings } from './order-settings.ts';
import type { OrderCounters } from './order-stats.ts';
import { crossedOrder } from './self-trade.ts';
import { opposite, type Side } from './types.ts';

/** What the rules of groups work with; one per order core. */
export interface RuleContext {
  readonly desk: OrderDesk;
  readonly registry: GroupRegistry;
  readonly quotes: QuoteTable;
  readonly settings: OrderSettings;
  readonly counters: OrderCounters;
}

/** Rejections in a row after which the pause before the next exit grows no more: 2^6 times the interval. */
const BACKOFF_STEPS_MAX = 6;

export class ExitRules {
  readonly #context: RuleContext;

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** From here on everything is closed: what is held is released, what is at the venue is cancelled, the rest is sold (or bought) back. */
  begin(group: Group): void {
    const { desk } = this.#context;
    group.row.isExiting = true;
    group.row.isEntryOver = true;
    desk.outbox.touchGroup(group);
    for (const order of group.orders) {
      if (order.status === 'held') desk.endHeld(order, 'leg_released');
      else if (isUnsent(order) && order.role !== 'adjustment') desk.deny(order, 'withdrawn');
    }
  }

  /**
   * An exit is sent once everything else is known to be gone, so that it neither trades with it nor closes twice (OC-05). Where the outcome
   * of an order is unknown, what it may still close is left to it, and the rest is closed: an open position does not wait for an answer.
   */
  settle(group: Group, open: number): void {
    const { desk } = this.#context;
    const side = open > 0 ? opposite(group.side) : group.side;
    let isClear = true;
    let unknownLeaves = 0;
    for (const order of group.orders) {
      if (isExitOrder(order)) {
        if (!isLive(order) && !isSettled(order)) isClear = false;
      } else if (order.role !== 'adjustment' && !isSettled(order)) {
        desk.cancel(order);
        // An order on the other side could trade with the exit (RG-08), so its outcome has to be known.
        if (order.status !== 'unknown' || order.side !== side) isClear = false;
        else unknownLeaves += leavesOf(order);
      }
    }
    if (!isClear) return;
    const exits = legsAtVenue(group, isExitOrder);
    let isTurned = false;
    for (const exit of exits) {
      if (open !== 0 && exit.side === side) continue;
      desk.cancel(exit);
      isTurned = true;
    }
    const quantity = Math.max(0, Math.abs(open) - unknownLeaves);
    if (isTurned || quantity === 0) return;
    this.#fit(group, exits, side, quantity);
  }

  /** Keeps exits of `leaves` units at the venue while the group goes on. */
  reduce(group: Group, leaves: number): void {
    const exits = legsAtVenue(group, isExitOrder);
    if (leaves > 0) this.#fit(group, exits, opposite(group.side), leaves);
    else for (const exit of exits) this.#context.desk.cancel(exit);
  }

  #fit(group: Group, exits: readonly Order[], side: Side, quantity: number): void {
    const { desk, registry, counters } = this.#context;
    const { row } = group;
    const isFresh = exits.length === 0;
    if (isFresh && !this.#prepare(group, side)) return;
    const stop = exits[0];
    if (stop !== undefined && row.exitLimitPaise === 0) {
      // A stop that went off at the venue is the exit from here on, at its own limit until it is chased.
      row.exitLimitPaise = stop.limitPaise;
      desk.outbox.touchGroup(group);
    }
    const limitPaise = row.exitLimitPaise;
    const isBlocked = crossedOrder(registry, group, { side, limitPaise }) !== undefined;
    if (isBlocked) this.#clearTheWay(group, side);
    const legs = group.orders.length;
    fitLegs(desk, group, exits, {
      role: 'exit',
      slot: 0,
      orderType: 'limit',
      side,
      leaves: quantity,
      // RG-08: nor is an exit moved through an order that is in its way; a refused modify may be asked for again long after its price was set.
      limitPaise: isBlocked ? 0 : limitPaise,
      triggerPaise: 0,
      mayPlace: !isBlocked,
      reservedLegs: 0,
    });
    if (group.orders.length === legs) return;
    assertReducing(group, quantity);
    if (isFresh && side === group.side) counters.overshoots += 1;
    row.nextExitActionMs = desk.timeMs + this.#pauseMs(group);
    desk.outbox.touchGroup(group);
    desk.wakeAt(row.nextExitActionMs);
  }

  /** Prices a new exit; false when there is no price, no leg, or the pause after a rejection is not over. */
  #prepare(group: Group, side: Side): boolean {
    const { desk, quotes, settings, counters } = this.#context;
    const { row } = group;
    const newest = group.orders.findLast(isExitOrder);
    if (newest?.status === 'rejected' && desk.timeMs < row.nextExitActionMs) {
      desk.wakeAt(row.nextExitActionMs);
      return false;
    }
    const touch = touchPaise(quotes, group.instrument.index, side);
    if (touch === 0) return false;
    if (!desk.hasLegFor(group)) {
      if (row.isStuck) return false;
      row.isStuck = true;
      desk.outbox.touchGroup(group);
      counters.stuckExits += 1;
      desk.alarm('exit_stuck', group.instrument.index, `group ${group.groupId} has no leg left`);
      return false;
    }
    const { marketableOffsetBps } = settings;
    row.chases = 0;
    row.exitLimitPaise = marketableLimit(group.instrument, side, {
      touchPaise: touch,
      offsetBps: marketableOffsetBps,
    });
    desk.outbox.touchGroup(group);
    return true;
  }

  /** RG-08: an exit has priority. Entries and targets of other groups that it would meet are cancelled; it waits for the venue's word. */
  #clearTheWay(group: Group, side: Side): void {
    const { desk, registry, settings } = this.#context;
    for (const other of registry.openOn(group.instrument.index)) {
      if (other === group) continue;
      for (const order of other.orders) {
        if (order.side === side || !isLive(order)) continue;
        if (order.role === 'entry' && !other.row.isEntryOver) {
          other.row.isEntryOver = true;
          desk.outbox.touchGroup(other);
        }
        if (order.role === 'entry' || order.role === 'target') desk.cancel(order);
      }
    }
    desk.wakeAt(desk.timeMs + settings.chaseIntervalMs);
  }

  /** Re-prices an exit that the market has left behind, further through the touch each time (KS-07). */
  chase(group: Group): void {
    const { desk, quotes, registry, settings, counters } = this.#context;
    const { row } = group;
    const exits = legsAtVenue(group, isExitOrder);
    const exit = exits[0];
    if (exit === undefined) return;
    if (desk.timeMs < row.nextExitActionMs) {
      desk.wakeAt(row.nextExitActionMs);
      return;
    }
    if (!exits.every(isResting) || row.chases > settings.maxChases) return;
    const touch = touchPaise(quotes, group.instrument.index, exit.side);
    if (touch === 0 || (exit.limitPaise - touch) * exit.side >= 0) return;
    desk.outbox.touchGroup(group);
    if (row.chases === settings.maxChases) {
      row.chases += 1;
      counters.exhaustedChases += 1;
      desk.alarm('chase_exhausted', group.instrument.index, `group ${group.groupId}`);
      return;
    }
    const { marketableOffsetBps } = settings;
    const offsetBps = Math.min(marketableOffsetBps * (row.chases + 2), EXIT_OFFSET_BPS_MAX);
    const aim = { touchPaise: touch, offsetBps };
    const limitPaise = marketableLimit(group.instrument, exit.side, aim);
    row.nextExitActionMs = desk.timeMs + settings.chaseIntervalMs;
    desk.wakeAt(row.nextExitActionMs);
    if (crossedOrder(registry, group, { side: exit.side, limitPaise }) !== undefined) {
      this.#clearTheWay(group, exit.side);
      return;
    }
    assert(
      row.chases < settings.maxChases && offsetBps <= EXIT_OFFSET_BPS_MAX,
      'KS-07 an exit is re-priced a bounded number of times, within its band',
    );
    row.exitLimitPaise = limitPaise;
    row.chases += 1;
    const open = group.openQuantity;
    if (row.isExiting) this.settle(group, open);
    else this.reduce(group, group.reduceLeaves(open));
  }

  /** Longer with every exit in a row that the venue rejected. */
  #pauseMs(group: Group): number {
    let rejections = 0;
    for (let at = group.orders.length - 2; at >= 0; at -= 1) {
      if (group.orders[at]?.status !== 'rejected') break;
      rejections += 1;
    }
    return this.#context.settings.chaseIntervalMs * 2 ** Math.min(rejections, BACKOFF_STEPS_MAX);
  }
}

function assertReducing(group: Group, quantity: number): void {
  let leaves = 0;
  for (const order of group.orders) if (isExitOrder(order)) leaves += leavesOf(order);
  assert(
    leaves <= quantity,
    'RG-10 KS-06 exits close no more than is open, however often they are asked for',
  );
}

/** Exits, and a stop whose trigger traded at the venue: it is the exit now. */
function isExitOrder(order: Order): boolean {
  return order.role === 'exit' || (order.role === 'stop' && order.isTriggered);
}
