/** Session time from each of the three sources. */
import { describe, expect, test } from 'vitest';
import { SessionClock } from '../../../../src/domain/instrument/session-clock.ts';

const T = Date.parse('2026-11-20T04:00:00Z');
const SECOND_NS = 1e9;

describe('wall clock', () => {
  test('now is the wall clock, and two seconds ahead of it is the future', () => {
    const clock = new SessionClock({ kind: 'wall' });
    expect(clock.nowMs(5, T)).toBe(T);
    expect(clock.nowMs(6, T - 1000)).toBe(T - 1000);
    expect(clock.futureToleranceMs).toBe(2000);
    expect(new SessionClock({ kind: 'wall' }, 500).futureToleranceMs).toBe(500);
  });

  test('knows no skew before it has seen ticks', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    expect(clock.skewMs).toBeNaN();
    expect(clock.isSkewed).toBe(false);
  });

  test('in health the skew is the transit time of the freshest ticks, however old the others are', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let tick = 0; tick < 50; tick += 1) {
      clock.observe(T - (tick % 2 === 0 ? 40 : 3_600_000), 0);
    }
    expect(clock.skewMs).toBe(-40);
    expect(clock.isSkewed).toBe(false);
  });

  test('two corrupt timestamps in a window do not make a skew, and the third counts', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let tick = 0; tick < 10; tick += 1) clock.observe(T - 10, 0);
    clock.observeFuture(T + 900_000, 0);
    clock.observeFuture(T + 800_000, 0);
    expect(clock.isSkewed).toBe(false);
    clock.observeFuture(T + 700_000, 0);
    expect(clock.skewMs).toBe(700_000);
  });

  test('a wall clock that is behind is reported although every tick is dropped as from the future', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let tick = 0; tick < 3; tick += 1) clock.observeFuture(T + 5000, 0);
    expect(clock.skewMs).toBe(5000);
    expect(clock.isSkewed).toBe(true);
  });

  test('a wall clock that is behind is left for ticks that agree on it for five seconds', () => {
    const clock = new SessionClock({ kind: 'wall' });
    for (let second = 0; second <= 5; second += 1) {
      expect(clock.nowMs(second * SECOND_NS, T + second * 1000)).toBe(T + second * 1000);
      clock.observeFuture(T + second * 1000 + 90_000 - second, second * SECOND_NS);
    }
    expect(clock.nowMs(6 * SECOND_NS, T + 6000)).toBe(T + 96_000 - 5);
    expect(clock.skewMs).toBeGreaterThan(89_000);
  });

  test('a wall clock stands against ticks from the future that disagree, or beside ones that are accepted', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let second = 0; second <= 30; second += 1) {
      clock.observeFuture(T + second * second * 10_000 + 90_000, second * SECOND_NS);
    }
    expect(clock.nowMs(31 * SECOND_NS, T)).toBe(T);
    for (let second = 31; second <= 60; second += 1) {
      clock.observeFuture(T + 90_000, second * SECOND_NS);
      clock.observe(T, second * SECOND_NS);
    }
    expect(clock.nowMs(61 * SECOND_NS, T)).toBe(T);
  });

  test('a wall clock that is ahead is reported', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T + 5000);
    for (let tick = 0; tick < 3; tick += 1) clock.observe(T, 0);
    expect(clock.skewMs).toBe(-5000);
    expect(clock.isSkewed).toBe(true);
  });

  test('the limit of two seconds itself is no skew', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let tick = 0; tick < 3; tick += 1) clock.observe(T - 2000, 0);
    expect(clock.isSkewed).toBe(false);
    const later = new SessionClock({ kind: 'wall' });
    later.nowMs(0, T);
    for (let tick = 0; tick < 3; tick += 1) later.observe(T - 2001, 0);
    expect(later.isSkewed).toBe(true);
  });

  test('time between wall readings is counted by the receive stamp', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let tick = 0; tick < 3; tick += 1) clock.observe(T + 1000, SECOND_NS);
    expect(clock.skewMs).toBe(0);
  });

  test('a skew is forgotten within ten seconds of good ticks', () => {
    const clock = new SessionClock({ kind: 'wall' });
    clock.nowMs(0, T);
    for (let tick = 0; tick < 3; tick += 1) clock.observeFuture(T + 5000, 0);
    for (let second = 1; second <= 11; second += 1) {
      clock.nowMs(second * SECOND_NS, T + second * 1000);
      for (let tick = 0; tick < 3; tick += 1) {
        clock.observe(T + second * 1000 - 30, second * SECOND_NS);
      }
    }
    expect(clock.skewMs).toBe(-30);
  });
});

describe('simulated clock', () => {
  const clock = new SessionClock({
    kind: 'simulated',
    exchangeMs: T,
    anchorReceiveNs: 2 * SECOND_NS,
    speed: 60,
  });

  test('runs from its anchor at its speed, whatever the wall clock says', () => {
    expect(clock.nowMs(2 * SECOND_NS, 0)).toBe(T);
    expect(clock.nowMs(3 * SECOND_NS, 123)).toBe(T + 60_000);
    expect(clock.nowMs(2 * SECOND_NS + 500_000_000, 0)).toBe(T + 30_000);
  });

  test('ticks do not move it and make no skew', () => {
    clock.observe(T + 9e6, 2 * SECOND_NS);
    expect(clock.nowMs(3 * SECOND_NS, 0)).toBe(T + 60_000);
    expect(clock.skewMs).toBeNaN();
  });

  test('tolerates two seconds of real time, never less than two seconds of its own', () => {
    const source = { kind: 'simulated', exchangeMs: T, anchorReceiveNs: 0 } as const;
    expect(new SessionClock({ ...source, speed: 60 }).futureToleranceMs).toBe(120_000);
    expect(new SessionClock({ ...source, speed: 0.5 }).futureToleranceMs).toBe(2000);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('does not run at speed %d', (speed) => {
    const source = { kind: 'simulated', exchangeMs: T, anchorReceiveNs: 0, speed } as const;
    expect(() => new SessionClock(source)).toThrow('runs forward');
  });
});

describe('anchored clock', () => {
  test('has no future before the first accepted tick, and then starts there', () => {
    const clock = new SessionClock({ kind: 'anchored' });
    expect(clock.nowMs(0, T + 1e9)).toBe(Number.POSITIVE_INFINITY);
    clock.observe(T, 4 * SECOND_NS);
    expect(clock.nowMs(4 * SECOND_NS, 0)).toBe(T);
    expect(clock.futureToleranceMs).toBe(60_000);
  });

  test('passes with time when ticks stop, and with ticks when they run faster', () => {
    const clock = new SessionClock({ kind: 'anchored' });
    clock.observe(T, 0);
    expect(clock.nowMs(7 * SECOND_NS, 0)).toBe(T + 7000);
    clock.observe(T + 50_000, 7 * SECOND_NS);
    expect(clock.nowMs(7 * SECOND_NS, 0)).toBe(T + 50_000);
    expect(clock.nowMs(60 * SECOND_NS, 0)).toBe(T + 60_000);
  });

  test('an older tick and one dropped as from the future do not move it', () => {
    const clock = new SessionClock({ kind: 'anchored' });
    clock.observeFuture(T + 1e9, 0);
    expect(clock.nowMs(0, 0)).toBe(Number.POSITIVE_INFINITY);
    clock.observe(T, 0);
    clock.observe(T - 5000, 0);
    clock.observeFuture(T + 1e9, 0);
    expect(clock.nowMs(0, 0)).toBe(T);
  });

  test('moves on when a second brings nothing but ticks from the future, to the lower of the last two', () => {
    const clock = new SessionClock({ kind: 'anchored' });
    clock.observe(T - 86_400_000, 0);
    clock.observeFuture(T, 0);
    clock.observeFuture(T + 1e9, 0.5 * SECOND_NS);
    clock.observeFuture(T + 900, 0.9 * SECOND_NS);
    expect(clock.nowMs(0.9 * SECOND_NS, 0)).toBe(T - 86_400_000 + 900);
    clock.observeFuture(T + 1000, SECOND_NS);
    expect(clock.nowMs(SECOND_NS, 0)).toBe(T + 900);
    expect(clock.nowMs(3 * SECOND_NS, 0)).toBe(T + 2900);
  });

  test('stays while ticks are accepted, whatever a bad instrument claims', () => {
    const clock = new SessionClock({ kind: 'anchored' });
    for (let second = 0; second < 10; second += 1) {
      clock.observe(T + second * 1000, second * SECOND_NS);
      for (let tick = 0; tick < 5; tick += 1) clock.observeFuture(T + 1e9, second * SECOND_NS);
    }
    expect(clock.nowMs(9 * SECOND_NS, 0)).toBe(T + 9000);
  });

  test('two ticks from the future are too few to follow, however far apart', () => {
    const clock = new SessionClock({ kind: 'anchored' });
    clock.observe(T, 0);
    clock.observeFuture(T + 1e9, 0);
    clock.observeFuture(T + 1e9, 5 * SECOND_NS);
    expect(clock.nowMs(5 * SECOND_NS, 0)).toBe(T + 5000);
  });
});
