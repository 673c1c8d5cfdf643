/** Where a group's stop and targets lie. Pure; used by the order core. */
import { bpsOf, roundDownToIncrement, roundUpToIncrement } from '../money.ts';
import type { Tick } from '../tick/tick.ts';
import type { Group } from './group.ts';
import { withinCircuit } from './limit-price.ts';
import type { TargetSlot } from './order.ts';

function stepOf(group: Group): number {
  return Math.max(1, group.instrument.priceIncrementPaise);
}

/**
 * Trigger of the stop before it trails: the offset away from the average entry price, rounded towards the entry so that it loses no
 * more than the offset, and at least one increment away (OC-07). 0, which never triggers, below the lowest price there is.
 */
export function initialTrigger(group: Group): number {
  const step = stepOf(group);
  const entryPaise = group.entryPaise;
  const raw = entryPaise - group.side * group.row.stopOffsetPaise;
  if (group.side === -1) {
    const nearest = roundDownToIncrement(entryPaise, step) + step;
    return Math.max(nearest, roundDownToIncrement(raw, step));
  }
  const nearest = roundUpToIncrement(entryPaise, step) - step;
  return Math.min(nearest, Math.max(step, roundUpToIncrement(raw, step)));
}

/** Trigger of the stop: where it trails to, or where it began; the tighter of the two. */
export function stopTrigger(group: Group): number {
  const initialPaise = initialTrigger(group);
  const trailPaise = group.row.trailPaise;
  if (trailPaise === 0) return initialPaise;
  return group.side === 1 ? Math.max(initialPaise, trailPaise) : Math.min(initialPaise, trailPaise);
}

/** Limit of a STOP_LIMIT order that triggers at `triggerPaise`: the offset beyond it, on the increment, inside the circuit. */
export function stopLimit(group: Group, triggerPaise: number, offsetBps: number): number {
  const step = stepOf(group);
  const raw = triggerPaise - group.side * bpsOf(triggerPaise, offsetBps);
  const rounded =
    group.side === 1 ? roundDownToIncrement(raw, step) : roundUpToIncrement(raw, step);
  return withinCircuit(group.instrument, Math.max(rounded, step));
}

/**
 * Limit of a target: the offset away from the average entry price, rounded towards the entry, inside the circuit limits. 0 where
 * there is no such target or no price beyond the entry is left.
 */
export function targetLimit(group: Group, slot: TargetSlot): number {
  const { targetOffsetPaise, secondTargetOffsetPaise } = group.row;
  const offsetPaise = slot === 0 ? targetOffsetPaise : secondTargetOffsetPaise;
  if (offsetPaise === 0) return 0;
  const { priceIncrementPaise } = group.instrument;
  const entryPaise = group.entryPaise;
  const raw = entryPaise + group.side * offsetPaise;
  const rounded =
    group.side === 1
      ? roundDownToIncrement(raw, priceIncrementPaise)
      : roundUpToIncrement(raw, priceIncrementPaise);
  const limit = withinCircuit(group.instrument, Math.max(rounded, 1, priceIncrementPaise));
  return (limit - entryPaise) * group.side > 0 ? limit : 0;
}

/** Where the best price of `tick` lets the stop trail to, when that is at least `stepIncrements` tighter; 0 otherwise. */
export function trailedTrigger(group: Group, tick: Tick, stepIncrements: number): number {
  const { trailOffsetPaise } = group.row;
  if (trailOffsetPaise === 0) return 0;
  const step = stepOf(group);
  const bestPaise = group.side === 1 ? tick.highPaise : tick.lowPaise;
  const raw = bestPaise - group.side * trailOffsetPaise;
  const candidate =
    group.side === 1 ? roundUpToIncrement(raw, step) : roundDownToIncrement(raw, step);
  const gainPaise = (candidate - stopTrigger(group)) * group.side;
  return gainPaise >= stepIncrements * step && candidate > 0 ? candidate : 0;
}

/** A price at or beyond `triggerPaise` was traded against a position of `side`, or is quoted wholly beyond it. */
export function isStopCrossed(side: 1 | -1, triggerPaise: number, tick: Tick): boolean {
  if (side === 1) {
    return tick.lowPaise <= triggerPaise || (tick.askPaise > 0 && tick.askPaise <= triggerPaise);
  }
  return tick.highPaise >= triggerPaise || tick.bidPaise >= triggerPaise;
}

/** A price at or beyond the target of a position of `side` was traded or is bid (asked) for. */
export function isTargetReached(side: 1 | -1, limitPaise: number, tick: Tick): boolean {
  if (side === 1) return tick.highPaise >= limitPaise || tick.bidPaise >= limitPaise;
  return tick.lowPaise <= limitPaise || (tick.askPaise > 0 && tick.askPaise <= limitPaise);
}
