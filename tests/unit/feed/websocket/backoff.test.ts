import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../../src/feed/websocket/backoff.ts';

const LIMITS = { baseMs: 500, capMs: 30_000 };

describe('Backoff', () => {
  it('doubles its bound up to the cap', () => {
    const backoff = new Backoff(LIMITS, () => 0.9999999);
    const delays = Array.from({ length: 8 }, () => backoff.nextDelayMs());
    expect(delays).toEqual([499, 999, 1999, 3999, 7999, 15_999, 29_999, 29_999]);
  });

  it('spreads delays over the whole range', () => {
    const backoff = new Backoff(LIMITS, () => 0);
    expect(backoff.nextDelayMs()).toBe(0);
    const half = new Backoff(LIMITS, () => 0.5);
    expect([half.nextDelayMs(), half.nextDelayMs()]).toEqual([250, 500]);
  });

  it('starts over after a reset', () => {
    const backoff = new Backoff(LIMITS, () => 0.5);
    for (let attempt = 0; attempt < 5; attempt += 1) backoff.nextDelayMs();
    backoff.reset();
    expect(backoff.nextDelayMs()).toBe(250);
  });

  it('stays at the cap however often attempts fail', () => {
    const backoff = new Backoff(LIMITS, () => 0.5);
    for (let attempt = 0; attempt < 5000; attempt += 1) backoff.nextDelayMs();
    expect(backoff.nextDelayMs()).toBe(15_000);
  });

  it('gives the cap itself for a refusal, and counts it', () => {
    const backoff = new Backoff(LIMITS, () => 0.5);
    expect(backoff.longestDelayMs()).toBe(30_000);
    expect(backoff.nextDelayMs()).toBe(500);
  });

  it('refuses limits that make no sense', () => {
    expect(() => new Backoff({ baseMs: 0, capMs: 10 }, () => 0)).toThrow('at least 1 ms');
    expect(() => new Backoff({ baseMs: 20, capMs: 10 }, () => 0)).toThrow('cap');
  });
});
