import { describe, expect, it } from 'vitest';
import { ExchangeClock } from '../../../../src/venue/simulated/exchange-clock.ts';

/** Steps until nothing is owed; answers how many steps it took. */
function drain(clock: ExchangeClock): number {
  let steps = 0;
  while (clock.isOwed) {
    clock.step();
    steps++;
  }
  return steps;
}

describe('ExchangeClock', () => {
  it('stands at the start until it is started, whatever it observes', () => {
    const clock = new ExchangeClock({ startMs: 1_000, endMs: 100_000, speed: 5 });
    clock.observe(50);
    clock.observe(5_000);
    clock.step();
    expect(clock.nowMs).toBe(1_000);
    clock.start(5_000);
    clock.observe(5_100);
    drain(clock);
    expect(clock.nowMs).toBe(1_500);
  });

  it('is not set back by a second start', () => {
    const clock = new ExchangeClock({ startMs: 0, endMs: 100_000, speed: 1 });
    clock.start(100);
    clock.start(900);
    clock.observe(1_000);
    drain(clock);
    expect(clock.nowMs).toBeCloseTo(900, 6);
  });

  it('catches up after a pause in steps of at most a quarter of an exchange second', () => {
    const clock = new ExchangeClock({ startMs: 0, endMs: 1e9, speed: 100 });
    clock.start(0);
    clock.observe(1_000);
    const before = clock.nowMs;
    expect(clock.step() - before).toBeCloseTo(250, 6);
    expect(drain(clock)).toBe(399);
    expect(clock.nowMs).toBeCloseTo(100_000, 3);
    expect(clock.slippedMs).toBe(0);
  });

  it('loses what it owes beyond two seconds, and says how much', () => {
    const clock = new ExchangeClock({ startMs: 0, endMs: 1e9, speed: 10 });
    clock.start(0);
    clock.observe(1_500);
    clock.observe(5_000);
    drain(clock);
    expect(clock.nowMs).toBeCloseTo(20_000, 3);
    expect(clock.slippedMs).toBeCloseTo(30_000, 3);
  });

  it('ends at the end and owes nothing then', () => {
    const clock = new ExchangeClock({ startMs: 0, endMs: 600, speed: 1_000 });
    clock.start(0);
    clock.observe(10);
    expect(drain(clock)).toBe(3);
    expect(clock.nowMs).toBe(600);
    expect(clock.isOver).toBe(true);
    clock.observe(20);
    expect(clock.isOwed).toBe(false);
  });

  it('ignores a real clock that goes back', () => {
    const clock = new ExchangeClock({ startMs: 0, endMs: 1_000, speed: 1 });
    clock.start(500);
    clock.observe(400);
    expect(clock.isOwed).toBe(false);
  });

  it('skips at most a quarter of a second at once, running or not, and never beyond the end', () => {
    const clock = new ExchangeClock({ startMs: 0, endMs: 600, speed: 1 });
    expect([clock.skip(100), clock.skip(1000), clock.skip(1000)]).toEqual([100, 350, 600]);
    expect([clock.isRunning, clock.isOver]).toEqual([false, true]);
  });

  it('refuses a speed that is not above 0', () => {
    for (const speed of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new ExchangeClock({ startMs: 0, endMs: 1, speed })).toThrow('runs forward');
    }
  });
});
