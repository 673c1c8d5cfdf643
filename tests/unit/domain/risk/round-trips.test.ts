import { describe, expect, it } from 'vitest';
import { RoundTrips } from '../../../../src/domain/risk/round-trips.ts';

describe('the round trip count', () => {
  it('RG-06 is too many one above the limit within the window', () => {
    const trips = new RoundTrips(2, 1_000);
    expect(trips.isTooMany(trips.add(0, 0, 0))).toBe(false);
    expect(trips.isTooMany(trips.add(0, 0, 500))).toBe(false);
    expect(trips.isTooMany(trips.add(0, 0, 999))).toBe(true);
    expect(trips.isTooMany(trips.add(0, 0, 1_999))).toBe(false);
  });

  it('counts every strategy and instrument apart', () => {
    const trips = new RoundTrips(1, 1_000);
    trips.add(0, 0, 0);
    expect(trips.isTooMany(trips.add(1, 0, 0))).toBe(false);
    expect(trips.isTooMany(trips.add(0, 1, 0))).toBe(false);
    expect(trips.isTooMany(trips.add(0, 0, 0))).toBe(true);
  });

  it('is forgotten for one strategy, with the rows that say so', () => {
    const trips = new RoundTrips(1, 1_000);
    trips.add(3, 7, 0);
    trips.add(4, 7, 0);
    expect(trips.forget(3)).toEqual([{ strategyIndex: 3, instrumentIndex: 7, timesMs: [] }]);
    expect(trips.add(3, 7, 1).timesMs).toEqual([1]);
    expect(trips.add(4, 7, 1).timesMs).toEqual([0, 1]);
  });

  it('is restored from its rows', () => {
    const trips = new RoundTrips(2, 1_000);
    const row = trips.add(3, 7, 0);
    const restored = new RoundTrips(2, 1_000);
    restored.restore([row, { strategyIndex: 4, instrumentIndex: 7, timesMs: [] }]);
    expect(restored.add(3, 7, 1)).toEqual(trips.add(3, 7, 1));
    expect(restored.forget(4)).toEqual([]);
  });
});
