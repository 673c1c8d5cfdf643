/** Which triggers a GTT has, and which of two decides. Pure; used by the GTT book. */
import { assert } from '../../assert.ts';
import type { Gtt } from './gtt.ts';
import { isReached, type TriggerLevel } from './trigger-ladder.ts';

/** Of an OCO of which one tick reached both: the one the last price is at, else the one that is worse for a holder. */
export function decisiveLevel(
  gtt: Gtt,
  reached: readonly TriggerLevel[],
  lastPaise: number,
): TriggerLevel {
  const level =
    reached.find((candidate) => isReached(candidate, lastPaise)) ??
    reached.find(({ condition }) => (condition === 'at_or_below') === gtt.side < 0) ??
    reached[0];
  assert(level !== undefined, 'a GTT fires at a trigger that was reached');
  return level;
}

/** The triggers of `gtt`, one or two. */
export function levelsOf(gtt: Gtt): TriggerLevel[] {
  const { gttId, condition, triggerPaise, otherTriggerPaise } = gtt;
  const first = { gttId, condition, triggerPaise };
  if (otherTriggerPaise === 0) return [first];
  const opposite = condition === 'at_or_above' ? 'at_or_below' : 'at_or_above';
  return [first, { gttId, condition: opposite, triggerPaise: otherTriggerPaise }];
}
