import { describe, expect, it } from 'vitest';
import {
  basePaise,
  INSTRUMENT_COUNT,
  LOWER_CIRCUIT_PAISE,
  PRICE_INCREMENT_PAISE,
  UPPER_CIRCUIT_PAISE,
} from '../../../../native-free-bench/pipeline/instruments.ts';
import { MarketWalk } from '../../../../native-free-bench/pipeline/market-walk.ts';

describe('MarketWalk', () => {
  it('stays on the increment and inside the circuit band over an hour', () => {
    const walk = new MarketWalk(INSTRUMENT_COUNT);
    const bad: [number, number][] = [];
    for (let timeMs = 0; timeMs < 3_600_000; timeMs += 1777) {
      walk.moveTo(timeMs);
      for (let index = 0; index < INSTRUMENT_COUNT; index++) {
        const paise = walk.nextPaise(index);
        const isInBand = paise > LOWER_CIRCUIT_PAISE && paise < UPPER_CIRCUIT_PAISE;
        if (paise % PRICE_INCREMENT_PAISE !== 0 || !isInBand) bad.push([index, paise]);
      }
    }
    expect(bad).toEqual([]);
  });

  it('swings up and down around the base, so that averages cross', () => {
    const walk = new MarketWalk(INSTRUMENT_COUNT);
    const sides: number[] = [];
    for (let timeMs = 0; timeMs < 120_000; timeMs += 1000) {
      walk.moveTo(timeMs);
      sides.push(Math.sign(walk.nextPaise(0) - basePaise(0)));
    }
    const turns = sides.filter((side, k) => k > 0 && side !== 0 && side === -(sides[k - 1] ?? 0));
    expect(turns.length).toBeGreaterThan(4);
  });

  it('turns as often as it is told to', () => {
    const walk = new MarketWalk(INSTRUMENT_COUNT, 4000);
    walk.moveTo(1000);
    const before = walk.nextPaise(0);
    walk.moveTo(5000);
    const after = walk.nextPaise(0);
    walk.moveTo(3000);
    expect(Math.abs(before - after)).toBeLessThanOrEqual(4 * PRICE_INCREMENT_PAISE);
    expect(Math.abs(walk.nextPaise(0) - before)).toBeLessThanOrEqual(8 * PRICE_INCREMENT_PAISE);
    walk.moveTo(2000);
    expect(Math.abs(walk.nextPaise(0) - before)).toBeGreaterThan(50 * PRICE_INCREMENT_PAISE);
  });

  it('depends on time, not on how many ticks were drawn', () => {
    const busy = new MarketWalk(INSTRUMENT_COUNT);
    for (let draw = 0; draw < 10_000; draw++) busy.nextPaise(5);
    const idle = new MarketWalk(INSTRUMENT_COUNT);
    for (const walk of [busy, idle]) walk.moveTo(7_000);
    expect(Math.abs(busy.nextPaise(5) - idle.nextPaise(5))).toBeLessThanOrEqual(
      4 * PRICE_INCREMENT_PAISE,
    );
  });
});
