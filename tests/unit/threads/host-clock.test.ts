import { describe, expect, it } from 'vitest';
import { CLOCK_FAULTS } from '../../../src/domain/session/clock-guard.ts';
import { CLOCK_FAULT_TEXT, clockFaultNumber, HostClock } from '../../../src/threads/host-clock.ts';

const START_MS = Date.UTC(2026, 10, 19, 3, 45);

/** Both clocks of a host; each reading of the monotonic one takes `readingNs`. */
function rig() {
  const host = { wallMs: START_MS, nowNs: 5e9, readingNs: 0 };
  const clock = new HostClock(
    () => {
      host.nowNs += host.readingNs;
      return host.nowNs;
    },
    () => host.wallMs,
  );
  const pass = (ms: number) => {
    host.wallMs += ms;
    host.nowNs += ms * 1e6;
  };
  return { host, clock, pass };
}

describe('the clock of the host', () => {
  it('SE-06 is found to have been set, once, and session time does not step with it', () => {
    const { host, clock, pass } = rig();
    pass(60_000);
    expect(clock.check(Number.NaN)).toBe('');
    host.wallMs += 3_600_000;
    expect(clock.check(Number.NaN)).toBe('wall_step');
    expect(clock.offsetMs()).toBe(3_600_000);
    expect(clock.check(Number.NaN)).toBe('');
    expect(clock.nowMs(host.nowNs)).toBe(START_MS + 60_000);
    pass(1_000);
    expect(clock.nowMs(host.nowNs)).toBe(START_MS + 61_000);
  });

  it('SE-06 is at fault while exchange time says something else for long', () => {
    const { clock, pass } = rig();
    const faults = Array.from({ length: 30 }, () => {
      pass(1_000);
      return clock.check(-90_000);
    });
    expect(faults.filter((fault) => fault !== '')).toEqual(['exchange_skew']);
  });

  it('is not judged by readings that were taken far apart', () => {
    const { host, clock, pass } = rig();
    host.readingNs = 3e9;
    pass(1_000);
    expect(clock.check(Number.NaN)).toBe('');
    host.readingNs = 0;
    expect(clock.nowMs(host.nowNs)).toBe(START_MS + 7_000);
  });

  it('has a sentence that says what to do, and a number, for every fault', () => {
    for (const [at, fault] of CLOCK_FAULTS.entries()) {
      expect(CLOCK_FAULT_TEXT[fault]).toMatch(/start the engine again$/);
      expect(clockFaultNumber(fault)).toBe(at + 1);
    }
  });
});
