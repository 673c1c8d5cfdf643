import { describe, expect, it } from 'vitest';
import { burstEndsMs, dueTicks, type Pace } from '../../../../native-free-bench/pipeline/pacing.ts';

describe('pacing', () => {
  it('spreads a fixed rate evenly', () => {
    const pace = { kind: 'fixed', ticksPerSecond: 100_000 } as const;
    expect([0, 0.5, 1, 1000].map((ms) => dueTicks(pace, ms))).toEqual([0, 50, 100, 100_000]);
  });

  const burst: Extract<Pace, { kind: 'burst' }> = {
    kind: 'burst',
    baseTicksPerSecond: 1000,
    ticks: 500,
    burstMs: 100,
    count: 2,
    firstAfterMs: 1000,
    periodMs: 2000,
  };

  it('adds each burst evenly within its length to the base rate', () => {
    const extra = (ms: number) => dueTicks(burst, ms) - ms;
    expect(extra(1000)).toBe(0);
    expect(extra(1050)).toBe(250);
    expect(extra(1100)).toBe(500);
    expect(extra(2900)).toBe(500);
    expect(extra(3100)).toBe(1000);
    expect(extra(60_000)).toBe(1000);
  });

  it('never takes ticks back', () => {
    let before = 0;
    for (let ms = 0; ms < 6000; ms += 0.5) {
      const due = dueTicks(burst, ms);
      expect(due).toBeGreaterThanOrEqual(before);
      before = due;
    }
  });

  it('names the end of every burst', () => {
    expect(burstEndsMs(burst)).toEqual([1100, 3100]);
  });
});
