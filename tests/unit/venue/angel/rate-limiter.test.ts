import { describe, expect, it } from 'vitest';
import type { RateClass } from '../../../../src/contract/wire/smartapi-rest.ts';
import type { Lane } from '../../../../src/venue/angel/call.ts';
import { RateLimiter } from '../../../../src/venue/angel/rate-limiter.ts';
import { ManualRuntime } from '../../../support/manual-runtime.ts';

const OPTIONS = { guardMs: 50, penalty: { baseMs: 1000, capMs: 8000 } };

function limiterAt(runtime: ManualRuntime): RateLimiter {
  return new RateLimiter(runtime, OPTIONS);
}

/** How many requests in a row find room now. */
function burst(limiter: RateLimiter, rateClass: RateClass, lane: Lane): number {
  let taken = 0;
  while (limiter.tryTake(rateClass, lane) === 0) taken += 1;
  return taken;
}

describe('RateLimiter', () => {
  it('RG-05 gives normal orders three quarters of a second and exits the whole of it', () => {
    const limiter = limiterAt(new ManualRuntime());
    expect(burst(limiter, 'orders', 'normal')).toBe(6);
    expect(burst(limiter, 'orders', 'exit')).toBe(3);
    expect(limiterAt(new ManualRuntime()).tryTake('orders', 'exit')).toBe(0);
    expect(burst(limiterAt(new ManualRuntime()), 'orders', 'exit')).toBe(9);
  });

  it('keeps no reserve in other classes', () => {
    expect(burst(limiterAt(new ManualRuntime()), 'ltp', 'normal')).toBe(10);
    expect(burst(limiterAt(new ManualRuntime()), 'gttWrite', 'normal')).toBe(9);
  });

  it('says to the millisecond when there is room again', () => {
    const runtime = new ManualRuntime();
    const limiter = limiterAt(runtime);
    expect(limiter.tryTake('orderBook', 'normal')).toBe(0);
    runtime.advance(400);
    expect(limiter.tryTake('orderBook', 'normal')).toBe(650);
    runtime.advance(649);
    expect(limiter.tryTake('orderBook', 'normal')).toBe(1);
    runtime.advance(1);
    expect(limiter.tryTake('orderBook', 'normal')).toBe(0);
  });

  it('RG-05 counts minutes', () => {
    const runtime = new ManualRuntime();
    const limiter = limiterAt(runtime);
    let taken = 0;
    for (let turn = 0; turn < 57; turn += 1) {
      taken += burst(limiter, 'ltp', 'normal');
      runtime.advance(1050);
    }
    expect(taken).toBe(500);
    expect(limiter.tryTake('ltp', 'normal')).toBe(60_050 - 57 * 1050);
  });

  it('RG-05 counts hours, and keeps a quarter of one for exits', () => {
    const runtime = new ManualRuntime();
    const limiter = limiterAt(runtime);
    let taken = 0;
    for (let turn = 0; turn < 3400; turn += 1) {
      taken += burst(limiter, 'orders', 'normal');
      runtime.advance(1050);
    }
    expect(taken).toBe(750);
    expect(burst(limiter, 'orders', 'exit')).toBe(9);
  });

  it('keeps classes apart', () => {
    const limiter = limiterAt(new ManualRuntime());
    burst(limiter, 'orderBook', 'normal');
    expect(limiter.tryTake('tradeBook', 'normal')).toBe(0);
  });

  it('F23 closes a class after a refusal, doubling up to the cap, and lets exits knock after the first step', () => {
    const runtime = new ManualRuntime();
    const limiter = limiterAt(runtime);
    const waits: number[] = [];
    for (let refusal = 0; refusal < 5; refusal += 1) {
      limiter.penalise('orders');
      waits.push(limiter.tryTake('orders', 'normal'));
      expect(limiter.tryTake('orders', 'exit')).toBe(1000);
      runtime.advance(1000);
      expect(limiter.tryTake('orders', 'exit')).toBe(0);
      runtime.advance(7000);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000]);
  });

  it('F23 counts refusals of one burst once, and leaves other classes open', () => {
    const limiter = limiterAt(new ManualRuntime());
    limiter.penalise('orders');
    limiter.penalise('orders');
    limiter.penalise('orders');
    expect(limiter.tryTake('orders', 'normal')).toBe(1000);
    expect(limiter.tryTake('orderBook', 'normal')).toBe(0);
  });

  it('F23 forgives one refusal per success', () => {
    const runtime = new ManualRuntime();
    const limiter = limiterAt(runtime);
    for (let refusal = 0; refusal < 3; refusal += 1) {
      limiter.penalise('ltp');
      runtime.advance(8000);
    }
    limiter.succeeded('ltp');
    limiter.succeeded('ltp');
    limiter.penalise('ltp');
    expect(limiter.tryTake('ltp', 'normal')).toBe(2000);
    // What was sent before the refusal and succeeds now says nothing about the limit.
    limiter.succeeded('ltp');
    runtime.advance(8000);
    limiter.penalise('ltp');
    expect(limiter.tryTake('ltp', 'normal')).toBe(4000);
  });

  it('shows what is used of each window', () => {
    const runtime = new ManualRuntime();
    const limiter = limiterAt(runtime);
    limiter.tryTake('orders', 'normal');
    limiter.tryTake('orders', 'exit');
    expect(limiter.usage()).toEqual([
      { rateClass: 'orders', window: 'perSecond', used: 2, limit: 9 },
      { rateClass: 'orders', window: 'perMinute', used: 2, limit: 500 },
      { rateClass: 'orders', window: 'perHour', used: 2, limit: 1000 },
    ]);
    runtime.advance(1050);
    expect(limiter.usage().map(({ window }) => window)).toEqual(['perMinute', 'perHour']);
  });
});
