import { describe, expect, it } from 'vitest';
import type { Gtt } from '../../../../../src/domain/order/gtt/gtt.ts';
import { decisiveLevel, levelsOf } from '../../../../../src/domain/order/gtt/gtt-levels.ts';
import { GttRig } from '../../../../support/gtt-rig.ts';

function ocoOf(side: 1 | -1): Gtt {
  const rig = new GttRig();
  rig.create({ side, otherTriggerPaise: 10_100 });
  return rig.book.list()[0] as Gtt;
}

describe('the triggers of a GTT', () => {
  it('are one, or two with opposite conditions', () => {
    const levels = levelsOf(ocoOf(-1));
    expect(levels).toEqual([
      { gttId: 1, condition: 'at_or_below', triggerPaise: 9_900 },
      { gttId: 1, condition: 'at_or_above', triggerPaise: 10_100 },
    ]);
    expect(levelsOf({ ...ocoOf(-1), otherTriggerPaise: 0 })).toHaveLength(1);
  });

  it('are decided by the last price, and otherwise against the holder', () => {
    const selling = ocoOf(-1);
    const levels = levelsOf(selling);
    expect(decisiveLevel(selling, levels, 10_150).triggerPaise).toBe(10_100);
    expect(decisiveLevel(selling, levels, 9_850).triggerPaise).toBe(9_900);
    expect(decisiveLevel(selling, levels, 10_000).triggerPaise).toBe(9_900);
    const buying = ocoOf(1);
    expect(decisiveLevel(buying, levelsOf(buying), 10_000).triggerPaise).toBe(10_100);
    expect(decisiveLevel(buying, levelsOf(buying).slice(0, 1), 10_000).triggerPaise).toBe(9_900);
  });
});
