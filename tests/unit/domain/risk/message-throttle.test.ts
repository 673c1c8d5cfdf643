import { describe, expect, it } from 'vitest';
import { MessageThrottle } from '../../../../src/domain/risk/message-throttle.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';

const RATE = { perSecond: 8, perMinute: 20, perHour: 30, exitReserveBps: 2_500 };

describe('the message throttle', () => {
  it('RG-05 keeps a quarter of every window for reducing messages', () => {
    const throttle = new MessageThrottle(RATE);
    expect(['second', 'minute', 'hour'].map((w) => throttle.entryLimit(w as 'second'))).toEqual([
      6, 15, 22,
    ]);
    for (let count = 0; count < 6; count += 1) expect(throttle.tryEntry(1_000)).toBe(true);
    expect(throttle.tryEntry(1_000)).toBe(false);
    expect(throttle.tryReducing(1_000)).toBe(true);
    expect(throttle.tryReducing(1_000)).toBe(true);
    expect(throttle.tryReducing(1_000)).toBe(false);
    expect(throttle.used('second', 1_000)).toBe(8);
  });

  it('RG-05 slides: a message leaves its window a second after it was sent, not at the turn of the clock', () => {
    const throttle = new MessageThrottle(RATE);
    expect(throttle.tryReducing(1_900, 8)).toBe(true);
    expect(throttle.tryReducing(2_100)).toBe(false);
    expect(throttle.tryReducing(2_899)).toBe(false);
    expect(throttle.earliestMs(2_100, true)).toBe(2_900);
    expect(throttle.tryReducing(2_900)).toBe(true);
  });

  it('takes several messages together or none of them', () => {
    const throttle = new MessageThrottle(RATE);
    expect(throttle.tryEntry(0, 7)).toBe(false);
    expect(throttle.used('hour', 0)).toBe(0);
    expect(throttle.tryEntry(0, 6)).toBe(true);
  });

  it('holds the minute and the hour too, and says when the next message fits', () => {
    const throttle = new MessageThrottle(RATE);
    let sent = 0;
    for (let timeMs = 0; timeMs < 40_000; timeMs += 1_000) {
      if (throttle.tryEntry(timeMs)) sent += 1;
    }
    expect(sent).toBe(15);
    expect(throttle.earliestMs(40_000, false)).toBe(60_000);
    expect(throttle.earliestMs(40_000, true)).toBe(40_000);
    for (let timeMs = 60_000; timeMs < 120_000; timeMs += 1_000) {
      if (throttle.tryEntry(timeMs)) sent += 1;
    }
    expect(sent).toBe(22);
    expect(throttle.earliestMs(120_000, false)).toBe(3_600_000);
  });

  it('takes a step back of the clock for the latest time it saw', () => {
    const throttle = new MessageThrottle(RATE);
    expect(throttle.tryReducing(5_000, 8)).toBe(true);
    expect(throttle.tryReducing(1_000)).toBe(false);
    expect(throttle.used('second', 0)).toBe(8);
  });

  it('is restored from the times of what was sent, whether it fits or not', () => {
    const throttle = new MessageThrottle(RATE);
    throttle.restore(new Array<number>(12).fill(SESSION_OPEN_MS));
    expect(throttle.tryReducing(SESSION_OPEN_MS)).toBe(false);
    expect(throttle.used('minute', SESSION_OPEN_MS + 1_000)).toBe(12);
    expect(throttle.tryEntry(SESSION_OPEN_MS + 1_000, 3)).toBe(true);
    expect(throttle.tryEntry(SESSION_OPEN_MS + 1_000)).toBe(false);
  });

  it('has room for 10,000 orders a minute where it is configured so', () => {
    const rate = { perSecond: 400, perMinute: 14_000, perHour: 700_000, exitReserveBps: 2_500 };
    const throttle = new MessageThrottle(rate);
    let sent = 0;
    for (let at = 0; at < 10_000; at += 1) if (throttle.tryEntry(at * 6)) sent += 1;
    expect(sent).toBe(10_000);
  });

  it('never lets an entry through where the reserve leaves none', () => {
    const throttle = new MessageThrottle({ ...RATE, perSecond: 1 });
    expect(throttle.earliestMs(0, false)).toBe(Number.POSITIVE_INFINITY);
    expect(throttle.tryEntry(0)).toBe(false);
    expect(throttle.tryReducing(0)).toBe(true);
  });
});
