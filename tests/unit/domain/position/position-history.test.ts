import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { PositionHistory } from '../../../../src/domain/position/position-history.ts';

function pointOf(timeMs: number) {
  return { timeMs, realisedPaise: timeMs * 2, unrealisedPaise: -timeMs, chargesPaise: 1 };
}

describe('the history of the account', () => {
  it('keeps the newest points, oldest first', () => {
    const history = new PositionHistory(3);
    expect(history.points()).toEqual([]);
    for (let timeMs = 1; timeMs <= 5; timeMs += 1) history.sample(pointOf(timeMs));
    expect(history.points()).toEqual([pointOf(3), pointOf(4), pointOf(5)]);
    expect(history.length).toBe(3);
    history.sample(pointOf(6));
    expect(history.points().map(({ timeMs }) => timeMs)).toEqual([4, 5, 6]);
  });

  it('holds at least one point', () => {
    expect(() => new PositionHistory(0)).toThrow(InvariantError);
  });
});
