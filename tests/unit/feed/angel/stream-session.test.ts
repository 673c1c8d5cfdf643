import { describe, expect, it } from 'vitest';
import { SubscriptionLimitError } from '../../../../src/feed/angel/subscription-set.ts';
import { setUpSession } from '../../../support/fake-stream-session.ts';

function token(name: string, exchangeType = 1) {
  return { exchangeType, token: name };
}

describe('AngelStreamSession', () => {
  it('connects with the four credential headers and its limits', () => {
    const { session, client } = setUpSession();
    session.start();
    expect(client().request).toEqual({
      url: 'ws://venue.test/smart-stream',
      headers: {
        Authorization: 'jwt-secret',
        'x-api-key': 'key',
        'x-client-code': 'A1',
        'x-feed-token': 'feed-secret',
      },
      connectTimeoutMs: 9000,
      closeTimeoutMs: 2000,
      maxPayloadBytes: 65_536,
    });
  });

  it('subscribes what was wanted before it says that it is open', () => {
    const { session, client, log } = setUpSession();
    session.subscribe([token('3045')], 'quote');
    session.start();
    expect(client().sent).toEqual([]);
    client().accept();
    expect(log).toEqual(['open fake']);
    expect(client().requests).toEqual([
      {
        correlationID: '0000000001',
        action: 1,
        params: { mode: 2, tokenList: [{ exchangeType: 1, tokens: ['3045'] }] },
      },
    ]);
  });

  it('sends changes while it is open, each with its own ten-character id', () => {
    const { session, client } = setUpSession();
    session.start();
    client().accept();
    session.subscribe([token('1')], 'ltp');
    session.subscribe([token('1')], 'snapQuote');
    session.unsubscribe([token('1')]);
    const made = client().requests;
    expect(made.map(({ action, params }) => [action, params.mode])).toEqual([
      [1, 1],
      [0, 1],
      [1, 3],
      [0, 3],
    ]);
    const ids = made.map(({ correlationID }) => correlationID ?? '');
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => /^[0-9a-z]{10}$/i.test(id))).toBe(true);
  });

  it('refuses more tokens than a session carries and sends nothing', () => {
    const { session, client } = setUpSession();
    session.start();
    client().accept();
    const many = Array.from({ length: 1001 }, (_, index) => token(String(index + 1)));
    expect(() => session.subscribe(many, 'ltp')).toThrow(SubscriptionLimitError);
    expect(client().sent).toEqual([]);
  });

  it('subscribes the whole current set again on every connection', () => {
    const { session, client, timers } = setUpSession();
    const many = Array.from({ length: 120 }, (_, index) => token(String(index + 1)));
    session.subscribe(many, 'quote');
    session.start();
    client().accept();
    session.unsubscribe([token('5')]);
    client().end();
    session.subscribe([token('900')], 'ltp');
    timers.advance(8000);
    client().accept();
    const names = client().requests.flatMap(({ action, params }) =>
      params.tokenList.flatMap((list) =>
        list.tokens.map((name) => `${action} ${params.mode} ${name}`),
      ),
    );
    const expected = many.filter(({ token: name }) => name !== '5');
    expect(names.toSorted()).toEqual(
      ['1 1 900', ...expected.map(({ token: name }) => `1 2 ${name}`)].toSorted(),
    );
    expect(client().requests).toHaveLength(4);
  });

  it('passes chunks and packets to the sink as they are', () => {
    const { session, client, log } = setUpSession();
    session.start();
    client().accept();
    client().deliver(51, 123);
    expect(log.slice(1)).toEqual(['start', 'packet 53 2 51', 'packet 125 2 123', 'end']);
  });

  it('keeps pongs to itself and hands over other text, bounded', () => {
    const { session, client, log } = setUpSession();
    session.start();
    client().accept();
    client().deliver('pong', '{"errorCode":"E1002"}', 'x'.repeat(2000));
    expect(log.slice(2, -1)).toEqual(['text {"errorCode":"E1002"}', `text ${'x'.repeat(512)}`]);
  });

  it('shows what it knows of the connection', () => {
    const { session, client, timers } = setUpSession();
    expect(session.state).toEqual({
      isSocketAlive: false,
      connects: 0,
      lastReceiveMs: -1,
      lastEnd: undefined,
    });
    session.start();
    expect(session.state.isSocketAlive).toBe(false);
    timers.advance(5);
    client().accept();
    expect(session.state).toMatchObject({ isSocketAlive: true, connects: 1, lastReceiveMs: 1005 });
    timers.advance(7);
    client().deliver(51);
    expect(session.state.lastReceiveMs).toBe(1012);
    client().end();
    timers.advance(500);
    client().accept();
    expect(session.state).toMatchObject({ isSocketAlive: true, connects: 2 });
  });
});
