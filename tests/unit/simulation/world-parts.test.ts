import { describe, expect, it } from 'vitest';
import { Marks } from '../../simulation/run/marks.ts';
import { planDays } from '../../simulation/world/day-plan.ts';
import {
  calmProfile,
  FAULT_DIMENSIONS,
  FAULT_RANGES,
  swarmProfile,
  withoutFaults,
} from '../../simulation/world/fault-profile.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';
import { PriceProcess } from '../../simulation/world/price-process.ts';
import { realMarket } from '../../simulation/world/real-market.ts';
import { listings } from '../../simulation/world/universe.ts';
import { WallClock } from '../../simulation/world/wall-clock.ts';

describe('fault profiles', () => {
  it('leave each fault out of about four seeds in ten and keep the others in their range', () => {
    let off = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const profile = swarmProfile(new KeyedRandom(seed));
      for (const dimension of FAULT_DIMENSIONS) {
        const value = profile[dimension];
        if (value === 0) off += 1;
        else {
          expect(value).toBeGreaterThanOrEqual(FAULT_RANGES[dimension].least);
          expect(value).toBeLessThanOrEqual(FAULT_RANGES[dimension].most);
        }
      }
    }
    expect(off / (300 * FAULT_DIMENSIONS.length)).toBeCloseTo(0.4, 1);
  });

  it('turn one fault off without moving the others', () => {
    const profile = swarmProfile(new KeyedRandom(11));
    const without = withoutFaults(profile, ['pushDrop']);
    expect(without).toEqual({ ...profile, pushDrop: 0 });
  });
});

describe('the wall clock', () => {
  it('drifts, steps, and is right again once healed', () => {
    const clock = new WallClock(0, 100);
    expect(clock.read(10_000_000)).toBe(10_001_000);
    clock.step(10_000_000, -5_000);
    expect(clock.read(10_000_000)).toBe(9_996_000);
    clock.heal(20_000_000);
    expect(clock.read(20_000_000)).toBe(20_000_000);
  });
});

describe('day plans', () => {
  const { calendar } = realMarket();

  it('live on trading days only, special sessions among them', () => {
    const templates = new Set<string>();
    for (let seed = 1; seed <= 200; seed += 1) {
      const plan = planDays({ calendar, random: new KeyedRandom(seed) });
      templates.add(plan.template);
      for (const { dateKey, fromMs, toMs } of plan.spans) {
        expect(['trading', 'special']).toContain(calendar.sessionOn(dateKey).kind);
        expect(toMs).toBeGreaterThan(fromMs);
      }
      if (plan.horizon === 'days') expect(plan.spans.length).toBeGreaterThan(1);
      if (plan.horizon === 'episode') expect(plan.simDays).toBeLessThan(0.1);
    }
    expect(templates.size).toBe(6);
  });
});

describe('the price process', () => {
  const [listing] = listings(1);

  function walk(profile: ReturnType<typeof calmProfile>) {
    if (listing === undefined) throw new Error('There is a listing');
    const process = new PriceProcess(listing, new KeyedRandom(2), profile);
    const prices: number[] = [];
    for (let second = 1; second <= 5_000; second += 1) {
      process.advance(second * 1_000);
      const { quote } = process;
      const { priceIncrementPaise, lowerCircuitPaise, upperCircuitPaise } = listing.instrument;
      expect(quote.lastPaise % priceIncrementPaise).toBe(0);
      expect(quote.lastPaise).toBeGreaterThanOrEqual(lowerCircuitPaise);
      expect(quote.lastPaise).toBeLessThanOrEqual(upperCircuitPaise);
      expect(quote.lowPaise).toBeLessThanOrEqual(quote.lastPaise);
      expect(quote.highPaise).toBeGreaterThanOrEqual(quote.lastPaise);
      prices.push(quote.lastPaise);
    }
    return { process, prices };
  }

  it('stays on its grid and inside its limits, and moves', () => {
    expect(new Set(walk(calmProfile()).prices).size).toBeGreaterThan(20);
  });

  it('is pinned to a limit with one side of the touch gone', () => {
    if (listing === undefined) throw new Error('There is a listing');
    const profile = { ...calmProfile(), circuitPerHour: 40 };
    const process = new PriceProcess(listing, new KeyedRandom(2), profile);
    const marks = new Marks();
    for (let second = 1; second <= 5_000; second += 1) {
      process.advance(second * 1_000);
      if (!process.isLocked) continue;
      marks.hit('locked');
      const { bidPaise, askPaise, lastPaise } = process.quote;
      const isUpper = lastPaise === listing.instrument.upperCircuitPaise;
      expect(isUpper ? askPaise : bidPaise).toBe(0);
    }
    expect(marks.count('locked')).toBeGreaterThan(0);
  });
});
