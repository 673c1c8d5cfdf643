import { describe, expect, it } from 'vitest';
import { ProcessClock } from '../../simulation/process/process-clock.ts';
import { SESSION_OPEN_MS } from '../../support/tick-stream.ts';

/** A host whose wall clock is ahead of the truth. */
function rig(aheadMs: number) {
  const host = { trueMs: SESSION_OPEN_MS, aheadMs };
  const clock = new ProcessClock({
    wallMs: () => host.trueMs + host.aheadMs,
    nowNs: () => (host.trueMs - SESSION_OPEN_MS) * 1e6,
  });
  /** Seconds of fresh ticks; how many were let in, and the faults that showed. */
  const seconds = (count: number) => {
    let admitted = 0;
    const faults: string[] = [];
    for (let second = 0; second < count; second += 1) {
      host.trueMs += 1_000;
      for (let tick = 0; tick < 3; tick += 1) if (clock.admits(host.trueMs)) admitted += 1;
      const fault = clock.check();
      if (fault !== '') faults.push(fault);
    }
    return { admitted, faults };
  };
  return { host, clock, seconds };
}

describe('the clocks of a simulated process', () => {
  it('have no fault on a host whose clock is right', () => {
    const { host, clock, seconds } = rig(0);
    expect(seconds(60)).toEqual({ admitted: 180, faults: [] });
    expect(clock.nowMs()).toBe(host.trueMs);
  });

  it('SE-06 go on by themselves when the wall clock is set', () => {
    const { host, clock, seconds } = rig(0);
    seconds(5);
    host.aheadMs = 3_600_000;
    expect(seconds(5)).toEqual({ admitted: 15, faults: ['wall_step'] });
    expect(clock.nowMs()).toBe(host.trueMs);
  });

  it('SE-06 stay ahead of the exchange where the host began ahead, and say so', () => {
    const { host, clock, seconds } = rig(60_000);
    expect(seconds(60)).toEqual({ admitted: 180, faults: ['exchange_skew'] });
    expect(clock.nowMs()).toBe(host.trueMs + 60_000);
  });

  it('SE-06 follow the ticks after five seconds where the host began behind', () => {
    const { host, clock, seconds } = rig(-60_000);
    const { admitted, faults } = seconds(60);
    expect(admitted).toBeGreaterThan(150);
    expect(admitted).toBeLessThan(170);
    expect(faults).toEqual(['exchange_skew']);
    expect(clock.nowMs()).toBe(host.trueMs);
  });
});
