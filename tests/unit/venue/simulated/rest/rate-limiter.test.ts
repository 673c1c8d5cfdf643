import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../../../src/venue/simulated/rest/rate-limiter.ts';

function allowed(limiter: RateLimiter, count: number, atMs: number): number {
  let taken = 0;
  for (let at = 0; at < count; at += 1) taken += limiter.isAllowed('T1', 'orders', atMs) ? 1 : 0;
  return taken;
}

describe('RateLimiter', () => {
  it('F23 lets nine order calls of a client through in any second, and the tenth in the next', () => {
    const limiter = new RateLimiter();
    expect(allowed(limiter, 20, 5000)).toBe(9);
    expect(allowed(limiter, 1, 5900)).toBe(0);
    expect(allowed(limiter, 20, 6000)).toBe(9);
  });

  it('counts each client and each class on its own', () => {
    const limiter = new RateLimiter();
    expect(limiter.isAllowed('T1', 'orderBook', 0)).toBe(true);
    expect(limiter.isAllowed('T1', 'orderBook', 10)).toBe(false);
    expect(limiter.isAllowed('T1', 'tradeBook', 10)).toBe(true);
    expect(limiter.isAllowed('T2', 'orderBook', 10)).toBe(true);
  });

  it('holds the minute and the hour as well; what was refused does not count', () => {
    const limiter = new RateLimiter();
    let taken = 0;
    for (let second = 0; second < 60; second += 1) taken += allowed(limiter, 30, second * 1000);
    expect(taken).toBe(500);
    for (let second = 60; second < 3590; second += 1) taken += allowed(limiter, 30, second * 1000);
    expect(taken).toBe(1000);
    expect(allowed(limiter, 30, 3_601_000)).toBe(9);
  });
});
