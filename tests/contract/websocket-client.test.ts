/** Both WebSocket clients over real loopback sockets: the same messages, the same ends, the same frames sent back. */
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocketClient, WebSocketRequest } from '../../src/feed/websocket/port.ts';
import {
  type RawPeer,
  type RawServer,
  type RawServerOptions,
  startRawServer,
  upgradeResponse,
} from '../support/raw-websocket-server.ts';
import { RecordingConsumer } from '../support/recording-consumer.ts';
import { closeFrame, cut, serverFrame } from '../support/server-frames.ts';
import { CASE_PAYLOAD_MAX, STREAM_CASES } from '../support/server-stream-cases.ts';
import { WEB_SOCKET_CLIENTS } from '../support/web-socket-clients.ts';

const CLOSE = 0x8;
const PONG = 0xa;
const TEXT = 0x1;
const PING = 0x9;

let server: RawServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe.each(WEB_SOCKET_CLIENTS)('a WebSocket client on $name', ({ open }) => {
  interface Connection {
    readonly client: WebSocketClient;
    readonly consumer: RecordingConsumer;
  }

  async function listen(options: RawServerOptions = {}): Promise<RawServer> {
    server = await startRawServer(options);
    return server;
  }

  function connect(
    url: string,
    changes: Partial<WebSocketRequest> = {},
    consumer = new RecordingConsumer(),
  ): Connection {
    const request: WebSocketRequest = {
      url,
      headers: { 'x-client-code': 'A123', Authorization: 'jwt' },
      connectTimeoutMs: 10_000,
      closeTimeoutMs: 10_000,
      maxPayloadBytes: CASE_PAYLOAD_MAX,
      ...changes,
    };
    return { client: open(request, consumer), consumer };
  }

  async function connected(
    options: RawServerOptions = {},
    changes: Partial<WebSocketRequest> = {},
  ): Promise<Connection & { readonly peer: RawPeer }> {
    let gotPeer: (peer: RawPeer) => void = () => undefined;
    const peerReady = new Promise<RawPeer>((resolve) => {
      gotPeer = resolve;
    });
    const { url } = await listen({ ...options, onPeer: (peer) => gotPeer(peer) });
    const connection = connect(url, changes);
    const [peer] = await Promise.all([peerReady, connection.consumer.opened]);
    return { ...connection, peer };
  }

  /** Plays `chunks`, then a close frame unless the stream already ended, and answers what both sides saw. */
  async function play(chunks: readonly Uint8Array[], expected: readonly string[]) {
    const { consumer, peer } = await connected();
    for (const chunk of chunks) peer.socket.write(chunk);
    const last = expected.at(-1) ?? '';
    if (!/^(close|error) /.test(last)) peer.socket.write(closeFrame(1000, 'done'));
    const answer = await peer.frame((frame) => frame.opcode === CLOSE);
    peer.socket.end();
    const end = await consumer.ended;
    await peer.closed;
    return { consumer, peer, end, answer };
  }

  function outcomeOf(expected: readonly string[]) {
    const [, kind, number] = /^(close|error) (\d+)/.exec(expected.at(-1) ?? '') ?? [];
    const code = number === undefined ? 1000 : Number(number);
    if (kind !== 'error') return { cause: 'closed_by_server', code };
    return { cause: code === 1009 ? 'too_large' : 'protocol_error', code };
  }

  async function expectCase(chunks: readonly Uint8Array[], expected: readonly string[]) {
    const { consumer, peer, end, answer } = await play(chunks, expected);
    expect(consumer.messages).toEqual(expected.filter((line) => /^(binary|text) /.test(line)));
    expect(consumer.breaches).toEqual([]);
    expect(consumer.ends).toHaveLength(1);
    const outcome = outcomeOf(expected);
    expect(end).toMatchObject({ ...outcome, status: 0 });
    const code = answer.payload.length === 0 ? 1005 : answer.payload.readUInt16BE(0);
    expect(code).toBe(outcome.code);
    const pings = expected.filter((line) => line.startsWith('ping '));
    const pongs = peer.frames.filter((frame) => frame.opcode === PONG);
    expect(pongs.map(({ payload }) => `ping ${payload.toString('hex')}`)).toEqual(pings);
    expect(peer.frames.every((frame) => frame.isMasked)).toBe(true);
  }

  it.each(STREAM_CASES)('receives $name', async ({ bytes, expected }) => {
    await expectCase([bytes], expected);
  });

  it.each(STREAM_CASES)('receives $name in small pieces', async ({ bytes, expected }) => {
    const near = bytes.subarray(0, 40);
    const places = [...near.keys(), bytes.length - 1];
    await expectCase(cut(bytes, places), expected);
  });

  it('asks for an upgrade with the given headers and offers nothing', async () => {
    const { peer, consumer } = await connected({
      respond: (accept) => upgradeResponse(accept, 'X-Venue: yes\r\n'),
    });
    const headers = peer.requestHeaders;
    expect(headers.get('x-client-code')).toBe('A123');
    expect(headers.get('authorization')).toBe('jwt');
    expect(headers.get('upgrade')).toBe('websocket');
    expect(headers.get('connection')).toBe('Upgrade');
    expect(headers.get('sec-websocket-version')).toBe('13');
    expect(Buffer.from(headers.get('sec-websocket-key') ?? '', 'base64')).toHaveLength(16);
    expect(headers.has('sec-websocket-extensions')).toBe(false);
    expect(headers.has('sec-websocket-protocol')).toBe(false);
    expect(consumer.headers?.['x-venue']).toBe('yes');
  });

  it('receives messages that arrive together with the upgrade response', async () => {
    const first = serverFrame({ opcode: 0x2, payload: Buffer.from('ab') });
    const { consumer, peer } = await connected({
      head: Buffer.concat([first, first.subarray(0, 3)]),
    });
    peer.socket.write(Buffer.concat([first.subarray(3), closeFrame(1000)]));
    await peer.frame((frame) => frame.opcode === CLOSE);
    peer.socket.end();
    await consumer.ended;
    expect(consumer.messages).toEqual(['binary 6162', 'binary 6162']);
    expect(consumer.breaches).toEqual([]);
  });

  it('carries many messages in order and in few chunks', async () => {
    const { consumer, peer } = await connected();
    const count = 20_000;
    const frames = Array.from({ length: count }, (_, index) => {
      const payload = Buffer.alloc(123);
      payload.writeUInt32LE(index, 40);
      return serverFrame({ opcode: 0x2, payload });
    });
    peer.socket.write(Buffer.concat([...frames, closeFrame(1000)]));
    await peer.frame((frame) => frame.opcode === CLOSE);
    peer.socket.end();
    await consumer.ended;
    expect(consumer.messages).toHaveLength(count);
    consumer.messages.forEach((line, index) => {
      const payload = Buffer.from(line.slice('binary '.length), 'hex');
      if (payload.readUInt32LE(40) !== index) throw new Error(`message ${index} is out of order`);
    });
    expect(consumer.chunks).toBeLessThan(count / 10);
    expect(consumer.breaches).toEqual([]);
  });

  it.each([
    [
      'Invalid Header - Invalid Feed Token',
      'x-error-message: Invalid Header - Invalid Feed Token\r\n',
    ],
    ['the server answered 401 instead of 101', ''],
  ])('reports a 401 as unauthorised: %s', async (reason, header) => {
    const { url } = await listen({
      respond: () => `HTTP/1.1 401 Unauthorized\r\n${header}Content-Length: 0\r\n\r\n`,
    });
    const { consumer, client } = connect(url);
    const end = await consumer.ended;
    expect(end).toEqual({ cause: 'unauthorised', code: 1006, reason, status: 401 });
    expect(consumer.headers).toBeUndefined();
    expect(client.isOpen).toBe(false);
  });

  it('bounds what it keeps of a refusal', async () => {
    const { url } = await listen({
      respond: () =>
        `HTTP/1.1 401 No\r\nx-error-message: ${'x'.repeat(5000)}\r\nContent-Length: 0\r\n\r\n`,
    });
    const { reason } = await connect(url).consumer.ended;
    expect(reason).toHaveLength(512);
  });

  it.each([200, 302, 403, 500, 503])('reports status %i as a failed connection', async (status) => {
    const { url } = await listen({
      respond: () => `HTTP/1.1 ${status} X\r\nLocation: /\r\nContent-Length: 3\r\n\r\nabc`,
    });
    const end = await connect(url).consumer.ended;
    expect(end).toMatchObject({ cause: 'connect_failed', status });
  });

  it.each([
    ['a wrong Sec-WebSocket-Accept', () => upgradeResponse('bm90IHRoZSBhbnN3ZXI=')],
    [
      'no Sec-WebSocket-Accept',
      () => 'HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ],
    [
      'another protocol in Upgrade',
      (accept: string) => upgradeResponse(accept).replace('Upgrade: websocket', 'Upgrade: h2c'),
    ],
    [
      'an extension nobody offered',
      (accept: string) =>
        upgradeResponse(accept, 'Sec-WebSocket-Extensions: permessage-deflate\r\n'),
    ],
    [
      'a subprotocol nobody offered',
      (accept: string) => upgradeResponse(accept, 'Sec-WebSocket-Protocol: chat\r\n'),
    ],
    ['something that is not HTTP', () => 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('refuses an upgrade with %s and drops the socket', async (_name, respond) => {
    let peer: RawPeer | undefined;
    const { url } = await listen({
      respond,
      head: serverFrame({ opcode: 0x2 }),
      onPeer: (arrived) => {
        peer = arrived;
      },
    });
    const { consumer } = connect(url);
    const end = await consumer.ended;
    expect(end).toMatchObject({ cause: 'connect_failed', status: 0 });
    expect(consumer.headers).toBeUndefined();
    expect(consumer.messages).toEqual([]);
    await peer?.closed;
  });

  it('gives up on a server that never answers the upgrade', async () => {
    const { url, liveSockets } = await listen({ respond: () => '' });
    const { consumer } = connect(url, { connectTimeoutMs: 40 });
    expect(await consumer.ended).toMatchObject({ cause: 'connect_failed' });
    for (const socket of liveSockets) await new Promise((done) => socket.once('close', done));
  });

  it('reports a port where nobody listens', async () => {
    const { url, close } = await listen();
    await close();
    server = undefined;
    const end = await connect(url).consumer.ended;
    expect(end).toMatchObject({ cause: 'connect_failed' });
    expect(end.reason).toContain('ECONNREFUSED');
  });

  it('reports a server that hangs up during the upgrade', async () => {
    const { url } = await listen({ respond: () => 'HTTP/1.1 1', onPeer: (p) => p.socket.end() });
    expect(await connect(url).consumer.ended).toMatchObject({ cause: 'connect_failed' });
  });

  it('throws at once on a URL that is not a WebSocket URL', () => {
    expect(() => connect('http://127.0.0.1:1/')).toThrow('ws: or wss:');
    expect(() => connect('ws://127.0.0.1:1/#part')).toThrow('fragment');
    expect(() => connect('not a url')).toThrow();
  });

  it('sends masked text of any length, and pings', async () => {
    const { client, peer } = await connected();
    const texts = ['', 'ping', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(70_000), 'price ₹'];
    for (const text of texts) expect(client.sendText(text)).toBe(true);
    expect(client.sendPing()).toBe(true);
    await peer.frame((frame) => frame.opcode === PING);
    const received = peer.frames.filter((frame) => frame.opcode === TEXT);
    expect(received.map(({ payload }) => payload.toString('utf8'))).toEqual(texts);
    expect(peer.frames.every((frame) => frame.isMasked)).toBe(true);
  });

  it('closes with a handshake and delivers what was under way', async () => {
    const { client, consumer, peer } = await connected();
    client.close(1000, 'bye');
    expect(client.isOpen).toBe(false);
    expect(client.sendText('late')).toBe(false);
    const frame = await peer.frame(({ opcode }) => opcode === CLOSE);
    expect(frame.payload).toEqual(Buffer.concat([Buffer.from([3, 232]), Buffer.from('bye')]));
    const underWay = serverFrame({ opcode: 0x1, payload: Buffer.from('late') });
    peer.socket.end(Buffer.concat([underWay, closeFrame(1000, 'bye')]));
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_us', code: 1000 });
    expect(consumer.messages).toEqual(['text late']);
    expect(peer.frames.filter(({ opcode }) => opcode === CLOSE)).toHaveLength(1);
  });

  it('destroys the socket of a server that never finishes the closing handshake', async () => {
    const { client, consumer, peer } = await connected({}, { closeTimeoutMs: 40 });
    client.close(1000, '');
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_us', code: 1006 });
    await peer.closed;
  });

  it('destroys the socket of a server that stays connected after its close frame', async () => {
    const { consumer, peer } = await connected({}, { closeTimeoutMs: 40 });
    peer.socket.allowHalfOpen = true;
    peer.socket.write(closeFrame(1001, 'going'));
    const end = await consumer.ended;
    expect(end).toMatchObject({ cause: 'closed_by_server', code: 1001, reason: 'going' });
  });

  it('reports a server that hangs up without a close frame', async () => {
    const { consumer, peer } = await connected();
    peer.socket.end(serverFrame({ opcode: 0x2, payload: Buffer.from('x') }));
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_server', code: 1006 });
    expect(consumer.messages).toEqual(['binary 78']);
  });

  it('reports a reset connection', async () => {
    const { consumer, peer } = await connected();
    peer.socket.resetAndDestroy();
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_server', code: 1006 });
  });

  it('delivers nothing after terminate, also from the chunk under way', async () => {
    const { client, consumer, peer } = await connected();
    consumer.whenMessage = () => client.terminate();
    const message = serverFrame({ opcode: 0x2, payload: Buffer.from('x') });
    peer.socket.write(Buffer.concat([message, message, message]));
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_us', code: 1006 });
    await peer.closed;
    expect(consumer.messages).toEqual(['binary 78']);
    expect(consumer.breaches).toEqual([]);
    client.terminate();
    client.close(1000, '');
    expect(consumer.ends).toHaveLength(1);
  });

  it('delivers nothing when terminated in onOpen, though bytes came with the upgrade', async () => {
    const { url } = await listen({ head: serverFrame({ opcode: 0x2 }) });
    const consumer = new RecordingConsumer();
    const { client } = connect(url, {}, consumer);
    consumer.whenOpen = () => client.terminate();
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_us' });
    expect(consumer.messages).toEqual([]);
    expect(consumer.breaches).toEqual([]);
  });

  it.each(['terminate', 'close'] as const)(
    '%s before the upgrade ends the attempt',
    async (how) => {
      const { url, liveSockets } = await listen({ respond: () => '' });
      const { client, consumer } = connect(url);
      if (how === 'close') client.close(1000, '');
      else client.terminate();
      expect(await consumer.ended).toMatchObject({ cause: 'closed_by_us' });
      expect(consumer.headers).toBeUndefined();
      for (const socket of liveSockets) await new Promise((done) => socket.once('close', done));
    },
  );
});
