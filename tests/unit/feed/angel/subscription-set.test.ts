import { describe, expect, it } from 'vitest';
import {
  MAX_SUBSCRIPTIONS,
  streamRequestSchema,
} from '../../../../src/contract/wire/smartapi-stream.ts';
import {
  type StreamToken,
  SubscriptionLimitError,
  SubscriptionSet,
  TOKENS_PER_REQUEST,
} from '../../../../src/feed/angel/subscription-set.ts';

function tokens(count: number, exchangeType = 1, first = 1): StreamToken[] {
  return Array.from({ length: count }, (_, index) => ({
    exchangeType,
    token: String(first + index),
  }));
}

function request(action: 0 | 1, mode: number, exchangeType: number, ...names: string[]) {
  return { action, params: { mode, tokenList: [{ exchangeType, tokens: names }] } };
}

describe('SubscriptionSet', () => {
  it('asks for new tokens once', () => {
    const set = new SubscriptionSet();
    expect(set.subscribe(tokens(2), 'quote')).toEqual([request(1, 2, 1, '1', '2')]);
    expect(set.subscribe(tokens(2), 'quote')).toEqual([]);
    expect(set.subscribe([...tokens(1, 1, 3), ...tokens(1, 1, 3)], 'quote')).toEqual([
      request(1, 2, 1, '3'),
    ]);
    expect(set.size).toBe(3);
  });

  it('groups the tokens of a request by exchange', () => {
    const set = new SubscriptionSet();
    const mixed = [...tokens(1, 1), ...tokens(1, 2), ...tokens(1, 1, 2)];
    expect(set.subscribe(mixed, 'ltp')).toEqual([
      {
        action: 1,
        params: {
          mode: 1,
          tokenList: [
            { exchangeType: 1, tokens: ['1', '2'] },
            { exchangeType: 2, tokens: ['1'] },
          ],
        },
      },
    ]);
    expect(set.size).toBe(3);
  });

  it('leaves the old mode before it joins the new one', () => {
    const set = new SubscriptionSet();
    set.subscribe(tokens(3), 'ltp');
    expect(set.subscribe(tokens(2, 1, 2), 'snapQuote')).toEqual([
      request(0, 1, 1, '2', '3'),
      request(1, 3, 1, '2', '3'),
    ]);
    expect(set.size).toBe(3);
    expect(set.all()).toEqual([request(1, 1, 1, '1'), request(1, 3, 1, '2', '3')]);
  });

  it('unsubscribes in the mode each token has and ignores strangers', () => {
    const set = new SubscriptionSet();
    set.subscribe(tokens(1), 'ltp');
    set.subscribe(tokens(1, 1, 2), 'quote');
    expect(set.unsubscribe([...tokens(3), ...tokens(1)])).toEqual([
      request(0, 1, 1, '1'),
      request(0, 2, 1, '2'),
    ]);
    expect(set.size).toBe(0);
    expect(set.all()).toEqual([]);
  });

  it('cuts large sets into requests of at most 50 tokens that the wire schema accepts', () => {
    const set = new SubscriptionSet();
    const made = set.subscribe([...tokens(60, 1), ...tokens(61, 2)], 'quote');
    const sizes = made.map(({ params }) =>
      params.tokenList.reduce((sum, list) => sum + list.tokens.length, 0),
    );
    expect(sizes).toEqual([50, 50, 21]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(TOKENS_PER_REQUEST);
    for (const each of made) expect(streamRequestSchema.parse(each)).toEqual(each);
    expect(set.all()).toEqual(made);
  });

  it('refuses more than the venue carries and then changes nothing', () => {
    const set = new SubscriptionSet();
    set.subscribe(tokens(MAX_SUBSCRIPTIONS - 1), 'ltp');
    const before = set.all();
    const two = tokens(2, 2);
    expect(() => set.subscribe(two, 'ltp')).toThrow(SubscriptionLimitError);
    expect(() => set.subscribe(two, 'ltp')).toThrow('at most 1000 tokens and 1001 were asked for');
    expect(set.all()).toEqual(before);
    set.subscribe(tokens(1, 2), 'ltp');
    expect(set.size).toBe(MAX_SUBSCRIPTIONS);
    expect(() => set.subscribe(tokens(1, 3), 'ltp')).toThrow(SubscriptionLimitError);
    expect(set.subscribe(tokens(5), 'snapQuote')).toHaveLength(2);
    expect(set.size).toBe(MAX_SUBSCRIPTIONS);
  });

  it('names the limit error by a stable code', () => {
    const error = new SubscriptionLimitError(1200);
    expect([error.code, error.wanted]).toEqual(['subscription_limit', 1200]);
  });
});
