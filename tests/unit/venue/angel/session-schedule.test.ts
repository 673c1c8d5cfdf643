import { describe, expect, it } from 'vitest';
import { RENEWAL_DEFAULTS, renewalPlan } from '../../../../src/venue/angel/session-schedule.ts';
import { MORNING_MS } from '../../../support/manual-runtime.ts';

const HOUR_MS = 3_600_000;
/** 2026-11-21 00:00 IST. */
const MIDNIGHT_MS = Date.UTC(2026, 10, 20, 18, 30);

function jwtOf(claims: unknown): string {
  return `header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

function planOf(jwtToken: string, { nowMs = MORNING_MS, chance = 0 } = {}) {
  return renewalPlan(RENEWAL_DEFAULTS, { nowMs, jwtToken, chance });
}

describe('renewalPlan', () => {
  it('F27 refreshes ten minutes before the token ends', () => {
    const jwt = jwtOf({ iat: 1000, exp: 1000 + 4 * 3600 });
    expect(planOf(jwt)).toEqual({
      how: 'refresh',
      dueMs: MORNING_MS + 4 * HOUR_MS - 10 * 60_000,
    });
  });

  it('F27 refreshes a short-lived token after three quarters of its life', () => {
    const jwt = jwtOf({ iat: 1000, exp: 1120 });
    expect(planOf(jwt)).toEqual({ how: 'refresh', dueMs: MORNING_MS + 90_000 });
  });

  it('F27 logs in anew soon after midnight in India, whatever the token says', () => {
    const day = jwtOf({ iat: 0, exp: 2 * 86_400 });
    expect(planOf(day)).toEqual({ how: 'login', dueMs: MIDNIGHT_MS + 5000 });
    expect(planOf(day, { chance: 0.5 })).toEqual({ how: 'login', dueMs: MIDNIGHT_MS + 7500 });
    const minuteBefore = MIDNIGHT_MS - 60_000;
    expect(planOf(day, { nowMs: minuteBefore }).dueMs).toBe(MIDNIGHT_MS + 5000);
  });

  it('F27 proves the session in the morning, while there is time to mend it', () => {
    const morningMs = Date.UTC(2026, 10, 20, 3, 15);
    expect(planOf('opaque', { nowMs: morningMs - HOUR_MS })).toEqual({
      how: 'refresh',
      dueMs: morningMs,
    });
    expect(planOf('opaque', { nowMs: morningMs - 5 * 60_000 }).how).toBe('login');
    expect(planOf('opaque', { nowMs: morningMs }).how).toBe('login');
  });

  it('F27 does not refresh during the day for a token that lives until midnight', () => {
    expect(planOf(jwtOf({ iat: 0, exp: 86_400 }))).toEqual({
      how: 'login',
      dueMs: MIDNIGHT_MS + 5000,
    });
  });

  it.each([
    'opaque',
    'a.b.c',
    jwtOf(null),
    jwtOf({ exp: 5000 }),
    jwtOf({ iat: 5000, exp: 4000 }),
    jwtOf({ iat: '1', exp: '2' }),
  ])('takes a token that does not tell its life for one that lives until midnight', (jwt) => {
    expect(planOf(jwt)).toEqual({ how: 'login', dueMs: MIDNIGHT_MS + 5000 });
  });
});
