import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { DECODED } from '../../src/domain/tick/decoded-tick.ts';
import { createSyntheticDay } from '../../src/feed/synthetic/day.ts';
import type { UniverseData } from '../../src/feed/synthetic/universe-data.ts';
import { committedUniverse, TEST_DATE } from '../unit/feed/synthetic/committed-universe.ts';
import { MarketChecker } from '../unit/feed/synthetic/market-checker.ts';

const universe = committedUniverse();
const { rate } = universe.market;
/** Whole days are long; a few stocks and strikes stand for all. */
const small: UniverseData = {
  ...universe,
  stocks: universe.stocks.filter((entry) => ['ETERNAL', 'MARUTI', 'SBIN'].includes(entry.name)),
  optionChain: { ...universe.optionChain, strikes: 5, strikeStepPaise: 25_000 },
};

function checked(seed: number, data = universe) {
  const day = createSyntheticDay({ universe: data, seed, date: TEST_DATE });
  const { instruments, openTimeMs } = day;
  const terms = { instruments, openTimeMs, date: TEST_DATE, rate, areLotsChecked: true };
  return { day, checker: new MarketChecker(terms) };
}

function hashOf(seed: number, cutsMs: readonly number[]): string {
  const day = createSyntheticDay({ universe, seed, date: TEST_DATE });
  const hash = createHash('sha256');
  for (const cutMs of [...cutsMs, 60_000]) {
    day.next(day.openTimeMs + cutMs, (index, cells) => {
      hash.update(String(index));
      hash.update(cells);
    });
  }
  return hash.digest('hex');
}

describe('a synthetic day', () => {
  it('keeps every market rule through its first minutes, whatever the seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        const { day, checker } = checked(seed);
        day.next(day.openTimeMs + 90_000, checker.onUpdate);
        expect(checker.updates).toBeGreaterThan(10_000);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps every market rule from open to close', () => {
    const { day, checker } = checked(7, small);
    day.next(day.closeTimeMs, checker.onUpdate);
    expect(checker.updates).toBeGreaterThan(800_000);
    const lastMinute = (kind: Instrument['kind']) => {
      const times = day.instruments
        .filter((entry) => entry.kind === kind)
        .map((entry) => checker.latest[entry.index]?.[DECODED.exchangeTimeMs] ?? 0);
      return Math.floor((Math.max(...times) - day.openTimeMs) / 60_000);
    };
    expect(lastMinute('equity')).toBe(359);
    expect(lastMinute('index')).toBe(374);
    expect(lastMinute('future')).toBe(384);
    expect(lastMinute('option')).toBe(384);
    const after = checker.updates;
    day.next(day.closeTimeMs + 3_600_000, checker.onUpdate);
    expect(checker.updates).toBe(after);
  });

  it('is the same byte for byte under the same seed, however it is cut into calls', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 20 }),
        (seed, cuts) => {
          const ascending = [...cuts].sort((a, b) => a - b);
          expect(hashOf(seed, ascending)).toBe(hashOf(seed, []));
        },
      ),
      { numRuns: 8 },
    );
  });

  it('differs between seeds, also where they differ only above 32 bits', () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    expect(new Set(seeds.map((seed) => hashOf(seed, []))).size).toBe(seeds.length);
  });

  it('updates at the rates of the exchange', () => {
    const day = createSyntheticDay({ universe, seed: 3, date: TEST_DATE });
    const counts = day.instruments.map(() => 0);
    const seconds = 120;
    day.next(day.openTimeMs + seconds * 1000, (index) => {
      counts[index] = (counts[index] ?? 0) + 1;
    });
    const bounds = {
      index: [3.9, 4.1],
      future: [3.5, 4.5],
      equity: [1.7, 4.5],
      option: [0.4, 2.3],
    };
    for (const { index, kind } of day.instruments) {
      const [low = 0, high = 0] = bounds[kind];
      const pace = (counts[index] ?? 0) / seconds;
      expect(pace).toBeGreaterThanOrEqual(low);
      expect(pace).toBeLessThanOrEqual(high);
    }
  });

  it('brings about the volume its data says, most of it early and late', () => {
    const day = createSyntheticDay({ universe: small, seed: 5, date: TEST_DATE });
    const sbin = day.instruments.findIndex((entry) => entry.name === 'SBIN');
    const listed = universe.stocks.find((entry) => entry.name === 'SBIN')?.dailyVolume ?? 0;
    let volume = 0;
    const volumeAt = (minute: number) => {
      day.next(day.openTimeMs + minute * 60_000, (index, cells) => {
        if (index === sbin) volume = cells[DECODED.volume] ?? 0;
      });
      return volume;
    };
    const first = volumeAt(30);
    const beforeNoon = volumeAt(150);
    const noon = volumeAt(180) - beforeNoon;
    const whole = volumeAt(360);
    expect(first).toBeGreaterThan(2.5 * noon);
    expect(whole / listed).toBeGreaterThan(0.9);
    expect(whole / listed).toBeLessThan(1.1);
  });
});
