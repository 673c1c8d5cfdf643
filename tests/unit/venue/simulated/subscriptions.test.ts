import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import { Subscriptions, wireIndexOf } from '../../../../src/venue/simulated/subscriptions.ts';

const listed = [
  { exchange: 'NSE', token: '3045', index: 0 },
  { exchange: 'NFO', token: '3045', index: 1 },
  { exchange: 'NSE', token: '99926000', index: 2 },
] as unknown as readonly Instrument[];

function fresh(): Subscriptions {
  return new Subscriptions(listed.length, wireIndexOf(listed));
}

function request(action: number, mode: number, lists: Record<number, readonly string[]>): string {
  const tokenList = Object.entries(lists).map(([exchangeType, tokens]) => ({
    exchangeType: Number(exchangeType),
    tokens,
  }));
  return JSON.stringify({ correlationID: 'abcde12345', action, params: { mode, tokenList } });
}

function tokens(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, at) => String(from + at));
}

describe('Subscriptions', () => {
  it('adds pairs by exchange and token and tells which are new', () => {
    const subscriptions = fresh();
    expect(subscriptions.apply(request(1, 1, { 1: ['3045', '99926000'] }))).toEqual({
      isSubscribe: true,
      additions: [
        { instrumentIndex: 0, mode: 1 },
        { instrumentIndex: 2, mode: 1 },
      ],
    });
    expect(subscriptions.apply(request(1, 1, { 1: ['3045'], 2: ['3045', '3045'] }))).toEqual({
      isSubscribe: true,
      additions: [{ instrumentIndex: 1, mode: 1 }],
    });
    expect([...subscriptions.modeBits]).toEqual([2, 2, 2]);
    expect(subscriptions.size).toBe(3);
  });

  it('counts a token once for each mode', () => {
    const subscriptions = fresh();
    for (const mode of [1, 2, 3]) subscriptions.apply(request(1, mode, { 1: ['3045'] }));
    expect(subscriptions.size).toBe(3);
    expect(subscriptions.modeBits[0]).toBe(0b1110);
    subscriptions.apply(request(0, 2, { 1: ['3045'] }));
    expect(subscriptions.modeBits[0]).toBe(0b1010);
  });

  it('ignores unsubscribing what is not subscribed', () => {
    const subscriptions = fresh();
    subscriptions.apply(request(1, 1, { 1: ['3045'] }));
    const outcome = subscriptions.apply(request(0, 3, { 1: ['3045'], 2: ['1'] }));
    expect(outcome).toEqual({ isSubscribe: false, additions: [] });
    expect(subscriptions.size).toBe(1);
    expect(subscriptions.modeBits[0]).toBe(0b10);
  });

  it('takes 1000 pairs and refuses a request beyond them whole, with E1002', () => {
    const subscriptions = fresh();
    expect(subscriptions.apply(request(1, 1, { 1: tokens(999) }))).toHaveProperty('additions', []);
    expect(subscriptions.apply(request(1, 1, { 1: ['3045', '5000'] }))).toEqual({
      error: {
        correlationID: 'abcde12345',
        errorCode: 'E1002',
        errorMessage: expect.stringContaining('1000'),
      },
    });
    expect(subscriptions.size).toBe(999);
    expect(subscriptions.modeBits[0]).toBe(0);
    expect(subscriptions.apply(request(1, 1, { 1: ['1', '3045'] }))).toHaveProperty('additions', [
      { instrumentIndex: 0, mode: 1 },
    ]);
    expect(subscriptions.apply(request(1, 2, { 1: ['3045'] }))).toHaveProperty('error');
    subscriptions.apply(request(0, 1, { 1: ['1'] }));
    expect(subscriptions.apply(request(1, 2, { 1: ['3045'] }))).toHaveProperty('additions', [
      { instrumentIndex: 0, mode: 2 },
    ]);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['null', 'null'],
    ['no parameters', '{"action":1}'],
    ['an unknown action', request(2, 1, { 1: ['3045'] })],
    ['depth-20, which is gone', request(1, 4, { 1: ['3045'] })],
    ['mode 0', request(1, 0, { 1: ['3045'] })],
    ['an unknown exchange', request(1, 1, { 6: ['3045'] })],
    [
      'numeric tokens',
      '{"action":1,"params":{"mode":1,"tokenList":[{"exchangeType":1,"tokens":[3045]}]}}',
    ],
  ])('answers %s with E1001 and changes nothing', (_, text) => {
    const subscriptions = fresh();
    expect(subscriptions.apply(text)).toMatchObject({ error: { errorCode: 'E1001' } });
    expect(subscriptions.size).toBe(0);
  });

  it('echoes the correlation id of a request it cannot use, shortened', () => {
    const text = JSON.stringify({ correlationID: 'x'.repeat(500), action: 1 });
    const outcome = fresh().apply(text);
    expect(outcome).toHaveProperty('error.correlationID', 'x'.repeat(64));
    expect(fresh().apply('{')).toHaveProperty('error.correlationID', '');
  });
});
