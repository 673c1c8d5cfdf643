import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { SIMULATED_CLOCK_HEADER } from '../../src/contract/wire/smartapi-stream.ts';
import { EXCHANGE_TYPES, type Instrument } from '../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../src/domain/instrument/session-calendar.ts';
import { DECODED, DECODED_CELLS } from '../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED } from '../../src/domain/tick/drop-reason.ts';
import {
  DEFAULT_TICK_VALIDATOR_SETTINGS,
  TickValidator,
} from '../../src/domain/tick/tick-validator.ts';
import { PacketDecoder } from '../../src/feed/angel/decoder.ts';
import { loadInstruments } from '../../src/feed/angel/instrument-loader.ts';
import { TokenTable } from '../../src/feed/angel/token-table.ts';
import { createSyntheticDay } from '../../src/feed/synthetic/day.ts';
import { scripMasterRows } from '../../src/feed/synthetic/scrip-master.ts';
import type { EmitUpdate, MarketSource } from '../../src/venue/simulated/market-source.ts';
import {
  createStreamServer,
  type StreamServer,
  type StreamServerOptions,
} from '../../src/venue/simulated/stream-server.ts';
import { committedUniverse, TEST_DATE } from '../unit/feed/synthetic/committed-universe.ts';

const OPEN_MS = Date.parse(`${TEST_DATE}T09:15:00+05:30`);
const HEADERS = {
  authorization: 'jwt',
  'x-api-key': 'key',
  'x-client-code': 'A1',
  'x-feed-token': 'feed',
};

const servers: StreamServer[] = [];
const sockets: (WebSocket | Socket)[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    if (socket instanceof WebSocket) socket.terminate();
    else socket.destroy();
  }
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function syntheticDay(): MarketSource {
  return createSyntheticDay({ universe: committedUniverse(), seed: 11, date: TEST_DATE });
}

/** SBIN alone: its price is the number of its update, one every 10 ms for `lengthMs`. */
function countingDay(lengthMs: number): MarketSource {
  const instruments = syntheticDay()
    .instruments.filter((entry) => entry.name === 'SBIN')
    .map((entry): Instrument => ({ ...entry, index: 0 }));
  const cells = new Float64Array(DECODED_CELLS);
  let updates = 0;
  return {
    instruments,
    openTimeMs: OPEN_MS,
    closeTimeMs: OPEN_MS + lengthMs,
    next(untilMs: number, emit: EmitUpdate): void {
      while (updates * 10 < lengthMs && OPEN_MS + updates * 10 <= untilMs) {
        cells[DECODED.exchangeTimeMs] = OPEN_MS + updates * 10;
        updates++;
        cells[DECODED.sequence] = updates;
        cells[DECODED.lastPaise] = updates;
        emit(0, cells);
      }
    },
  };
}

async function serve(options: Partial<StreamServerOptions> = {}) {
  const market = options.market ?? syntheticDay();
  const scripMaster = scripMasterRows(market.instruments);
  const server = createStreamServer({ market, scripMaster, port: 0, ...options });
  servers.push(server);
  const { port } = await server.listen();
  return { server, market, port, url: `ws://127.0.0.1:${port}/smart-stream` };
}

class Client {
  readonly packets: Buffer[] = [];
  readonly texts: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly webSocket: WebSocket;
  clock = '';

  private constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.packets.push(data);
      else this.texts.push(String(data));
      for (const wake of this.#waiting) wake();
    });
  }

  static async open(url: string, headers: Record<string, string> = HEADERS): Promise<Client> {
    const webSocket = new WebSocket(url, { headers });
    sockets.push(webSocket);
    const client = new Client(webSocket);
    const [[response]] = await Promise.all([once(webSocket, 'upgrade'), once(webSocket, 'open')]);
    client.clock = response.headers[SIMULATED_CLOCK_HEADER];
    return client;
  }

  send(action: 0 | 1, mode: number, instruments: readonly Instrument[]): void {
    const tokenList = (['NSE', 'NFO'] as const).map((exchange) => ({
      exchangeType: EXCHANGE_TYPES[exchange],
      tokens: instruments.filter((entry) => entry.exchange === exchange).map(({ token }) => token),
    }));
    this.webSocket.send(JSON.stringify({ action, params: { mode, tokenList } }));
  }

  /** Resolves when `isDone` holds, looking after every message. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** A text message and its answer behind everything sent before it. */
  async roundTrip(): Promise<void> {
    const pongs = () => this.texts.filter((text) => text === 'pong').length;
    const before = pongs();
    this.webSocket.send('ping');
    await this.until(() => pongs() > before);
  }
}

/** Last price and sequence of a packet. */
function sequenceOf(packet: Buffer): number {
  return Number(packet.readBigInt64LE(27));
}

async function refusal(url: string, headers: Record<string, string>) {
  const webSocket = new WebSocket(url, { headers });
  webSocket.on('error', () => undefined);
  const [request, response] = await once(webSocket, 'unexpected-response');
  request.destroy();
  return { status: response.statusCode, message: response.headers['x-error-message'] };
}

describe('the market simulator over HTTP', () => {
  it('serves a scrip master from which the engine loads the same instruments', async () => {
    const { market, port } = await serve();
    const loaded = await loadInstruments({
      source: `http://127.0.0.1:${port}/OpenAPIScripMaster.json`,
      subscribe: 'all',
    });
    const unlimited = (entry: Instrument) => ({
      ...entry,
      lowerCircuitPaise: 0,
      upperCircuitPaise: 0,
    });
    expect(loaded.map(unlimited)).toEqual(market.instruments.map(unlimited));
  });

  it('knows no other page and no other method', async () => {
    const { port } = await serve();
    const origin = `http://127.0.0.1:${port}`;
    expect((await fetch(origin)).status).toBe(404);
    const page = `${origin}/OpenAPIScripMaster.json`;
    expect((await fetch(page, { method: 'POST' })).status).toBe(405);
    const head = await fetch(page, { method: 'HEAD' });
    expect([head.status, Number(head.headers.get('content-length')) > 10_000]).toEqual([200, true]);
  });

  it('rejects when its port is taken', async () => {
    const { market, port } = await serve();
    const second = createStreamServer({ market, scripMaster: [], port });
    await expect(second.listen()).rejects.toThrow('EADDRINUSE');
    await second.close();
  });
});

describe('the upgrade', () => {
  it('is refused with the header that is wrong, and away from the stream path', async () => {
    const credentials = { authToken: 'jwt', apiKey: 'key', clientCode: 'A1', feedToken: 'feed' };
    const { port, url } = await serve({ credentials });
    expect(await refusal(url, {})).toEqual({
      status: 401,
      message: 'Invalid Header - Invalid Auth token',
    });
    expect(await refusal(url, { ...HEADERS, 'x-feed-token': 'old' })).toEqual({
      status: 401,
      message: 'Invalid Header - Invalid Feed Token',
    });
    const elsewhere = await refusal(`ws://127.0.0.1:${port}/smart-order-update`, HEADERS);
    expect(elsewhere.status).toBe(404);
    const browser = await Client.open(`${url}?clientCode=A1&feedToken=feed&apiKey=key`, {});
    await browser.roundTrip();
  });

  it('states an exchange time that stands at the open until the first subscription', async () => {
    const { market, server, url } = await serve({ speed: 50 });
    const first = await Client.open(url);
    await first.roundTrip();
    const second = await Client.open(url);
    expect([first.clock, second.clock]).toEqual(Array(2).fill(`${OPEN_MS};speed=50`));
    expect(server.stats.exchangeTimeMs).toBe(OPEN_MS);
    first.send(1, 1, market.instruments);
    await first.until(() => first.packets.length > 2 * market.instruments.length);
    const third = await Client.open(url);
    const [time, speed] = third.clock.split(';');
    expect(Number(time)).toBeGreaterThan(OPEN_MS);
    expect(speed).toBe('speed=50');
  });
});

describe('the stream', () => {
  it('sends the state of every newly subscribed token at once, in the length of its mode', async () => {
    const { market, url } = await serve({ speed: 1e-6 });
    const client = await Client.open(url);
    for (const [mode, length] of [
      [1, 51],
      [2, 123],
      [3, 379],
    ] as const) {
      client.packets.length = 0;
      client.send(1, mode, market.instruments);
      client.send(1, mode, market.instruments);
      await client.roundTrip();
      expect(client.packets).toHaveLength(market.instruments.length);
      for (const packet of client.packets)
        expect([packet[0], packet.length]).toEqual([mode, length]);
    }
  });

  it('carries only what the engine accepts', async () => {
    const { market, url } = await serve({ speed: 100 });
    const { instruments } = market;
    const client = await Client.open(url);
    client.send(1, 3, instruments);
    await client.until(() => client.packets.length >= 20_000);
    const decoder = new PacketDecoder(new TokenTable(instruments));
    const calendar = new SessionCalendar(loadCalendar());
    const settings = DEFAULT_TICK_VALIDATOR_SETTINGS;
    const validator = new TickValidator({ instruments, calendar, settings });
    validator.startSession(TEST_DATE);
    for (const packet of client.packets) {
      const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
      expect(decoder.decode(view, 0, packet.length)).toBe(ACCEPTED);
      const timeMs = decoder.cells[DECODED.exchangeTimeMs] ?? 0;
      expect(validator.check(decoder.instrumentIndex, decoder.cells, timeMs)).toBe(ACCEPTED);
    }
    expect(validator.crossedBooks).toBe(0);
  });

  it('gives every client each update once, in order, from the moment it subscribed', async () => {
    const market = countingDay(60_000);
    const { url } = await serve({ market, speed: 20 });
    const early = await Client.open(url);
    early.send(1, 2, market.instruments);
    await early.until(() => early.packets.length > 100);
    const late = await Client.open(url);
    late.send(1, 2, market.instruments);
    await late.until(() => late.packets.length > 300);
    await early.until(() => early.packets.length > 400);
    for (const { packets } of [early, late]) {
      const first = packets[0];
      if (first === undefined) throw new Error('There are packets.');
      expect(packets.map(sequenceOf)).toEqual(packets.map((_, at) => sequenceOf(first) + at));
    }
    expect(sequenceOf(early.packets[0] as Buffer)).toBe(1);
    expect(sequenceOf(late.packets[0] as Buffer)).toBeGreaterThan(100);
  });

  it('stops sending what is unsubscribed', async () => {
    const market = countingDay(60_000);
    const { url } = await serve({ market, speed: 20 });
    const client = await Client.open(url);
    client.send(1, 1, market.instruments);
    await client.until(() => client.packets.length > 50);
    client.send(0, 1, market.instruments);
    await client.roundTrip();
    const other = await Client.open(url);
    other.send(1, 1, market.instruments);
    await other.until(() => other.packets.length > 50);
    const received = client.packets.length;
    await other.until(() => other.packets.length > 200);
    await client.roundTrip();
    expect(client.packets).toHaveLength(received);
  });

  it('answers text pings, control pings and requests it cannot use', async () => {
    const { url } = await serve();
    const client = await Client.open(url);
    await client.roundTrip();
    const pong = once(client.webSocket, 'pong');
    client.webSocket.ping('x');
    expect(String(await pong)).toBe('x');
    client.webSocket.send('{"correlationID":"abc","action":9}');
    client.webSocket.send(Buffer.from([1, 2, 3]));
    const tokens = Array.from({ length: 1001 }, (_, at) => String(at));
    const params = { mode: 1, tokenList: [{ exchangeType: 1, tokens }] };
    client.webSocket.send(JSON.stringify({ action: 1, params }));
    await client.until(() => client.texts.length === 4);
    const errors = client.texts.slice(1).map((text) => JSON.parse(text));
    expect(errors.map((error) => error.errorCode)).toEqual(['E1001', 'E1001', 'E1002']);
    expect(errors[0].correlationID).toBe('abc');
    expect(client.packets).toEqual([]);
  });

  it('disconnects a client that breaks the protocol and keeps the others', async () => {
    const { server, url } = await serve();
    const good = await Client.open(url);
    const bad = await Client.open(url);
    bad.webSocket.send('x'.repeat(100_000));
    await once(bad.webSocket, 'close');
    await good.roundTrip();
    expect(server.stats.clients).toBe(1);
  });
});

/** A client that subscribes and then does not read a byte. */
async function deafClient(port: number, instruments: readonly Instrument[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const headers = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `GET /smart-stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers.join('')}\r\n`,
  );
  await once(socket, 'data');
  socket.pause();
  const tokenList = [{ exchangeType: 1, tokens: instruments.map(({ token }) => token) }];
  const text = Buffer.from(JSON.stringify({ action: 1, params: { mode: 3, tokenList } }));
  // A masked text frame under the key 0.
  const head = Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 0xff, 0, 0, 0, 0]);
  socket.write(Buffer.concat([head, text]));
  return socket;
}

describe('a client that does not read', () => {
  it('is disconnected at the limit while the others go on without loss', async () => {
    const market = countingDay(600_000);
    const log: string[] = [];
    const { port, server, url } = await serve({
      market,
      speed: 500,
      maxBacklogBytes: 1024 * 1024,
      log: (message) => log.push(message),
    });
    const reader = await Client.open(url);
    reader.send(1, 3, market.instruments);
    await reader.until(() => reader.packets.length > 0);
    const deaf = await deafClient(port, market.instruments);
    await reader.until(() => server.stats.slowClientsClosed > 0);
    const received = reader.packets.length;
    await reader.until(() => reader.packets.length > received + 1000);
    expect(server.stats).toMatchObject({ clients: 1, slowClientsClosed: 1 });
    expect(log.join()).toContain('does not read');
    expect(reader.packets.map(sequenceOf)).toEqual(reader.packets.map((_, at) => at + 1));
    deaf.destroy();
  });
});

describe('a speed nobody can follow', () => {
  it('plays the whole day to a client that reads, without loss', async () => {
    const market = countingDay(1_500_000);
    const { server, url } = await serve({ market, speed: 1e7, maxBacklogBytes: 4 * 1024 * 1024 });
    const client = await Client.open(url);
    client.send(1, 3, market.instruments);
    await client.until(() => client.packets.length === 150_000);
    expect(sequenceOf(client.packets.at(-1) as Buffer)).toBe(150_000);
    expect(server.stats).toMatchObject({ clients: 1, slowClientsClosed: 0, isDayOver: true });
  });
});

describe('the end of the day', () => {
  it('is logged once; pings are answered and late subscribers get the last state', async () => {
    const market = countingDay(500);
    const log: string[] = [];
    const { server, url } = await serve({ market, speed: 100, log: (line) => log.push(line) });
    const client = await Client.open(url);
    client.send(1, 1, market.instruments);
    await client.until(() => client.packets.length === 50);
    await client.roundTrip();
    expect(server.stats).toMatchObject({ isDayOver: true, exchangeTimeMs: OPEN_MS + 500 });
    const late = await Client.open(url);
    late.send(1, 1, market.instruments);
    await late.roundTrip();
    expect(late.packets.map(sequenceOf)).toEqual([50]);
    expect(client.packets).toHaveLength(50);
    expect(log.filter((line) => line.includes('day is over'))).toHaveLength(1);
  });
});

describe('close', () => {
  it('drops every client and frees the port', async () => {
    const { market, port, server, url } = await serve();
    const client = await Client.open(url);
    client.send(1, 1, market.instruments);
    await client.until(() => client.packets.length > 0);
    const closed = once(client.webSocket, 'close');
    await server.close();
    await closed;
    const again = createStreamServer({ market: syntheticDay(), scripMaster: [], port });
    servers.push(again);
    expect(await again.listen()).toEqual({ port });
  });
});
