import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockGuard, SKEW_STANDS_MS } from '../../../../src/domain/session/clock-guard.ts';

const START_MS = Date.parse('2026-11-19T09:15:00+05:30');

describe('the clock guard', () => {
  it('SE-06 a wall clock more than 2 s from its projection is a fault, either way', () => {
    for (const [stepMs, expected] of [
      [2_000, ''],
      [-2_000, ''],
      [2_001, 'wall_step'],
      [-2_001, 'wall_step'],
      [3_600_000, 'wall_step'],
      [Number.NaN, 'wall_step'],
    ] as const) {
      const guard = new ClockGuard();
      expect(guard.observe(START_MS, 50, Number.NaN)).toBe('');
      expect([stepMs, guard.observe(START_MS + 1_000 + stepMs, 1_050, Number.NaN)]).toEqual([
        stepMs,
        expected,
      ]);
    }
  });

  it('SE-06 exchange and wall that stay more than 2 s apart are a fault; no skew to judge is none', () => {
    for (const [skewMs, expected] of [
      [Number.NaN, ''],
      [2_000, ''],
      [2_001, 'exchange_skew'],
      [-2_001, 'exchange_skew'],
    ] as const) {
      const guard = new ClockGuard();
      const lastMs = SKEW_STANDS_MS;
      for (let at = 0; at < lastMs; at += 100) {
        expect(guard.observe(START_MS + at, at, skewMs)).toBe('');
      }
      const fault = guard.observe(START_MS + lastMs, lastMs, skewMs);
      expect([skewMs, fault]).toEqual([skewMs, expected]);
    }
  });

  it('SE-06 old ticks that a reconnect brings are no fault of the clock', () => {
    const guard = new ClockGuard();
    for (let at = 0; at < 20 * SKEW_STANDS_MS; at += 1_000) {
      const isHealthy = at % SKEW_STANDS_MS === 0;
      expect(guard.observe(START_MS + at, at, isHealthy ? -40 : -90_000)).toBe('');
    }
  });

  it('SE-06 a fault is answered once and stands until a human acknowledges it', () => {
    const guard = new ClockGuard();
    guard.observe(START_MS, 0, 0);
    expect(guard.observe(START_MS + 60_000, 10, 0)).toBe('wall_step');
    expect(guard.observe(START_MS + 60_000, 10, 0)).toBe('');
    expect(guard.observe(START_MS + 20, 20, 0)).toBe('');
    expect(guard.fault).toBe('wall_step');
    guard.acknowledge(START_MS + 60_000, 30);
    expect(guard.fault).toBe('');
    expect(guard.nowMs(1_030)).toBe(START_MS + 61_000);
    expect(guard.observe(START_MS + 20, 30, 0)).toBe('wall_step');
  });

  it('SE-06 time goes on by the monotonic clock whatever the wall clock does', () => {
    const wall = fc.array(fc.integer({ min: -7_200_000, max: 7_200_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(wall, (steps) => {
        const guard = new ClockGuard();
        guard.observe(START_MS, 0, 0);
        let previousMs = guard.nowMs(0);
        for (const [at, stepMs] of steps.entries()) {
          const monotonicMs = (at + 1) * 100;
          guard.observe(START_MS + monotonicMs + stepMs, monotonicMs, 0);
          const nowMs = guard.nowMs(monotonicMs);
          expect(nowMs - previousMs).toBe(100);
          previousMs = nowMs;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('slow drift within a day is found, and does not add up over days', () => {
    const drifting = (perHourMs: number, hours: number) => {
      const guard = new ClockGuard();
      for (let hour = 0; hour <= hours; hour += 1) {
        guard.observe(START_MS + hour * (3_600_000 + perHourMs), hour * 3_600_000, 0);
      }
      return guard.fault;
    };
    expect(drifting(300, 8)).toBe('wall_step');
    expect(drifting(60, 24 * 10)).toBe('');
  });

  it('measures the offset that arming asks for, and has none before the first reading', () => {
    const guard = new ClockGuard();
    expect(guard.offsetMs(START_MS, 0)).toBeNaN();
    guard.observe(START_MS, 0, 0);
    expect(guard.offsetMs(START_MS + 150, 100)).toBe(50);
  });
});
