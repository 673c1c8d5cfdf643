/**
 * What a group needs next. The rules compare what is with what should be and ask for the difference, so the order in which
 * reports arrive does not matter: after every input the order core calls `settle`, and again until nothing is missing.
 */
import { assert } from '../assert.ts';
import type { Tick } from '../tick/tick.ts';
import { ExitRules, type RuleContext } from './exit-rules.ts';
import type { Group } from './group.ts';
import { isStopCrossed, isTargetReached, stopTrigger, trailedTrigger } from './group-prices.ts';
import { touchPaise } from './limit-price.ts';
import { isAtVenue, isLive, isUnsent, leavesOf } from './order.ts';
import { ProtectionRules } from './protection-rules.ts';

export class GroupRules {
  readonly #context: RuleContext;
  readonly #exits: ExitRules;
  readonly #protection: ProtectionRules;

  constructor(context: RuleContext) {
    this.#context = context;
    this.#exits = new ExitRules(context);
    this.#protection = new ProtectionRules(context);
  }

  settle(group: Group): void {
    const { row } = group;
    if (row.isWaiting) return;
    if (row.kind === 'exit') this.#bookAdjustments(group);
    const open = group.openQuantity;
    if (!row.isExiting && this.#mustExit(group, open)) this.#exits.begin(group);
    if (row.isExiting) this.#exits.settle(group, open);
    else {
      this.#protection.settle(group, open);
      if (row.reduceQuantity > 0) this.#reduce(group, open);
    }
  }

  /** From here on everything of the group is closed. */
  beginExit(group: Group): void {
    if (!group.row.isExiting) this.#exits.begin(group);
  }

  chase(group: Group): void {
    if (group.row.isExiting || group.row.reduceQuantity > 0) this.#exits.chase(group);
  }

  /**
   * Looks at one tick of the group's instrument. Held legs trigger on the extremes of the last price, so a crossing inside a conflated
   * tick counts, and on a quote that lies wholly beyond the trigger; a wide spread alone does not trigger. `countsAtMs`: session time at
   * which the tick counts for that, 0 where it does not.
   */
  watch(group: Group, tick: Tick, countsAtMs: number): void {
    const { row } = group;
    if (row.isExiting) {
      this.settle(group);
      this.#exits.chase(group);
      return;
    }
    if (row.reduceQuantity > 0 && group.reduceLeaves(group.openQuantity) > 0) {
      this.settle(group);
      this.#exits.chase(group);
    }
    if (row.armedFromMs === 0 || countsAtMs < row.armedFromMs) return;
    if (this.#triggerStop(group, tick)) return;
    const isTaken = this.#takeTargets(group, tick);
    const isTrailed = this.#trail(group, tick);
    if (isTaken || isTrailed) this.settle(group);
  }

  /** Too much was closed, the stop at the venue went off, or the entry filled after its protection had ended. */
  #mustExit(group: Group, open: number): boolean {
    if (open < 0 || (open > 0 && group.row.isProtectionOver)) return true;
    for (const order of group.orders) if (order.role === 'stop' && order.isTriggered) return true;
    return false;
  }

  /** A part leaves once the entry is over and the other children leave room for it, so that nothing is closed twice. */
  #reduce(group: Group, open: number): void {
    const leaves = group.reduceLeaves(open);
    let taken = 0;
    for (const order of group.orders) {
      if (order.role === 'exit' || order.role === 'adjustment') continue;
      if (order.role === 'entry' && isLive(order)) return;
      if (isAtVenue(order)) taken += leavesOf(order);
    }
    if (taken <= Math.max(0, open) - leaves) this.#exits.reduce(group, leaves);
  }

  #triggerStop(group: Group, tick: Tick): boolean {
    const stop = group.heldLeg('stop', 0);
    if (stop === undefined || stop.triggerPaise === 0) return false;
    if (!isStopCrossed(group.side, stop.triggerPaise, tick)) return false;
    this.#context.desk.endHeld(stop, 'leg_triggered');
    this.#exits.begin(group);
    this.settle(group);
    return true;
  }

  /** Held targets whose price was reached: they go to the venue once the stop there is confirmed gone. */
  #takeTargets(group: Group, tick: Tick): boolean {
    const { desk } = this.#context;
    let isTaken = false;
    for (const slot of [0, 1] as const) {
      const target = group.heldLeg('target', slot);
      if (target === undefined || !isTargetReached(group.side, target.triggerPaise, tick)) continue;
      desk.endHeld(target, 'leg_triggered');
      group.row.takenSlots |= 1 << slot;
      desk.outbox.touchGroup(group);
      isTaken = true;
    }
    return isTaken;
  }

  #trail(group: Group, tick: Tick): boolean {
    const { desk, settings } = this.#context;
    const trailPaise = trailedTrigger(group, tick, settings.trailStepIncrements);
    if (trailPaise === 0) return false;
    assert(
      (trailPaise - stopTrigger(group)) * group.side > 0,
      'OC-07 a trailing stop never loosens',
    );
    group.row.trailPaise = trailPaise;
    desk.outbox.touchGroup(group);
    return true;
  }

  /** A position nothing explains is booked at the first price there is. */
  #bookAdjustments(group: Group): void {
    const { desk, quotes } = this.#context;
    for (const order of group.orders) {
      if (order.role !== 'adjustment' || !isUnsent(order)) continue;
      const pricePaise = order.limitPaise || touchPaise(quotes, group.instrument.index, order.side);
      if (pricePaise > 0) desk.adjust(order, pricePaise);
    }
  }
}
