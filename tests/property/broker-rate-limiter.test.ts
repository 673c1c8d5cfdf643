/** The broker client's rate limiter against a model that keeps every send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  RATE_CLASSES,
  type RateClass,
  type RateLimit,
} from '../../src/contract/wire/smartapi-rest.ts';
import { RateLimiter } from '../../src/venue/angel/rate-limiter.ts';
import { ManualRuntime } from '../support/manual-runtime.ts';

const OPTIONS = { guardMs: 0, penalty: { baseMs: 1000, capMs: 60_000 } };
const LENGTHS = { perSecond: 1000, perMinute: 60_000, perHour: 3_600_000 } as const;
const KEYS = ['perSecond', 'perMinute', 'perHour'] as const;

const STEPS = fc.array(
  fc.record({
    elapsedMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 200 }) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1500, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(999, 1000, 1001, 59_999, 60_000, 600_000) },
    ),
    lane: fc.constantFrom('normal' as const, 'exit' as const),
    asks: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 1, maxLength: 400 },
);
const RATE_CLASS = fc.constantFrom<RateClass>('orders', 'ltp', 'candles', 'orderBook', 'token');

/** Sends in the window of `lengthMs` that ends with the last of `sent`. */
function inWindow(sent: readonly number[], lengthMs: number): number {
  const end = sent.at(-1) ?? 0;
  return sent.filter((time) => time > end - lengthMs).length;
}

describe('RateLimiter', () => {
  it('RG-05 fills no interval above its limit, sliding or of any calendar', () => {
    fc.assert(
      fc.property(RATE_CLASS, STEPS, fc.nat(3_600_000), (rateClass, steps, phaseMs) => {
        const runtime = new ManualRuntime();
        const limiter = new RateLimiter(runtime, OPTIONS);
        const limits: RateLimit = RATE_CLASSES[rateClass];
        const sent: number[] = [];
        for (const { elapsedMs, lane, asks } of steps) {
          runtime.advance(elapsedMs);
          for (let ask = 0; ask < asks; ask += 1) {
            if (limiter.tryTake(rateClass, lane) > 0) continue;
            sent.push(runtime.monotonicMs());
            for (const key of KEYS) {
              expect(inWindow(sent, LENGTHS[key])).toBeLessThanOrEqual(limits[key] ?? Infinity);
            }
          }
        }
        for (const key of KEYS) {
          const perCalendar = new Map<number, number>();
          for (const time of sent) {
            const at = Math.floor((time + phaseMs) / LENGTHS[key]);
            perCalendar.set(at, (perCalendar.get(at) ?? 0) + 1);
          }
          for (const count of perCalendar.values()) {
            expect(count).toBeLessThanOrEqual(limits[key] ?? Infinity);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('RG-05 never starves exits with normal traffic', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const runtime = new ManualRuntime();
        const limiter = new RateLimiter(runtime, OPTIONS);
        for (const { elapsedMs, asks } of steps) {
          runtime.advance(elapsedMs);
          for (let ask = 0; ask < asks; ask += 1) limiter.tryTake('orders', 'normal');
        }
        const exits = [1, 2, 3].map(() => limiter.tryTake('orders', 'exit'));
        expect(exits).toEqual([0, 0, 0]);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its word: after the wait it names, and no millisecond earlier, there is room', () => {
    fc.assert(
      fc.property(RATE_CLASS, STEPS, (rateClass, steps) => {
        const runtime = new ManualRuntime();
        const limiter = new RateLimiter(runtime, OPTIONS);
        for (const { elapsedMs, lane, asks } of steps) {
          runtime.advance(Math.floor(elapsedMs));
          for (let ask = 0; ask < asks; ask += 1) limiter.tryTake(rateClass, lane);
        }
        const waitMs = limiter.tryTake(rateClass, 'normal');
        if (waitMs === 0) return;
        runtime.advance(waitMs - 1);
        expect(limiter.tryTake(rateClass, 'normal')).toBe(1);
        runtime.advance(1);
        expect(limiter.tryTake(rateClass, 'normal')).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
