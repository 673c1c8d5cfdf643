import { describe, expect, it } from 'vitest';
import {
  isReached,
  TriggerLadder,
  type TriggerLevel,
} from '../../../../../src/domain/order/gtt/trigger-ladder.ts';

function above(gttId: number, triggerPaise: number): TriggerLevel {
  return { gttId, condition: 'at_or_above', triggerPaise };
}

function below(gttId: number, triggerPaise: number): TriggerLevel {
  return { gttId, condition: 'at_or_below', triggerPaise };
}

const QUIET = { highPaise: 10_000, lowPaise: 10_000, lastPaise: 10_000 };

describe('a trigger ladder', () => {
  it('watches an instrument as long as it has triggers', () => {
    const ladder = new TriggerLadder(2);
    ladder.add(1, above(1, 10_100));
    expect([ladder.isWatched(0), ladder.isWatched(1)]).toEqual([false, true]);
    ladder.remove(1, 1);
    expect(ladder.isWatched(1)).toBe(false);
    expect(ladder.mayReach(1, 1e9, 1)).toBe(false);
    ladder.remove(0, 1);
    expect(ladder.reached(0, QUIET)).toEqual([]);
  });

  it('compares a tick with the nearest triggers only, once they have seen one', () => {
    const ladder = new TriggerLadder(1);
    for (const level of [above(1, 10_300), above(2, 10_100), below(3, 9_700), below(4, 9_900)]) {
      ladder.add(0, level);
    }
    expect(ladder.mayReach(0, 10_000, 10_000)).toBe(true);
    expect(ladder.reached(0, QUIET)).toEqual([]);
    expect(ladder.mayReach(0, 10_099, 9_901)).toBe(false);
    expect(ladder.mayReach(0, 10_100, 9_901)).toBe(true);
    expect(ladder.mayReach(0, 10_099, 9_900)).toBe(true);
  });

  it('gives the triggers reached by the extremes, nearest first', () => {
    const ladder = new TriggerLadder(1);
    for (const level of [above(1, 10_300), above(2, 10_100), above(5, 10_200), below(3, 9_900)]) {
      ladder.add(0, level);
    }
    ladder.reached(0, QUIET);
    const reached = ladder.reached(0, { highPaise: 10_250, lowPaise: 9_950, lastPaise: 10_000 });
    expect(reached.map(({ gttId }) => gttId)).toEqual([2, 5]);
  });

  it('counts only the last price for a trigger that is younger than the last tick', () => {
    const ladder = new TriggerLadder(1);
    ladder.add(0, above(1, 10_100));
    ladder.add(0, below(2, 10_000));
    const reached = ladder.reached(0, { highPaise: 10_500, lowPaise: 9_000, lastPaise: 10_000 });
    expect(reached.map(({ gttId }) => gttId)).toEqual([2]);
  });
});

describe('isReached', () => {
  it('includes the trigger price itself', () => {
    expect(isReached(above(1, 100), 100)).toBe(true);
    expect(isReached(above(1, 100), 99)).toBe(false);
    expect(isReached(below(1, 100), 100)).toBe(true);
    expect(isReached(below(1, 100), 101)).toBe(false);
  });
});
