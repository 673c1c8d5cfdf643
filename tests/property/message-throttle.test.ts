/** The message throttle against a model that keeps every message and counts anew each time, through restarts too. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HAND_OVER_MS,
  MESSAGES_SENT_ROW,
  MessagesSent,
  sentTimesOf,
} from '../../src/domain/order/messages-sent.ts';
import {
  type MessageRate,
  MessageThrottle,
  RATE_WINDOWS,
} from '../../src/domain/risk/message-throttle.ts';
import { RowImage } from '../support/row-image.ts';
import { SESSION_OPEN_MS } from '../support/tick-stream.ts';

const WINDOW_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
const IST_OFFSET_MS = 330 * 60_000;

const RATE = fc.record({
  perSecond: fc.integer({ min: 2, max: 12 }),
  perMinute: fc.integer({ min: 2, max: 40 }),
  perHour: fc.integer({ min: 2, max: 90 }),
  exitReserveBps: fc.constantFrom(0, 2_500, 5_000),
});

const ASKS = fc.array(
  fc.record({
    elapsedMs: fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom(0, 1, 499, 500, 999, 1_000, 1_001, 30_000, 59_999, 60_000, 3_599_999),
    ),
    isReducing: fc.boolean(),
    messages: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 250 },
);

const LIVES = fc.array(
  fc.record({ asks: ASKS, lateMs: fc.constantFrom(0, 1, 250, HAND_OVER_MS) }),
  { minLength: 2, maxLength: 4 },
);

/** No sliding and no calendar window holds more than its cap. */
function expectWithin(rate: MessageRate, sent: readonly number[]): void {
  const caps = { second: rate.perSecond, minute: rate.perMinute, hour: rate.perHour };
  for (const window of RATE_WINDOWS) {
    const lengthMs = WINDOW_MS[window];
    const perClock = new Map<number, number>();
    for (const time of sent) {
      const clock = Math.floor((time + IST_OFFSET_MS) / lengthMs);
      perClock.set(clock, (perClock.get(clock) ?? 0) + 1);
      const sliding = sent.filter((other) => other > time - lengthMs && other <= time).length;
      expect(sliding).toBeLessThanOrEqual(caps[window]);
    }
    for (const count of perClock.values()) expect(count).toBeLessThanOrEqual(caps[window]);
  }
}

/** One message more does not fit in some window that is a second and a hand-over longer. */
function isFull(
  rate: MessageRate,
  asked: {
    readonly sent: readonly number[];
    readonly timeMs: number;
    readonly isReducing: boolean;
  },
): boolean {
  const caps = { second: rate.perSecond, minute: rate.perMinute, hour: rate.perHour };
  return RATE_WINDOWS.some((window) => {
    const fromMs = asked.timeMs - WINDOW_MS[window] - 1_000 - HAND_OVER_MS;
    const used = asked.sent.filter((time) => time > fromMs).length;
    const reserved = Math.ceil((caps[window] * rate.exitReserveBps) / 10_000);
    return used + 1 > caps[window] - (asked.isReducing ? 0 : reserved);
  });
}

describe('the message throttle', () => {
  it('RG-05 never exceeds a sliding or a calendar window, and refuses nothing that fits', () => {
    fc.assert(
      fc.property(RATE, ASKS, (rate, asks) => {
        const throttle = new MessageThrottle(rate);
        const caps = { second: rate.perSecond, minute: rate.perMinute, hour: rate.perHour };
        const sent: number[] = [];
        let timeMs = SESSION_OPEN_MS;
        for (const { elapsedMs, isReducing, messages } of asks) {
          timeMs += elapsedMs;
          const fits = RATE_WINDOWS.every((window) => {
            const used = sent.filter((time) => time > timeMs - WINDOW_MS[window]).length;
            expect(throttle.used(window, timeMs)).toBe(used);
            const reserved = isReducing
              ? 0
              : Math.ceil((caps[window] * rate.exitReserveBps) / 10_000);
            return used + messages <= caps[window] - reserved;
          });
          const taken = isReducing
            ? throttle.tryReducing(timeMs, messages)
            : throttle.tryEntry(timeMs, messages);
          expect(taken).toBe(fits);
          if (taken) for (let count = 0; count < messages; count += 1) sent.push(timeMs);
        }
        expectWithin(rate, sent);
      }),
      { numRuns: 200 },
    );
  });

  it('RG-05 never exceeds a window over any number of lives, handed over late or not, and holds back less than a hand-over and a second longer', () => {
    let denied = 0;
    fc.assert(
      fc.property(RATE, LIVES, (rate, lives) => {
        const image = new RowImage();
        const sent: number[] = [];
        const arrived: number[] = [];
        const whole = new MessageThrottle(rate);
        let timeMs = SESSION_OPEN_MS;
        for (const { asks, lateMs } of lives) {
          const throttle = new MessageThrottle(rate);
          const port = new MessageThrottle({ ...rate, exitReserveBps: 0 });
          throttle.restore(sentTimesOf(image));
          port.restore(sentTimesOf(image));
          const tally = new MessagesSent();
          tally.restore(image);
          for (const { elapsedMs, isReducing } of asks) {
            timeMs += elapsedMs;
            if (!(isReducing ? throttle.tryReducing(timeMs) : throttle.tryEntry(timeMs))) {
              // A window that began that much earlier would have been full.
              expect(isFull(rate, { sent, timeMs, isReducing })).toBe(true);
              denied += 1;
              continue;
            }
            whole.restore([timeMs]);
            for (const window of RATE_WINDOWS) {
              expect(throttle.used(window, timeMs)).toBeGreaterThanOrEqual(
                whole.used(window, timeMs),
              );
            }
            image.record(MESSAGES_SENT_ROW, tally.add(timeMs, 1));
            sent.push(timeMs);
            // Recorded, and not sent at once: the port lets it out when it fits there.
            const leaveMs = Math.max(port.earliestMs(timeMs + lateMs, true), arrived.at(-1) ?? 0);
            expect(port.tryReducing(leaveMs)).toBe(true);
            if (leaveMs - timeMs <= HAND_OVER_MS) arrived.push(leaveMs);
          }
          // It dies: what has not left by then never does.
          timeMs = Math.max(timeMs, arrived.at(-1) ?? 0);
        }
        expectWithin(rate, sent);
        expectWithin(rate, arrived);
      }),
      { numRuns: 300 },
    );
    expect(denied).toBeGreaterThan(0);
  });

  it('names the first moment at which a message fits', () => {
    fc.assert(
      fc.property(RATE, ASKS, fc.boolean(), (rate, asks, isReducing) => {
        const throttle = new MessageThrottle(rate);
        let timeMs = SESSION_OPEN_MS;
        const sent: number[] = [];
        for (const ask of asks) {
          timeMs += ask.elapsedMs;
          if (throttle.tryReducing(timeMs)) sent.push(timeMs);
        }
        const earliestMs = throttle.earliestMs(timeMs, isReducing);
        const at = (whenMs: number) => {
          const copy = new MessageThrottle(rate);
          copy.restore(sent);
          return isReducing ? copy.tryReducing(whenMs) : copy.tryEntry(whenMs);
        };
        expect(at(earliestMs)).toBe(true);
        if (earliestMs > timeMs) expect(at(earliestMs - 1)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
