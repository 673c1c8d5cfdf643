/** How a session notices that its connection is gone, and when it comes back. */
import { describe, expect, it } from 'vitest';
import { AngelStreamSession } from '../../../../src/feed/angel/stream-session.ts';
import {
  CREDENTIALS,
  FakeClient,
  SILENCE_TIMEOUT_MS,
  setUpSession,
} from '../../../support/fake-stream-session.ts';
import { ManualTimers } from '../../../support/manual-timers.ts';

function token(name: string, exchangeType = 1) {
  return { exchangeType, token: name };
}

describe('AngelStreamSession', () => {
  it('sends a text ping every heartbeat', () => {
    const { session, client, timers } = setUpSession();
    session.start();
    client().accept();
    for (const count of [1, 2, 3, 4, 5]) {
      timers.advance(10_000);
      client().deliver('pong');
      expect(client().pings).toBe(count);
    }
  });

  it('destroys a silent connection first, then connects again', () => {
    const { session, clients, client, timers, closes } = setUpSession();
    session.start();
    client().accept();
    timers.advance(SILENCE_TIMEOUT_MS - 1);
    expect(client().calls).toEqual([]);
    timers.advance(1);
    expect(client().calls).toEqual(['terminate']);
    timers.advance(60_000);
    expect(clients).toHaveLength(1);
    client().end({ cause: 'closed_by_us' });
    expect(closes).toEqual([['half_open', 500]]);
    expect(session.state.isSocketAlive).toBe(false);
    timers.advance(500);
    expect(clients).toHaveLength(2);
    client().accept();
    client().end();
    expect(closes[1]?.[0]).toBe('closed_by_venue');
  });

  it('counts silence from the last bytes received', () => {
    const { session, client, timers } = setUpSession();
    session.start();
    client().accept();
    for (let round = 0; round < 20; round += 1) {
      timers.advance(SILENCE_TIMEOUT_MS - 1);
      client().deliver(round % 2 === 0 ? 51 : 'pong');
    }
    expect(client().calls).toEqual([]);
    timers.advance(SILENCE_TIMEOUT_MS);
    expect(client().calls).toEqual(['terminate']);
  });

  it('asks once more when it was this process that stood still', () => {
    const { session, client, timers } = setUpSession();
    session.start();
    client().accept();
    timers.jump(60_000);
    expect(client().calls).toEqual([]);
    expect(client().pings).toBeGreaterThan(0);
    client().deliver('pong');
    timers.advance(10_000);
    expect(client().calls).toEqual([]);
    timers.advance(SILENCE_TIMEOUT_MS);
    expect(client().calls).toEqual(['terminate']);
  });

  it('gives up after the extra question when nobody answers it', () => {
    const { session, client, timers } = setUpSession();
    session.start();
    client().accept();
    timers.jump(60_000);
    timers.advance(9_999);
    expect(client().calls).toEqual([]);
    timers.advance(1);
    expect(client().calls).toEqual(['terminate']);
  });

  it('backs off with full jitter up to the cap', () => {
    const { session, client, timers, closes } = setUpSession(() => 0.999_999);
    session.start();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      client().end({ cause: 'connect_failed' });
      timers.advance(closes.at(-1)?.[1] ?? 0);
    }
    expect(closes.every(([cause]) => cause === 'connect_failed')).toBe(true);
    expect(closes.map(([, delay]) => delay)).toEqual([999, 1999, 3999, 7999, 7999, 7999]);
  });

  it('waits for the whole delay before it connects again', () => {
    const { session, clients, client, timers } = setUpSession();
    session.start();
    client().end({ cause: 'connect_failed' });
    timers.advance(499);
    expect(clients).toHaveLength(1);
    timers.advance(1);
    expect(clients).toHaveLength(2);
  });

  it('starts the backoff over only after a connection that lasted', () => {
    const { session, client, timers, closes } = setUpSession();
    const live = (forMs: number): void => {
      client().accept();
      for (let passedMs = 0; passedMs < forMs; passedMs += 10_000) {
        timers.advance(10_000);
        client().deliver('pong');
      }
      client().end();
      timers.advance(closes.at(-1)?.[1] ?? 0);
    };
    session.start();
    live(0);
    live(0);
    live(10_000);
    expect(closes.map(([, delay]) => delay)).toEqual([500, 1000, 2000]);
    live(30_000);
    expect(closes.at(-1)).toEqual(['closed_by_venue', 500]);
  });

  it('does not take failed attempts for a long connection', () => {
    const { session, client, timers, closes } = setUpSession();
    session.start();
    client().accept();
    client().end();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      timers.advance(closes.at(-1)?.[1] ?? 0);
      timers.advance(9000);
      client().end({ cause: 'connect_failed' });
    }
    expect(closes.slice(0, 4).map(([, delay]) => delay)).toEqual([500, 1000, 2000, 4000]);
    expect(closes.slice(4).every(([, delay]) => delay === 4000)).toBe(true);
  });

  it('waits the full cap after a 401 and keeps the reason for the operator', () => {
    const { session, clients, client, timers, closes } = setUpSession(() => 0);
    session.start();
    client().end({
      cause: 'unauthorised',
      status: 401,
      reason: 'Invalid Header - Invalid Feed Token',
    });
    expect(closes).toEqual([['unauthorised', 8000]]);
    expect(session.state.lastEnd).toMatchObject({
      status: 401,
      reason: 'Invalid Header - Invalid Feed Token',
    });
    timers.advance(7999);
    expect(clients).toHaveLength(1);
    timers.advance(1);
    expect(clients).toHaveLength(2);
  });

  it.each(['protocol_error', 'too_large'] as const)('reports %s as the cause', (cause) => {
    const { session, client, closes } = setUpSession();
    session.start();
    client().accept();
    client().end({ cause, code: 1002 });
    expect(closes).toEqual([[cause, 500]]);
  });

  it('closes cleanly, resolves when the socket is gone, and stays closed', async () => {
    const { session, clients, client, timers, closes } = setUpSession();
    session.start();
    client().accept();
    const stopped = session.stop();
    expect(session.stop()).toBe(stopped);
    expect(client().calls).toEqual(['close 1000']);
    expect(timers.count).toBe(0);
    client().end({ cause: 'closed_by_us', code: 1000 });
    await stopped;
    expect(closes).toEqual([['closed_by_us', -1]]);
    timers.advance(100_000);
    expect(clients).toHaveLength(1);
    await session.stop();
    expect(closes).toHaveLength(1);
  });

  it('ends an attempt that is under way', async () => {
    const { session, client, closes } = setUpSession();
    session.start();
    const stopped = session.stop();
    expect(client().calls).toEqual(['close 1000']);
    client().end({ cause: 'closed_by_us' });
    await stopped;
    expect(closes).toEqual([['closed_by_us', -1]]);
  });

  it('cancels a reconnect that is waiting', async () => {
    const { session, clients, client, timers } = setUpSession();
    session.start();
    client().end();
    await session.stop();
    expect(timers.count).toBe(0);
    timers.advance(100_000);
    expect(clients).toHaveLength(1);
  });

  it('can start again after a stop, with the same set', async () => {
    const { session, clients, client } = setUpSession();
    session.subscribe([token('8')], 'ltp');
    session.start();
    session.start();
    expect(clients).toHaveLength(1);
    const stopped = session.stop();
    session.start();
    expect(clients).toHaveLength(1);
    client().end({ cause: 'closed_by_us' });
    await stopped;
    session.start();
    client().accept();
    expect(clients).toHaveLength(2);
    expect(client().requests).toHaveLength(1);
  });

  it('may be stopped from inside its own close event', () => {
    const { session, clients, client, timers, closes, hooks } = setUpSession();
    hooks.whenClosed = () => void session.stop();
    session.start();
    client().accept();
    client().end();
    expect(closes).toEqual([['closed_by_venue', 500]]);
    expect(timers.count).toBe(0);
    timers.advance(100_000);
    expect(clients).toHaveLength(1);
  });

  it('refuses a silence timeout that no heartbeat answer could meet', () => {
    expect(
      () =>
        new AngelStreamSession(
          {
            url: 'ws://venue.test/',
            credentials: CREDENTIALS,
            heartbeatMs: 10_000,
            silenceTimeoutMs: 10_000,
            connectTimeoutMs: 1,
            closeTimeoutMs: 1,
            maxPayloadBytes: 1,
            backoff: { baseMs: 1, capMs: 1 },
            stableAfterMs: 1,
          },
          {
            sink: { onChunkStart() {}, onPacket() {}, onChunkEnd() {} },
            events: { onOpen() {}, onClose() {}, onText() {} },
            open: (request, consumer) => new FakeClient(request, consumer),
            timers: new ManualTimers(),
            random: () => 0,
          },
        ),
    ).toThrow('silence timeout');
  });
});
