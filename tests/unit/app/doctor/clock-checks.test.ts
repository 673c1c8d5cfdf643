import { describe, expect, it } from 'vitest';
import {
  checkBrokerClock,
  checkSteadyClock,
  readClocks,
  skewRange,
} from '../../../../src/app/doctor/clock-checks.ts';

const AT = Date.parse('2026-11-20T04:00:00Z');

describe('the steady clock', () => {
  const first = { wallMs: AT, monotonicMs: 1000 };

  it('is read where nothing came between the two clocks', () => {
    let monotonicMs = 0;
    let calls = 0;
    const wall = () => {
      calls++;
      // Only the fourth attempt is not interrupted.
      monotonicMs += calls === 4 ? 1 : 80;
      return AT + monotonicMs;
    };
    expect(readClocks(wall, () => monotonicMs)).toMatchObject({
      wallMs: AT + 241,
      monotonicMs: 240.5,
    });
  });

  it('is one whose two readings went on alike', () => {
    expect(checkSteadyClock(first, { wallMs: AT + 1504, monotonicMs: 2500 })).toMatchObject({
      status: 'ok',
      detail: 'wall and monotonic clock apart by 4 ms in 1500 ms',
    });
  });

  it.each([
    [AT + 1500 + 60, 60],
    [AT + 1500 - 3000, -3000],
  ])('is not one that was set meanwhile', (wallMs, driftMs) => {
    const result = checkSteadyClock(first, { wallMs, monotonicMs: 2500 });
    expect(result.status).toBe('fail');
    expect(result.detail).toContain(`moved by ${driftMs} ms`);
  });
});

describe("the broker's clock", () => {
  /** An answer whose Date header is `brokerMs`, while our clock went from `sentMs` to `receivedMs`. */
  const answer = (sentMs: number, receivedMs: number, brokerMs: number) => ({
    sentMs,
    receivedMs,
    date: new Date(brokerMs).toUTCString(),
  });
  const check = (sentMs: number, isLive = false) =>
    checkBrokerClock('h', () => Promise.resolve(answer(sentMs, sentMs + 100, AT)), isLive);

  it('is known to within a second and the way there and back', () => {
    expect(skewRange(answer(AT + 5000, AT + 5100, AT))).toEqual({ minMs: 4000, maxMs: 5100 });
    expect(skewRange({ sentMs: 0, receivedMs: 0, date: '' })).toBeUndefined();
  });

  it.each([
    ['agrees', AT + 500, 'ok', 'agrees with h'],
    ['agrees as far as can be told', AT - 50, 'ok', 'agrees with h'],
    ['is a little behind ours', AT + 2500, 'warn', 'at least 1500 ms ahead of h'],
    ['is a little ahead of ours', AT - 1100, 'warn', 'at least 1000 ms behind h'],
    ['is 9 s behind ours', AT + 10_000, 'warn', 'at least 9000 ms ahead of h'],
    ['F20 is 45 s behind ours', AT + 46_000, 'fail', 'at least 45000 ms ahead of h'],
    ['F20 is 45 s ahead of ours', AT - 45_100, 'fail', 'at least 45000 ms behind h'],
  ])('%s', async (_, sentMs, status, detail) => {
    expect(await check(sentMs)).toMatchObject({ status, detail });
  });

  it('must be within two seconds for real money', async () => {
    expect((await check(AT + 2900, true)).status).toBe('warn');
    expect((await check(AT + 3100, true)).status).toBe('fail');
  });

  it('may not answer: the reason is told, and it is a fault only for real money', async () => {
    const ask = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await checkBrokerClock('h', ask, false)).toMatchObject({
      status: 'warn',
      detail: 'h does not answer (ENOTFOUND)',
    });
    expect((await checkBrokerClock('h', ask, true)).status).toBe('fail');
  });

  it('may not be told', async () => {
    const ask = () => Promise.resolve({ sentMs: AT, receivedMs: AT, date: 'soon' });
    expect((await checkBrokerClock('h', ask, true)).status).toBe('warn');
  });
});
