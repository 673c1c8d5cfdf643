/** Whether the offsets and shares of a signal fit together. Pure; asked by the risk core. */
import { BPS_PER_UNIT } from '../money.ts';
import type { Signal } from '../order/types.ts';

/** As `GroupPlan` says; quantities and prices are whole and not negative. */
export function isPlanValid(signal: Signal): boolean {
  const { quantity, limitPaise, side, strength } = signal;
  const isOrder =
    isWhole(quantity) && isWhole(limitPaise) && (side === 1 || side === -1) && strength >= 0;
  if (!isOrder || signal.kind === 'exit') return isOrder;
  const { stopOffsetPaise, targetOffsetPaise, trailOffsetPaise } = signal;
  if (!isWhole(stopOffsetPaise) || !isWhole(targetOffsetPaise) || !isWhole(trailOffsetPaise)) {
    return false;
  }
  if (stopOffsetPaise === 0) return false;
  if (signal.kind === 'entry' && targetOffsetPaise === 0) return false;
  return hasValidTargets(signal);
}

function hasValidTargets(signal: Signal): boolean {
  const { targetOffsetPaise, secondTargetOffsetPaise, firstTargetShareBps } = signal;
  if (secondTargetOffsetPaise === 0) return firstTargetShareBps === 0;
  return (
    targetOffsetPaise > 0 &&
    isWhole(secondTargetOffsetPaise) &&
    secondTargetOffsetPaise > targetOffsetPaise &&
    isWhole(firstTargetShareBps) &&
    firstTargetShareBps > 0 &&
    firstTargetShareBps < BPS_PER_UNIT
  );
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
