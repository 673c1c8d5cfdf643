/**
 * How an open quantity is protected: a stop for all of it and targets for their shares, each sized to confirmed fills. One of them rests
 * at the venue, the other is watched here, and both never rest there together, so that a position is not closed twice.
 */
import { assert } from '../assert.ts';
import { EXIT_LEGS_RESERVED } from '../limits.ts';
import type { RuleContext } from './exit-rules.ts';
import type { Group } from './group.ts';
import { stopLimit, stopTrigger, targetLimit } from './group-prices.ts';
import { fitLegs, legsAtVenue } from './leg-fitting.ts';
import { isAtVenue, isSettled, isUnsent, leavesOf, type Order, type TargetSlot } from './order.ts';
import { crossedOrder, isExitAcross } from './self-trade.ts';
import { type OrderRole, opposite, type RejectReason } from './types.ts';

const SLOTS: readonly TargetSlot[] = [0, 1];

/** Refusals that say nothing about the order itself: it is sent again. */
const PASSING_REFUSALS: readonly (RejectReason | '')[] = ['rate_limited', 'never_received'];

interface TargetWish {
  readonly leaves: number;
  readonly limitPaise: number;
  /** What targets may close: the open quantity without what leaves at the market. */
  readonly open: number;
}

export class ProtectionRules {
  readonly #context: RuleContext;

  constructor(context: RuleContext) {
    this.#context = context;
  }

  settle(group: Group, open: number): void {
    const { desk } = this.#context;
    if (open > 0) {
      this.#noteRefusals(group);
      if (group.row.armedFromMs === 0) {
        group.row.armedFromMs = desk.timeMs;
        desk.outbox.touchGroup(group);
      }
      this.#protect(group, open);
      const kept = open - group.reduceLeaves(open);
      for (const slot of SLOTS) this.#aim(group, slot, kept);
      this.#watchCover(group, open);
      const held = group.heldLeg('stop', 0);
      assert(
        held === undefined || held.quantity <= open,
        'OC-02 a held stop shrinks in the step of the fill',
      );
    } else {
      this.#endProtection(group);
    }
    this.#settleEntry(group);
  }

  /** Nothing is open: nothing is protected any more, and what still fills is closed at once. */
  #endProtection(group: Group): void {
    const { desk } = this.#context;
    for (const order of group.orders) {
      if (order.role === 'entry' || order.role === 'adjustment') continue;
      if (order.status === 'held') desk.endHeld(order, 'leg_released');
      else desk.cancel(order);
      if (group.row.isProtectionOver) continue;
      group.row.isProtectionOver = true;
      desk.outbox.touchGroup(group);
    }
    this.#markCovered(group);
  }

  /** The first fill of a target or of the stop ends the entry. */
  #settleEntry(group: Group): void {
    const { desk } = this.#context;
    const { row } = group;
    const isReduced =
      row.takenSlots !== 0 ||
      group.orders.some(({ role, filledQuantity }) => role !== 'entry' && filledQuantity > 0);
    if (isReduced && !row.isEntryOver) {
      row.isEntryOver = true;
      desk.outbox.touchGroup(group);
    }
    if (!row.isEntryOver) return;
    for (const order of group.orders) {
      if (order.role !== 'entry') continue;
      if (isUnsent(order)) desk.deny(order, 'withdrawn');
      else desk.cancel(order);
    }
  }

  /** Remembers which legs the venue refused, or dropped without being asked. */
  #noteRefusals(group: Group): void {
    const { desk, counters } = this.#context;
    const { row } = group;
    for (const order of group.orders) {
      if (!isDropped(order)) continue;
      if (order.role === 'target' && (row.refusedSlots & (1 << order.slot)) === 0) {
        row.refusedSlots |= 1 << order.slot;
        counters.refusedTargets += 1;
        desk.outbox.touchGroup(group);
      } else if (order.role === 'stop' && !row.isStopRefused) {
        row.isStopRefused = true;
        counters.refusedStops += 1;
        desk.outbox.touchGroup(group);
      }
    }
  }

  /** The stop rests at the venue, by policy, until the venue refuses it or a target that was reached needs the venue. */
  #restsStop(group: Group, open: number): boolean {
    if (this.#context.settings.restingLeg !== 'stop' || group.row.isStopRefused) return false;
    if (group.reduceLeaves(open) > 0) return false;
    return !SLOTS.some((slot) => this.#isTaken(group, slot) && group.targetLeaves(slot, open) > 0);
  }

  #isTaken(group: Group, slot: TargetSlot): boolean {
    return (group.row.takenSlots & (1 << slot)) !== 0;
  }

  #protect(group: Group, open: number): void {
    const { desk, settings } = this.#context;
    const triggerPaise = stopTrigger(group);
    assert(
      group.row.trailPaise !== 0 || (group.entryPaise - triggerPaise) * group.side > 0,
      'OC-07 a stop lies on the losing side of the entry',
    );
    const resting = legsAtVenue(group, isStop);
    if (triggerPaise === 0 || !this.#restsStop(group, open)) {
      for (const order of resting) desk.cancel(order);
      this.#hold(group, open, triggerPaise);
      return;
    }
    const areTargetsGone = group.orders.every(
      (order) =>
        !(order.role === 'target' || order.role === 'exit') ||
        order.status === 'held' ||
        isSettled(order),
    );
    fitLegs(desk, group, resting, {
      role: 'stop',
      slot: 0,
      orderType: 'stop_limit',
      side: opposite(group.side),
      leaves: open,
      limitPaise: stopLimit(group, triggerPaise, settings.stopLimitOffsetBps),
      triggerPaise,
      mayPlace: areTargetsGone && !this.#isPausing(group, 'stop', 0),
      reservedLegs: EXIT_LEGS_RESERVED,
    });
    this.#backUp(group, open, triggerPaise);
  }

  /** Holds the stop here while the one at the venue does not cover all that is open and no answer is due that would change it. */
  #backUp(group: Group, open: number, triggerPaise: number): void {
    const { desk, settings } = this.#context;
    const resting = legsAtVenue(group, isStop);
    if (coverOf(resting) >= open) {
      desk.endHeld(group.heldLeg('stop', 0), 'leg_released');
      return;
    }
    const isAnswerDue = resting.some(
      ({ status }) => status === 'sending' || status === 'pending_update',
    );
    const since = group.row.uncoveredSinceMs;
    const isLate = since !== 0 && desk.timeMs - since >= settings.coverTimeoutMs;
    if (!isAnswerDue || isLate || group.heldLeg('stop', 0) !== undefined) {
      this.#hold(group, open, triggerPaise);
    }
  }

  /** The held stop follows the confirmed fills in the step that brings them (OC-02). */
  #hold(group: Group, open: number, triggerPaise: number): void {
    const { desk } = this.#context;
    const held = group.heldLeg('stop', 0);
    if (held !== undefined) desk.resizeHeld(held, open, triggerPaise);
    else if (desk.hasLegFor(group)) {
      desk.hold(group, {
        role: 'stop',
        slot: 0,
        orderType: 'stop_limit',
        side: opposite(group.side),
        quantity: open,
        limitPaise: 0,
        triggerPaise,
      });
    }
  }

  /** A target never exceeds the confirmed fills (OC-01). It rests at the venue by policy, or once its price was reached here. */
  #aim(group: Group, slot: TargetSlot, open: number): void {
    const { desk, settings } = this.#context;
    const limitPaise = targetLimit(group, slot);
    const isRefused = (group.row.refusedSlots & (1 << slot)) !== 0;
    const leaves = limitPaise === 0 || isRefused ? 0 : group.targetLeaves(slot, open);
    const held = group.heldLeg('target', slot);
    if (settings.restingLeg === 'target' || this.#isTaken(group, slot)) {
      this.#restTarget(group, slot, { leaves, limitPaise, open });
    } else if (leaves === 0) {
      desk.endHeld(held, 'leg_released');
    } else if (held !== undefined) {
      desk.resizeHeld(held, leaves, limitPaise);
    } else if (desk.hasLegFor(group, EXIT_LEGS_RESERVED)) {
      desk.hold(group, {
        role: 'target',
        slot,
        orderType: 'limit',
        side: opposite(group.side),
        quantity: leaves,
        limitPaise: 0,
        triggerPaise: limitPaise,
      });
    }
  }

  #restTarget(group: Group, slot: TargetSlot, wanted: TargetWish): void {
    const { desk, registry } = this.#context;
    const { leaves, limitPaise, open } = wanted;
    const side = opposite(group.side);
    const live = legsAtVenue(group, (order) => order.role === 'target' && order.slot === slot);
    if (leaves === 0) {
      for (const order of live) desk.cancel(order);
      return;
    }
    const mayPlace =
      isStopGone(group) &&
      !isExitAcross(registry, group) &&
      crossedOrder(registry, group, { side, limitPaise }) === undefined;
    if (!mayPlace) desk.wakeAt(desk.timeMs + this.#context.settings.chaseIntervalMs);
    // While another slot's targets still have to shrink, this one grows only by what they leave.
    const room = Math.max(totalLeaves(live), open - leavesOfOtherTargets(group, slot));
    const legs = group.orders.length;
    fitLegs(desk, group, live, {
      role: 'target',
      slot,
      orderType: 'limit',
      side,
      leaves: Math.min(leaves, room),
      limitPaise,
      triggerPaise: 0,
      mayPlace: mayPlace && !this.#isPausing(group, 'target', slot),
      reservedLegs: EXIT_LEGS_RESERVED,
    });
    if (group.orders.length > legs) assertCovered(group);
  }

  /** The newest leg was refused for a passing reason a moment ago. */
  #isPausing(group: Group, role: OrderRole, slot: TargetSlot): boolean {
    const { desk, settings } = this.#context;
    const newest = group.orders.findLast((order) => order.role === role && order.slot === slot);
    if (newest?.status !== 'rejected') return false;
    const untilMs = newest.lastReportMs + settings.chaseIntervalMs;
    if (desk.timeMs >= untilMs) return false;
    desk.wakeAt(untilMs);
    return true;
  }

  /** OC-04: every open unit has a stop, here or at the venue, within the time allowed. */
  #watchCover(group: Group, open: number): void {
    const { desk, settings, counters } = this.#context;
    const { row } = group;
    const cover = (group.heldLeg('stop', 0)?.quantity ?? 0) + coverOf(legsAtVenue(group, isStop));
    if (cover >= open) {
      this.#markCovered(group);
      return;
    }
    if (row.uncoveredSinceMs === 0) {
      row.uncoveredSinceMs = desk.timeMs;
      desk.outbox.touchGroup(group);
    }
    const dueMs = row.uncoveredSinceMs + settings.coverTimeoutMs;
    if (desk.timeMs < dueMs) desk.wakeAt(dueMs);
    if (row.isUnprotected || desk.timeMs < dueMs) return;
    row.isUnprotected = true;
    desk.outbox.touchGroup(group);
    counters.unprotectedGroups += 1;
    const detail = `OC-04 group ${group.groupId}: ${open} open, ${cover} covered`;
    desk.alarm('unprotected', group.instrument.index, detail);
  }

  #markCovered(group: Group): void {
    const { row } = group;
    if (row.uncoveredSinceMs === 0 && !row.isUnprotected) return;
    row.uncoveredSinceMs = 0;
    row.isUnprotected = false;
    this.#context.desk.outbox.touchGroup(group);
  }
}

function isStop(order: Order): boolean {
  return order.role === 'stop';
}

/** Units the stops at the venue still close; of unknown outcome included, on their way out not. */
function coverOf(stops: readonly Order[]): number {
  let cover = 0;
  for (const order of stops) if (order.status !== 'pending_cancel') cover += leavesOf(order);
  return cover;
}

function totalLeaves(orders: readonly Order[]): number {
  let total = 0;
  for (const order of orders) total += leavesOf(order);
  return total;
}

/** No stop is at the venue, and none that was there can still fill. */
function isStopGone(group: Group): boolean {
  for (const order of group.orders) {
    if (order.role === 'stop' && order.sentAtMs !== 0 && !isSettled(order)) return false;
  }
  return true;
}

/** Units that targets of the other slots can still close. */
function leavesOfOtherTargets(group: Group, slot: TargetSlot): number {
  let total = 0;
  for (const order of group.orders) {
    if (order.role === 'target' && order.slot !== slot && isAtVenue(order))
      total += leavesOf(order);
  }
  return total;
}

/** It was sent, is over, did not fill whole, and nobody asked for that. */
function isDropped(order: Order): boolean {
  if (order.sentAtMs === 0 || isAtVenue(order) || order.status === 'filled') return false;
  return order.cancelAttempts === 0 && !PASSING_REFUSALS.includes(order.reason);
}

function assertCovered(group: Group): void {
  let intended = 0;
  for (const order of group.orders) {
    if (order.role !== 'target' || order.sentAtMs === 0) continue;
    intended += order.filledQuantity + leavesOf(order);
  }
  assert(intended <= group.entryQuantity, 'OC-01 targets are covered by entry fills');
}
