import { describe, expect, it } from 'vitest';
import { isStalled, SessionTimer, TIMER_INTERVAL_MS } from '../../../src/domain/session-timer.ts';

function rig() {
  const fired: number[] = [];
  return { fired, timer: new SessionTimer((timeMs) => fired.push(timeMs)) };
}

describe('the session timer', () => {
  it('fires with the first tick and then once per interval of session time', () => {
    const { fired, timer } = rig();
    for (const timeMs of [1000, 1100, 1249, 1250, 1300, 5000, 5001]) timer.onTick(timeMs);
    expect(fired).toEqual([1000, 1250, 5000]);
  });

  it('is due for a clock only when no tick has made it since', () => {
    const { fired, timer } = rig();
    timer.onTick(1000);
    expect(timer.isDue(1000 + TIMER_INTERVAL_MS - 1)).toBe(false);
    expect(timer.isDue(1000 + TIMER_INTERVAL_MS)).toBe(true);
    timer.fire(1000 + TIMER_INTERVAL_MS);
    timer.onTick(1000 + TIMER_INTERVAL_MS);
    expect(fired).toEqual([1000, 1250]);
  });

  it('OL-10 a clock more than a second ahead of the newest input comes first', () => {
    expect(isStalled(5_000, 6_000)).toBe(false);
    expect(isStalled(5_000, 6_001)).toBe(true);
    expect(isStalled(5_000, 0)).toBe(false);
  });

  it('the same ticks make the same timers', () => {
    const first = rig();
    const second = rig();
    for (let timeMs = 0; timeMs < 10_000; timeMs += 37) {
      first.timer.onTick(timeMs);
      second.timer.onTick(timeMs);
    }
    expect(second.fired).toEqual(first.fired);
  });
});
