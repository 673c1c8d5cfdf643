/** A SmartAPI session over real sockets, on both clients: a venue that dies, goes mute, refuses and flaps. */
import { afterEach, describe, expect, it } from 'vitest';
import { DECODED } from '../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED } from '../../src/domain/tick/drop-reason.ts';
import { PacketDecoder } from '../../src/feed/angel/decoder.ts';
import {
  AngelStreamSession,
  STREAM_SESSION_DEFAULTS,
  type StreamSessionOptions,
} from '../../src/feed/angel/stream-session.ts';
import { TokenTable } from '../../src/feed/angel/token-table.ts';
import type { FeedCloseCause } from '../../src/feed/port.ts';
import type { OpenWebSocket, WebSocketConsumer } from '../../src/feed/websocket/port.ts';
import { systemTimers } from '../../src/feed/websocket/timers.ts';
import { SmartApiTestVenue } from '../support/smartapi-test-venue.ts';
import { streamInstrument } from '../support/stream-instruments.ts';
import { WEB_SOCKET_CLIENTS } from '../support/web-socket-clients.ts';

const TOKENS = Array.from({ length: 120 }, (_, index) => ({
  exchangeType: 1,
  token: String(1000 + index),
}));

/** Follows a session: every change wakes those who wait in `until`. */
class Follower {
  readonly closes: FeedCloseCause[] = [];
  readonly prices = new Map<number, number>();
  opens = 0;
  live = 0;
  mostLive = 0;
  private readonly decoder: PacketDecoder;
  private readonly waiting = new Set<() => void>();

  constructor() {
    const instruments = TOKENS.map(({ token }, index) => streamInstrument('NSE', token, index));
    this.decoder = new PacketDecoder(new TokenTable(instruments));
  }

  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isTrue()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  readonly sink = {
    onChunkStart: (): void => undefined,
    onPacket: (view: DataView, offset: number, length: number): void => {
      if (this.decoder.decode(view, offset, length) !== ACCEPTED) return;
      this.prices.set(this.decoder.instrumentIndex, this.decoder.cells[DECODED.lastPaise] ?? 0);
    },
    onChunkEnd: (): void => this.changed(),
  };

  readonly events = {
    onOpen: (): void => {
      this.opens += 1;
      this.changed();
    },
    onClose: (cause: FeedCloseCause): void => {
      this.closes.push(cause);
      this.changed();
    },
    onText: (): void => undefined,
  };

  /** Counts connections from the call that opens them to their `onEnd`. */
  counting(open: OpenWebSocket): OpenWebSocket {
    return (request, consumer) => {
      this.live += 1;
      this.mostLive = Math.max(this.mostLive, this.live);
      const counted: WebSocketConsumer = {
        onOpen: (headers) => consumer.onOpen(headers),
        onChunkStart: () => consumer.onChunkStart(),
        onBinary: (view, offset, length) => consumer.onBinary(view, offset, length),
        onText: (text) => consumer.onText(text),
        onChunkEnd: () => consumer.onChunkEnd(),
        onEnd: (end) => {
          this.live -= 1;
          consumer.onEnd(end);
        },
      };
      return open(request, counted);
    };
  }

  private changed(): void {
    for (const check of this.waiting) check();
  }
}

let venue: SmartApiTestVenue | undefined;
let session: AngelStreamSession | undefined;

afterEach(async () => {
  await session?.stop();
  await venue?.close();
  session = undefined;
  venue = undefined;
});

describe.each(WEB_SOCKET_CLIENTS)('a SmartAPI session on $name', ({ open }) => {
  async function setUp(options: Partial<StreamSessionOptions> = {}) {
    const follower = new Follower();
    const made = new SmartApiTestVenue();
    venue = made;
    const url = await made.start();
    const stream = new AngelStreamSession(
      {
        ...STREAM_SESSION_DEFAULTS,
        url,
        credentials: { authorization: 'jwt', apiKey: 'key', clientCode: 'A1', feedToken: 'feed' },
        backoff: { baseMs: 1, capMs: 4 },
        ...options,
      },
      {
        sink: follower.sink,
        events: follower.events,
        open: follower.counting(open),
        timers: systemTimers,
        random: () => 0.5,
      },
    );
    session = stream;
    return { follower, venue: made, session: stream };
  }

  it('subscribes, receives and decodes a packet of every token', async () => {
    const { follower, venue: server, session: stream } = await setUp();
    stream.subscribe(TOKENS, 'ltp');
    stream.start();
    await follower.until(() => follower.prices.size === TOKENS.length);
    for (const [index, price] of follower.prices) expect(price).toBe((1000 + index) * 5);
    expect(server.peers[0]?.requestHeaders.get('x-feed-token')).toBe('feed');
    expect(server.liveSockets).toBe(1);
    expect(stream.state).toMatchObject({ isSocketAlive: true, connects: 1 });
  });

  it('reconnects to a venue that died and subscribes everything again', async () => {
    const { follower, venue: server, session: stream } = await setUp();
    stream.subscribe(TOKENS, 'ltp');
    stream.start();
    await follower.until(() => follower.prices.size === TOKENS.length);
    follower.prices.clear();
    server.dropAll();
    await follower.until(() => follower.prices.size === TOKENS.length);
    expect(follower.closes).toEqual(['closed_by_venue']);
    expect(server.subscriptions.size).toBe(TOKENS.length);
    expect(follower.mostLive).toBe(1);
  });

  it('drops a connection that has gone silent and opens one in its place', async () => {
    const {
      follower,
      venue: server,
      session: stream,
    } = await setUp({
      heartbeatMs: 15,
      silenceTimeoutMs: 60,
    });
    server.isMute = true;
    stream.subscribe(TOKENS, 'ltp');
    stream.start();
    await follower.until(() => follower.opens === 1);
    server.isMute = false;
    await follower.until(() => follower.prices.size === TOKENS.length);
    expect(follower.closes[0]).toBe('half_open');
    expect(follower.mostLive).toBe(1);
    await server.peers[0]?.closed;
    expect(server.peers[0]?.frames.some(({ payload }) => payload.toString() === 'ping')).toBe(true);
  });

  it('keeps a quiet connection alive by its heartbeat', async () => {
    const {
      follower,
      venue: server,
      session: stream,
    } = await setUp({
      heartbeatMs: 10,
      silenceTimeoutMs: 5000,
    });
    stream.start();
    await follower.until(() => follower.opens === 1);
    const first = stream.state.lastReceiveMs;
    await follower.until(() => stream.state.lastReceiveMs > first);
    expect(server.peers[0]?.frames.some(({ payload }) => payload.toString() === 'ping')).toBe(true);
    expect(follower.closes).toEqual([]);
  });

  it('reports a 401 with the reason of the venue, and tries again later', async () => {
    const { follower, venue: server, session: stream } = await setUp();
    server.refusals = 2;
    stream.subscribe(TOKENS, 'ltp');
    stream.start();
    await follower.until(() => follower.closes.length === 1);
    expect(stream.state.lastEnd).toMatchObject({
      status: 401,
      reason: 'Invalid Header - Invalid Auth token',
    });
    await follower.until(() => follower.prices.size === TOKENS.length);
    expect(follower.closes).toEqual(['unauthorised', 'unauthorised']);
    expect(stream.state.connects).toBe(1);
    expect(follower.mostLive).toBe(1);
  });

  it('comes out of fifty flaps with one socket and exactly the wanted set', async () => {
    const { follower, venue: server, session: stream } = await setUp();
    server.flaps = 50;
    stream.subscribe(TOKENS, 'ltp');
    stream.start();
    for (let flap = 1; flap <= 50; flap += 1) {
      await follower.until(() => follower.closes.length >= flap);
      const token = TOKENS[flap];
      if (token === undefined) throw new Error('a token per flap');
      if (flap % 3 === 0) stream.unsubscribe([token]);
      else stream.subscribe([token], flap % 2 === 0 ? 'quote' : 'ltp');
    }
    const wanted = TOKENS.filter((_, index) => index % 3 !== 0 || index === 0 || index > 50).map(
      ({ token }) => {
        const index = Number(token) - 1000;
        const mode = index >= 1 && index <= 50 && index % 2 === 0 ? 2 : 1;
        return `${mode}:1:${token}`;
      },
    );
    const all = wanted.toSorted().join();
    await follower.until(() => [...server.subscriptions].toSorted().join() === all);
    expect(follower.closes).toHaveLength(50);
    expect(new Set(follower.closes)).toEqual(new Set(['closed_by_venue']));
    expect(follower.live).toBe(1);
    expect(follower.mostLive).toBe(1);
    expect(server.upgrades).toBe(51);
    expect(server.liveSockets).toBe(1);
  });

  it('stops with a closing handshake and leaves no socket', async () => {
    const { follower, venue: server, session: stream } = await setUp();
    stream.start();
    await follower.until(() => follower.opens === 1);
    await stream.stop();
    expect(follower.closes).toEqual(['closed_by_us']);
    expect(stream.state.lastEnd).toMatchObject({ cause: 'closed_by_us', code: 1000 });
    expect(follower.live).toBe(0);
    await server.peers[0]?.closed;
    expect(server.liveSockets).toBe(0);
  });
});
