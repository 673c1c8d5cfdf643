import { describe, expect, it } from 'vitest';
import { KeyedRandom, mix } from '../../simulation/world/keyed-random.ts';

describe('keyed randomness', () => {
  it('gives the same value for the same key, whatever was drawn before', () => {
    const random = new KeyedRandom(7);
    const first = random.unit('fill', 3, 1);
    random.unit('fill', 3, 2);
    random.unit('crash', 9, 1);
    expect(random.unit('fill', 3, 1)).toBe(first);
    expect(new KeyedRandom(7).unit('fill', 3, 1)).toBe(first);
  });

  it('tells seed, site, entity and count apart, ids above 32 bits too', () => {
    const draws = [
      new KeyedRandom(1).unit('fill', 1, 1),
      new KeyedRandom(2).unit('fill', 1, 1),
      new KeyedRandom(1).unit('push', 1, 1),
      new KeyedRandom(1).unit('fill', 2, 1),
      new KeyedRandom(1).unit('fill', 1, 2),
      new KeyedRandom(1).unit('fill', 1 + 2 ** 32, 1),
    ];
    expect(new Set(draws).size).toBe(draws.length);
  });

  it('spreads evenly', () => {
    const buckets = new Array(10).fill(0);
    for (let n = 0; n < 20_000; n += 1) {
      buckets[Math.floor((mix(5, 17, n % 97, n) / 2 ** 32) * 10)] += 1;
    }
    for (const count of buckets) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  });

  it('draws whole numbers and waits within their bounds', () => {
    const random = new KeyedRandom(3);
    const drawn = new Set<number>();
    for (let n = 0; n < 500; n += 1) drawn.add(random.integer({ from: 2, to: 5 }, 'day', 1, n));
    expect([...drawn].sort()).toEqual([2, 3, 4, 5]);
    for (let n = 0; n < 500; n += 1) {
      const wait = random.wait(10, 'day', 2, n);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(200);
    }
  });

  it('never lets happen what has no probability', () => {
    const random = new KeyedRandom(3);
    for (let n = 0; n < 100; n += 1) expect(random.chance(0, 'crash', 0, n)).toBe(false);
    expect(random.chance(1, 'crash', 0, 0)).toBe(true);
  });
});
