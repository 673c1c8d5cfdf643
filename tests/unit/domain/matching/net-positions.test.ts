import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { NetPositions } from '../../../../src/domain/matching/net-positions.ts';

describe('the net positions of the venue', () => {
  it('PP-04 give up a share of the cost with a partial close, and start a new one through zero', () => {
    const positions = new NetPositions(3);
    positions.apply(2, 1, { quantity: 3, pricePaise: 100 });
    positions.apply(2, 1, { quantity: 4, pricePaise: 101 });
    expect(positions.open()).toEqual([{ instrumentIndex: 2, quantity: 7, costPaise: 704 }]);
    positions.apply(2, -1, { quantity: 2, pricePaise: 500 });
    expect(positions.open()).toEqual([{ instrumentIndex: 2, quantity: 5, costPaise: 503 }]);
    positions.apply(2, -1, { quantity: 8, pricePaise: 90 });
    expect(positions.open()).toEqual([{ instrumentIndex: 2, quantity: -3, costPaise: -270 }]);
    positions.apply(2, 1, { quantity: 1, pricePaise: 80 });
    expect(positions.open()).toEqual([{ instrumentIndex: 2, quantity: -2, costPaise: -180 }]);
    positions.apply(2, 1, { quantity: 2, pricePaise: 80 });
    expect(positions.open()).toEqual([]);
  });

  it('continue from what was restored, by instrument', () => {
    const positions = new NetPositions(3);
    positions.restore({ instrumentIndex: 1, quantity: -10, costPaise: -1_000 });
    positions.apply(0, 1, { quantity: 1, pricePaise: 7 });
    positions.apply(1, 1, { quantity: 4, pricePaise: 90 });
    expect(positions.open()).toEqual([
      { instrumentIndex: 0, quantity: 1, costPaise: 7 },
      { instrumentIndex: 1, quantity: -6, costPaise: -600 },
    ]);
    expect(() => positions.restore({ instrumentIndex: 3, quantity: 1, costPaise: 1 })).toThrow(
      InvariantError,
    );
  });
});
