import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLevel } from '../../../../src/contract/messages.ts';
import type { OrderRow } from '../../../../src/contract/wire/smartapi-order-rows.ts';
import { BrokerAddressError } from '../../../../src/venue/angel/egress.ts';
import {
  ORDER_STREAM_DEFAULTS,
  OrderStream,
  type StreamSession,
  type StreamTokens,
} from '../../../../src/venue/angel/order-stream.ts';
import { Mailbox } from '../../../support/mailbox.ts';
import { ManualRuntime } from '../../../support/manual-runtime.ts';
import {
  CONNECTED_MESSAGE,
  OrderStreamServer,
  orderMessage,
  type ServedConnection,
  STREAM_CLIENT,
} from '../../../support/order-stream-server.ts';

const { pingMs, backoff, maxPayloadBytes, stableAfterMs } = ORDER_STREAM_DEFAULTS;
const SECRETS = ['jwt-secret', 'key-secret', 'feed-secret'];

class FakeSession implements StreamSession {
  tokens: StreamTokens | undefined = this.#tokensOf(1);
  readonly rejections = new Mailbox<number>();

  async ready(): Promise<boolean> {
    return this.tokens !== undefined;
  }

  rejected(generation: number): void {
    this.rejections.put(generation);
    this.tokens = this.#tokensOf(generation + 1);
  }

  #tokensOf(generation: number): StreamTokens {
    return {
      generation,
      jwtToken: `${SECRETS[0]}-${generation}`,
      apiKey: String(SECRETS[1]),
      clientCode: STREAM_CLIENT,
      feedToken: String(SECRETS[2]),
    };
  }
}

class LoggedRuntime extends ManualRuntime {
  readonly logged = new Mailbox<string>();

  override log(level: LogLevel, message: string): void {
    super.log(level, message);
    this.logged.put(message);
  }
}

class Rig {
  readonly runtime = new LoggedRuntime();
  readonly session = new FakeSession();
  readonly states = new Mailbox<boolean>();
  readonly rows = new Mailbox<OrderRow>();
  readonly losses = new Mailbox<true>();
  readonly stream: OrderStream;
  readonly server: OrderStreamServer;

  constructor(server: OrderStreamServer) {
    this.server = server;
    this.stream = new OrderStream(
      { ...ORDER_STREAM_DEFAULTS, url: server.url },
      {
        session: this.session,
        runtime: this.runtime,
        listener: {
          onRow: (row) => this.rows.put(row),
          onStream: (isConnected) => this.states.put(isConnected),
          onLoss: () => this.losses.put(true),
        },
      },
    );
  }

  /** A connection up to the broker's first word. */
  async connect(): Promise<ServedConnection> {
    const connection = await this.server.connections.take();
    connection.socket.send(CONNECTED_MESSAGE);
    expect(await this.states.take()).toBe(true);
    return connection;
  }

  /** The message about the end of a connection or an attempt: the next one is scheduled when it comes. */
  async ended(cause: string): Promise<void> {
    expect(await this.runtime.logged.take()).toBe(`The order stream has ended: ${cause}.`);
  }
}

let server: OrderStreamServer;
let rig: Rig;

beforeEach(async () => {
  server = await OrderStreamServer.start();
  rig = new Rig(server);
});

afterEach(async () => {
  rig.stream.close();
  await server.close();
});

describe('a connection', () => {
  it('carries the four headers and is there with the first word', async () => {
    rig.stream.start();
    const { headers } = await rig.connect();
    expect(headers).toMatchObject({
      authorization: 'Bearer jwt-secret-1',
      'x-api-key': 'key-secret',
      'x-client-code': STREAM_CLIENT,
      'x-feed-token': 'feed-secret',
    });
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
    expect(rig.stream.state).toMatchObject({ isConnected: true, sockets: 1, connects: 1 });
  });

  it('hands on every order, repeated or not, and takes AB00 with an order for one', async () => {
    rig.stream.start();
    const { socket } = await rig.connect();
    const rejected = orderMessage({ orderstatus: 'rejected' }, { 'order-status': 'AB00' });
    for (const text of [orderMessage({ filledshares: '80' }), rejected, rejected])
      socket.send(text);
    expect(await rig.rows.take()).toMatchObject({ orderStatus: 'open', filledQuantity: 80 });
    expect(await rig.rows.take()).toMatchObject({ orderStatus: 'rejected' });
    expect(await rig.rows.take()).toMatchObject({ orderStatus: 'rejected' });
  });

  it('pings every ten seconds, and lives on any sign', async () => {
    rig.stream.start();
    const { socket, texts } = await rig.connect();
    for (let pings = 0; pings < 5; pings += 1) {
      rig.runtime.advance(pingMs);
      expect(await texts.take()).toBe('ping');
      socket.send('pong');
      socket.send(orderMessage({}));
      await rig.rows.take();
    }
    expect(rig.stream.state).toMatchObject({ isConnected: true, badMessages: 0 });
  });

  it('ends for good', async () => {
    rig.stream.start();
    const { socket } = await rig.connect();
    const closed = once(socket, 'close');
    rig.stream.close();
    await closed;
    expect(await rig.states.take()).toBe(false);
    rig.runtime.advance(3_600_000);
    expect(rig.runtime.timerCount).toBe(0);
    expect(rig.stream.state).toMatchObject({ sockets: 0, lastEnd: 'closed_by_us' });
  });

  it.each(['ws://example.com/smart-order-update', 'ws://10.0.0.1/', 'http://example.com/'])(
    'is not made to %s',
    (url) => {
      const ports = {
        session: rig.session,
        runtime: rig.runtime,
        listener: { onRow: () => {}, onStream: () => {}, onLoss: () => {} },
      };
      const make = () => new OrderStream({ ...ORDER_STREAM_DEFAULTS, url }, ports);
      expect(make).toThrow(BrokerAddressError);
    },
  );
});

describe('a connection that ends', () => {
  it('F2 is told, and another one is opened after a pause', async () => {
    rig.stream.start();
    const { socket } = await rig.connect();
    socket.terminate();
    expect(await rig.states.take()).toBe(false);
    await rig.ended('closed_by_server');
    expect(server.connections.count).toBe(0);
    rig.runtime.advance(backoff.baseMs);
    await rig.connect();
    expect(rig.stream.state).toMatchObject({ connects: 2, sockets: 1 });
  });

  it('F5 is destroyed when two pings in a row bring nothing, before another is opened', async () => {
    rig.stream.start();
    const { socket, texts } = await rig.connect();
    const closed = once(socket, 'close');
    for (let pings = 0; pings < 2; pings += 1) {
      rig.runtime.advance(pingMs);
      await texts.take();
    }
    expect(rig.stream.state.isConnected).toBe(true);
    rig.runtime.advance(pingMs);
    expect(await rig.states.take()).toBe(false);
    expect(rig.stream.state).toMatchObject({ sockets: 0, lastEnd: 'silent' });
    await closed;
    await rig.ended('silent');
    rig.runtime.advance(backoff.baseMs);
    await rig.connect();
    expect(server.openCount).toBe(1);
  });

  it('F5 lives on while it is mute but answers pings', async () => {
    rig.stream.start();
    const { socket, texts } = await rig.connect();
    for (let pings = 0; pings < 10; pings += 1) {
      rig.runtime.advance(pingMs);
      await texts.take();
      const answered = once(socket, 'pong');
      socket.send('pong');
      // The client has read the text once it answers a control ping that follows it.
      socket.ping();
      await answered;
    }
    expect(rig.stream.state).toMatchObject({ isConnected: true, connects: 1 });
  });

  it('F2 fifty times over leaves one socket', async () => {
    rig.stream.start();
    rig.runtime.chance = 0.5;
    for (let flaps = 0; flaps < 50; flaps += 1) {
      const { socket } = await rig.connect();
      expect(rig.stream.state.sockets).toBe(1);
      const closed = once(socket, 'close');
      socket.terminate();
      expect(await rig.states.take()).toBe(false);
      await closed;
      await rig.ended('closed_by_server');
      rig.runtime.advance(backoff.capMs);
    }
    await rig.connect();
    expect(rig.stream.state).toMatchObject({ connects: 51, sockets: 1 });
    expect(server.openCount).toBe(1);
    expect(server.connections.count).toBe(0);
  });

  it('waits longer each time, and starts over after one that lasted', async () => {
    rig.stream.start();
    rig.runtime.chance = 0.999;
    const pauses: number[] = [];
    for (let ends = 0; ends < 4; ends += 1) {
      const { socket } = await rig.connect();
      socket.terminate();
      await rig.ended('closed_by_server');
      await rig.states.take();
      const boundMs = backoff.baseMs * 2 ** ends;
      rig.runtime.advance(boundMs * 0.9);
      expect(rig.stream.state.sockets).toBe(0);
      rig.runtime.advance(boundMs * 0.1);
      pauses.push(boundMs);
    }
    const { socket, texts } = await rig.connect();
    for (let sinceMs = 0; sinceMs < stableAfterMs; sinceMs += pingMs) {
      rig.runtime.advance(pingMs);
      await texts.take();
      socket.send(orderMessage({}));
      await rig.rows.take();
    }
    socket.terminate();
    await rig.ended('closed_by_server');
    await rig.states.take();
    rig.runtime.advance(backoff.baseMs);
    await rig.connect();
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
  });
});

describe('an upgrade that is refused', () => {
  it.each([401, 403])('F27 with %d brings new tokens and another attempt', async (status) => {
    server.refusesWith = status;
    rig.stream.start();
    expect(await rig.session.rejections.take()).toBe(1);
    await rig.ended('unauthorised');
    server.refusesWith = 0;
    rig.runtime.advance(backoff.baseMs);
    const { headers } = await rig.connect();
    expect(headers.authorization).toBe('Bearer jwt-secret-2');
  });

  it('with 401 again and again does not end the session that orders need', async () => {
    server.refusesWith = 401;
    rig.stream.start();
    await rig.ended('unauthorised');
    rig.runtime.advance(backoff.baseMs);
    await rig.ended('unauthorised');
    rig.runtime.advance(backoff.capMs - 1);
    expect(server.refusals.count).toBe(2);
    rig.runtime.advance(1);
    await rig.ended('unauthorised');
    expect(rig.session.rejections.count).toBe(1);
  });

  it('F23 with 429 waits for the longest pause and keeps the tokens', async () => {
    server.refusesWith = 429;
    rig.stream.start();
    await rig.ended('too_many');
    server.refusesWith = 0;
    rig.runtime.advance(backoff.capMs - 1);
    expect(rig.stream.state.sockets).toBe(0);
    rig.runtime.advance(1);
    await rig.connect();
    expect(rig.session.rejections.count).toBe(0);
  });

  it('with anything else is tried again', async () => {
    server.refusesWith = 502;
    rig.stream.start();
    await rig.ended('refused');
    server.refusesWith = 0;
    rig.runtime.advance(backoff.baseMs);
    await rig.connect();
  });

  it('because nobody listens is tried again', async () => {
    await server.close();
    rig.stream.start();
    await rig.ended('connect_failed');
    expect(rig.runtime.timerCount).toBe(1);
    server = await OrderStreamServer.start();
  });

  it('says no secret', async () => {
    server.refusesWith = 401;
    rig.stream.start();
    await rig.ended('unauthorised');
    const said = JSON.stringify([rig.runtime.lines, rig.stream.state, rig.stream]);
    for (const secret of SECRETS) expect(said).not.toContain(secret);
  });
});

describe('a message that cannot be read', () => {
  it('F17 is counted, the book is asked, and the connection stays', async () => {
    rig.stream.start();
    const { socket } = await rig.connect();
    const bad = [
      'no JSON',
      '{"orderData":',
      '{}',
      '[]',
      'null',
      orderMessage({ filledshares: '1e3' }),
      orderMessage({ transactiontype: 'HOLD' }),
      orderMessage({}, { 'user-id': 'SOMEBODY' }),
    ];
    for (const text of bad) socket.send(text);
    socket.send(Buffer.from(CONNECTED_MESSAGE), { binary: true });
    for (const _ of [...bad, 'binary']) await rig.losses.take();
    expect(rig.stream.state).toMatchObject({ badMessages: bad.length + 1, isConnected: true });
    expect(rig.rows.count).toBe(0);
    socket.send(orderMessage({}));
    await rig.rows.take();
  });

  it('F17 that is larger than any order ends the connection', async () => {
    rig.stream.start();
    const { socket } = await rig.connect();
    socket.send(orderMessage({ text: 'x'.repeat(maxPayloadBytes) }));
    await rig.ended('protocol');
    expect(await rig.states.take()).toBe(false);
    rig.runtime.advance(backoff.baseMs);
    await rig.connect();
  });

  it('and says that the session is over ends the connection for new tokens', async () => {
    rig.stream.start();
    const { socket } = await rig.connect();
    const changes = { 'status-code': '401', 'error-message': 'Invalid Token' } as const;
    const empty = JSON.parse(CONNECTED_MESSAGE) as { readonly orderData: never };
    socket.send(orderMessage({}, { ...changes, orderData: empty.orderData }));
    expect(await rig.session.rejections.take()).toBe(1);
  });
});
