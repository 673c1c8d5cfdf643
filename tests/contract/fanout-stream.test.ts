/** The client stream over real sockets, the same for both engines. */
import { afterEach, describe, expect, it } from 'vitest';
import type { TickView } from '../../src/contract/wire/client-stream.ts';
import { findUws } from '../../src/web/fanout/engine/uws-native.ts';
import { startWeb, type Web, type WebSettings } from '../../src/web/server.ts';
import {
  DECISION,
  FakeFanoutSource,
  HEALTH,
  orderEvent,
  POSITION,
  RISK,
} from '../support/fake-fanout-source.ts';
import { StreamClient } from '../support/stream-client.ts';

const { platform, arch, versions } = process;
const uws = findUws({ platform, arch, modulesVersion: versions.modules });
const ENGINES = uws.isUsable ? (['uWebSockets', 'ws'] as const) : (['ws'] as const);

const METRICS_SOURCE = {
  value: () => 0,
  histogram: () => ({ bounds: [], counts: [0], sum: 0 }),
};

describe.each(ENGINES)('client stream on %s', (engine) => {
  const webs: Web[] = [];
  const clients: StreamClient[] = [];

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all(webs.splice(0).map((web) => web.close()));
  });

  async function start(
    options: {
      source?: FakeFanoutSource;
      settings?: Partial<WebSettings>;
      orderHistory?: number;
    } = {},
  ): Promise<Web> {
    const web = await startWeb({
      source: options.source ?? new FakeFanoutSource(5),
      metrics: METRICS_SOURCE,
      metricCatalogue: {},
      terminal: undefined,
      settings: {
        host: '127.0.0.1',
        port: 0,
        webSocketEngine: engine,
        maxClients: 50,
        clientBufferBytes: 1024 * 1024,
        allowedHosts: [],
        allowedOrigins: [],
        ...options.settings,
      },
      orderHistory: options.orderHistory ?? 4096,
    });
    webs.push(web);
    return web;
  }

  async function connect(
    web: Web,
    query = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamClient> {
    const url = `ws://127.0.0.1:${web.port}/ws/stream${query}`;
    const client = await StreamClient.connect(url, headers);
    clients.push(client);
    return client;
  }

  const mark = (web: Web, instrument: number, value: number): void =>
    web.fanout.markTick(instrument, value, value - 5, value + 5, value * 10, 1_795_000_000_000);

  const tick = (instrument: number, value: number): TickView => ({
    instrument: `NSE:STOCK${instrument}-EQ`,
    lastPaise: value,
    bidPaise: value - 5,
    askPaise: value + 5,
    volume: value * 10,
    exchangeTimeMs: 1_795_000_000_000,
  });

  it('runs the engine it was asked for', async () => {
    expect((await start()).engine).toBe(engine);
  });

  it.each(['msgpack', 'json'])(
    'sends a snapshot first and then updates in %s',
    async (encoding) => {
      const web = await start();
      mark(web, 3, 100_00);
      const client = await connect(web, `?encoding=${encoding}`);
      client.subscribe('ticks:*');
      const snapshot = { channel: 'ticks:*', type: 'snapshot', seq: 0, data: [tick(3, 100_00)] };
      expect(await client.next()).toEqual(snapshot);
      expect(client.isLastBinary).toBe(encoding === 'msgpack');
      mark(web, 3, 101_00);
      mark(web, 1, 50_00);
      mark(web, 3, 102_00);
      web.fanout.flush(1);
      const data = [tick(3, 101_00), tick(1, 50_00), tick(3, 102_00)];
      expect(await client.next()).toEqual({ channel: 'ticks:*', type: 'update', seq: 1, data });
    },
  );

  it('speaks msgpack when no encoding is named and takes requests in either form', async () => {
    const web = await start();
    const client = await connect(web);
    const { pack } = await import('msgpackr');
    client.webSocket.send(pack({ op: 'subscribe', channels: ['risk'] }));
    expect(await client.next()).toEqual({ channel: 'risk', type: 'snapshot', seq: 0, data: RISK });
    expect(client.isLastBinary).toBe(true);
    client.send({ op: 'ping' });
    expect(await client.next()).toMatchObject({ channel: '', type: 'pong' });
  });

  it('does not repeat a waiting tick to a client whose snapshot has it already', async () => {
    const web = await start();
    const first = await connect(web);
    first.subscribe('ticks:*');
    await first.settled();
    mark(web, 0, 100_00);
    const second = await connect(web);
    second.subscribe('ticks:*');
    expect(await second.next()).toMatchObject({ type: 'snapshot', data: [tick(0, 100_00)] });
    mark(web, 0, 101_00);
    web.fanout.flush(1);
    expect((await second.next()).data).toEqual([tick(0, 101_00)]);
    expect((await first.next()).data).toEqual([tick(0, 100_00)]);
    expect((await first.next()).data).toEqual([tick(0, 101_00)]);
  });

  it('takes snapshots from the source for instruments that have not ticked since start', async () => {
    const source = new FakeFanoutSource(5);
    source.ticks.set(2, tick(2, 77_00));
    const client = await connect(await start({ source }));
    client.subscribe('ticks:NSE:STOCK2-EQ');
    expect(await client.next()).toMatchObject({ type: 'snapshot', data: [tick(2, 77_00)] });
  });

  it('sends only the ticks of one instrument on its channel', async () => {
    const web = await start();
    const client = await connect(web);
    client.subscribe('ticks:NSE:STOCK4-EQ');
    expect(await client.next()).toMatchObject({ channel: 'ticks:NSE:STOCK4-EQ', data: [] });
    for (const value of [1_00, 2_00, 3_00]) {
      mark(web, 4, value);
      mark(web, 0, value);
    }
    web.fanout.flush(1);
    expect(await client.next()).toEqual({
      channel: 'ticks:NSE:STOCK4-EQ',
      type: 'update',
      seq: 1,
      data: [tick(4, 1_00), tick(4, 2_00), tick(4, 3_00)],
    });
    mark(web, 0, 9_00);
    web.fanout.flush(2);
    mark(web, 4, 4_00);
    web.fanout.flush(3);
    expect(await client.next()).toMatchObject({ seq: 2, data: [tick(4, 4_00)] });
  });

  it('shows state channels as a snapshot and then what changed', async () => {
    const web = await start();
    const client = await connect(web);
    client.subscribe('positions', 'risk', 'signals', 'health');
    expect(await client.next()).toMatchObject({ channel: 'positions', data: [POSITION] });
    expect(await client.next()).toMatchObject({ channel: 'risk', data: RISK });
    expect(await client.next()).toMatchObject({ channel: 'signals', data: [DECISION] });
    expect(await client.next()).toMatchObject({ channel: 'health', data: HEALTH });
    web.fanout.positionsChanged([{ ...POSITION, netQuantity: 20 }]);
    web.fanout.positionsChanged([{ ...POSITION, netQuantity: 30 }]);
    web.fanout.riskChanged({ ...RISK, denied: 9 });
    web.fanout.decision({ ...DECISION, signalSequence: 2 });
    web.fanout.healthChanged({ ...HEALTH, status: 'degraded' });
    web.fanout.flush(1);
    const updates = [await client.next(), await client.next(), await client.next()];
    expect(updates).toEqual([
      { channel: 'positions', type: 'update', seq: 1, data: [{ ...POSITION, netQuantity: 30 }] },
      { channel: 'signals', type: 'update', seq: 1, data: [{ ...DECISION, signalSequence: 2 }] },
      { channel: 'risk', type: 'update', seq: 1, data: { ...RISK, denied: 9 } },
    ]);
    expect(await client.next()).toMatchObject({ channel: 'health', data: { status: 'degraded' } });
  });

  it('stops sending a channel that was unsubscribed', async () => {
    const web = await start();
    const client = await connect(web);
    client.subscribe('ticks:*', 'risk');
    client.send({ op: 'unsubscribe', channels: ['ticks:*'] });
    await client.settled();
    mark(web, 0, 1_00);
    web.fanout.riskChanged(RISK);
    web.fanout.flush(1);
    expect(await client.next()).toMatchObject({ channel: 'risk', type: 'update' });
  });

  it('gives a client that reads every single tick, in order', async () => {
    const web = await start();
    const client = await connect(web);
    client.subscribe('ticks:*');
    await client.settled();
    const ticks = 10_000;
    for (let i = 1; i <= ticks; i++) {
      mark(web, i % 5, i * 5);
      if (i % 700 === 0) web.fanout.flush(i);
    }
    web.fanout.flush(ticks);
    const prices: number[] = [];
    let seq = 0;
    while (prices.length < ticks) {
      const message = await client.next();
      expect(message.seq).toBe(++seq);
      prices.push(...(message.data as TickView[]).map(({ lastPaise }) => lastPaise));
    }
    expect(prices).toEqual(Array.from({ length: ticks }, (_, i) => (i + 1) * 5));
    expect(web.fanout.stats).toMatchObject({ tickDeliveries: ticks, ticksConflated: 0 });
  });

  it('gives a client that stopped reading the latest values when it reads again, and others everything', async () => {
    const web = await start({ settings: { clientBufferBytes: 64 * 1024 } });
    const [slow, fast] = [await connect(web), await connect(web)];
    for (const client of [slow, fast]) {
      client.subscribe('ticks:*');
      await client.settled();
    }
    slow.pause();
    let value = 0;
    let nowMs = 0;
    let fastTicks = 0;
    let flushes = 0;
    const markNext = (ticks: number): void => {
      for (let i = 0; i < ticks; i++) {
        value += 5;
        mark(web, i % 5, value);
      }
      nowMs += 10;
      web.fanout.flush(nowMs);
    };
    while (web.fanout.stats.slowClients === 0) {
      markNext(200);
      flushes += 1;
      fastTicks += ((await fast.next()).data as TickView[]).length;
      expect(flushes).toBeLessThan(10_000);
    }
    const bytesWhenSlow = web.fanout.stats.bytesSent;
    markNext(1000);
    fastTicks += ((await fast.next()).data as TickView[]).length;
    expect(fastTicks).toBe(flushes * 200 + 1000);
    expect(web.fanout.stats.bytesSent - bytesWhenSlow).toBeLessThan(1000 * 150);
    slow.resume();
    while (web.fanout.stats.slowClients > 0) {
      nowMs += 10;
      web.fanout.flush(nowMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const latest = (message: { data: unknown }): boolean =>
      (message.data as TickView[]).some(({ lastPaise }) => lastPaise === value);
    const last = await slow.until(latest);
    expect(last.data).toEqual([0, 1, 2, 3, 4].map((i) => tick(i, value - (4 - i) * 5)));
    expect(last.seq).toBe(flushes + 1);
    mark(web, 0, 5);
    web.fanout.flush(nowMs);
    expect(await slow.next()).toMatchObject({ seq: flushes + 2, data: [tick(0, 5)] });
  });

  it('sends a slow client the whole state of the channels it missed', async () => {
    const source = new FakeFanoutSource(5);
    const web = await start({ source, settings: { clientBufferBytes: 64 * 1024 } });
    const client = await connect(web);
    client.subscribe('ticks:*', 'risk', 'ticks:NSE:STOCK1-EQ');
    await client.settled();
    client.pause();
    for (let flush = 0; web.fanout.stats.slowClients === 0; flush++) {
      for (let i = 0; i < 200; i++) mark(web, i % 5, 1000 + i);
      web.fanout.flush(flush);
    }
    source.riskView = { ...RISK, denied: 77 };
    web.fanout.riskChanged({ ...RISK, denied: 76 });
    mark(web, 1, 4321_00);
    web.fanout.flush(1);
    client.resume();
    while (web.fanout.stats.slowClients > 0) {
      web.fanout.flush(2);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const risk = await client.until(({ channel }) => channel === 'risk');
    expect(risk).toMatchObject({ type: 'snapshot', data: { denied: 77 } });
    const single = await client.until(
      ({ channel, data }) =>
        channel === 'ticks:NSE:STOCK1-EQ' && (data as TickView[])[0]?.lastPaise === 4321_00,
    );
    expect(single.data).toEqual([tick(1, 4321_00)]);
  });

  it('numbers order updates by the sequence of the event, without a gap', async () => {
    const web = await start();
    const events = [1, 2, 3, 4, 5].map((sequence) => orderEvent(sequence));
    for (const event of events.slice(0, 2)) web.fanout.orderEvent(event);
    const client = await connect(web, '?encoding=json');
    client.subscribe('orders');
    const data = events.slice(0, 2);
    expect(await client.next()).toEqual({ channel: 'orders', type: 'snapshot', seq: 2, data });
    for (const event of events.slice(2)) web.fanout.orderEvent(event);
    web.fanout.flush(1);
    for (const event of events.slice(2)) {
      const update = { channel: 'orders', type: 'update', seq: event.sequence, data: [event] };
      expect(await client.next()).toEqual(update);
    }
  });

  it('resumes orders with exactly the missing events and goes on from there', async () => {
    const web = await start();
    for (let sequence = 1; sequence <= 300; sequence++) {
      web.fanout.orderEvent(orderEvent(sequence));
    }
    web.fanout.flush(1);
    const client = await connect(web);
    client.send({ op: 'resume', channel: 'orders', seq: 280 });
    web.fanout.flush(2);
    for (let sequence = 281; sequence <= 300; sequence++) {
      const data = [orderEvent(sequence)];
      expect(await client.next()).toMatchObject({ type: 'update', seq: sequence, data });
    }
    web.fanout.orderEvent(orderEvent(301));
    web.fanout.flush(3);
    expect(await client.next()).toMatchObject({ type: 'update', seq: 301 });
  });

  it('answers a resume of events that are gone, ahead, or of another run with an error and a snapshot', async () => {
    const web = await start({ orderHistory: 10 });
    for (let sequence = 1; sequence <= 50; sequence++) {
      web.fanout.orderEvent(orderEvent(sequence));
    }
    web.fanout.flush(1);
    const client = await connect(web);
    const attempts = [
      { op: 'resume', channel: 'orders', seq: 39 },
      { op: 'resume', channel: 'orders', seq: 51 },
      { op: 'resume', channel: 'orders', seq: 45, runId: 'another run' },
    ] as const;
    for (const attempt of attempts) {
      client.send(attempt);
      expect(await client.next()).toMatchObject({ type: 'error', code: 'resume_too_old' });
      expect(await client.next()).toMatchObject({ channel: 'orders', type: 'snapshot', seq: 50 });
    }
    client.send({ op: 'ping' });
    const { runId } = await client.next();
    client.send({ op: 'resume', channel: 'orders', seq: 40, runId });
    expect(await client.next()).toMatchObject({ type: 'update', seq: 41 });
  });

  it('closes a client with 1013 when order events pile up, and a resume brings the rest', async () => {
    const web = await start({ settings: { clientBufferBytes: 16 * 1024 }, orderHistory: 100_000 });
    const client = await connect(web);
    client.subscribe('orders');
    await client.settled();
    client.pause();
    let sequence = 0;
    while (web.fanout.stats.closedSlow === 0) {
      for (let i = 0; i < 20; i++) web.fanout.orderEvent(orderEvent(++sequence));
      web.fanout.flush(sequence);
      expect(sequence).toBeLessThan(100_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(web.fanout.stats.clients).toBe(0);
    client.resume();
    expect(await client.closed).toBe(1013);
    const seen = client.received.filter(({ type }) => type === 'update').map(({ seq }) => seq);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => i + 1));
    const again = await connect(web);
    again.send({ op: 'resume', channel: 'orders', seq: seen.length });
    for (let expected = seen.length + 1; expected <= sequence; expected++) {
      expect(await again.next()).toMatchObject({ type: 'update', seq: expected });
    }
  });

  it('answers bad messages with an error and closes with 1008 when they do not stop', async () => {
    const web = await start();
    const client = await connect(web, '?encoding=json');
    client.webSocket.send('{"op":"subscribe","channels":["ticks:*"');
    expect(await client.next()).toMatchObject({ channel: '', type: 'error', code: 'bad_encoding' });
    client.webSocket.send(Buffer.alloc(60_000, 0x91));
    expect(await client.next()).toMatchObject({ type: 'error', code: 'bad_encoding' });
    const bad = [
      '{"op":"buy"}',
      '[]',
      '{"op":"ping","extra":1}',
      '{"op":"subscribe","channels":["x"]}',
    ];
    for (const text of bad) {
      client.webSocket.send(text);
      expect(await client.next()).toMatchObject({ type: 'error', code: 'bad_request' });
    }
    client.subscribe('ticks:NSE:NOTHING-EQ', 'risk');
    expect(await client.next()).toMatchObject({ channel: 'risk', type: 'snapshot' });
    expect(await client.next()).toMatchObject({ type: 'error', code: 'unknown_channel' });
    for (let i = 0; i < 14; i++) client.webSocket.send('nonsense');
    expect(await client.closed).toBe(1008);
    expect(web.fanout.stats).toMatchObject({ closedMisbehaving: 1, clients: 0, badRequests: 21 });
  });

  it('limits how fast a client may ask', async () => {
    const web = await start();
    const client = await connect(web);
    for (let i = 0; i < 101; i++) client.send({ op: 'ping' });
    const refused = await client.until(({ type }) => type === 'error');
    expect(refused.code).toBe('rate_limited');
    expect(client.received.filter(({ type }) => type === 'pong')).toHaveLength(100);
    web.fanout.flush(1000);
    client.send({ op: 'ping' });
    expect(await client.next()).toMatchObject({ type: 'pong' });
  });

  it('closes a client that sends more than 64 KiB at once', async () => {
    const web = await start();
    const client = await connect(web);
    client.webSocket.send(Buffer.alloc(64 * 1024 + 1));
    expect([1006, 1009]).toContain(await client.closed);
    const other = await connect(web);
    await other.settled();
    expect(web.fanout.stats.clients).toBe(1);
  });

  it('serves maxClients and frees a place when one leaves', async () => {
    const web = await start({ settings: { maxClients: 2 } });
    const first = await connect(web);
    await connect(web);
    await expect(connect(web)).rejects.toThrow('503');
    expect(web.fanout.stats.clientsRefused).toBe(1);
    await first.close();
    while (web.fanout.stats.clients > 1) await new Promise((resolve) => setImmediate(resolve));
    await connect(web);
  });

  it('refuses a strange Host, a strange Origin and an unknown encoding before the upgrade', async () => {
    const settings = { allowedHosts: ['desk.example.com'], allowedOrigins: ['https://ok.example'] };
    const web = await start({ settings });
    const own = `127.0.0.1:${web.port}`;
    await expect(connect(web, '', { host: `evil.example:${web.port}` })).rejects.toThrow('403');
    await expect(connect(web, '', { host: '127.0.0.1:1' })).rejects.toThrow('403');
    await expect(connect(web, '', { origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(connect(web, '', { origin: 'null' })).rejects.toThrow('403');
    await expect(connect(web, '?encoding=xml')).rejects.toThrow('400');
    await connect(web, '', { origin: `http://${own}` });
    await connect(web, '', { origin: 'https://ok.example' });
    await connect(web, '', { host: 'desk.example.com' });
    await connect(web, '', { host: `localhost:${web.port}` });
    expect(web.fanout.stats).toMatchObject({ clients: 4, clientsRefused: 5 });
  });

  it('says goodbye with 1001 when it closes, also to a client that does not read', async () => {
    const web = await start({ settings: { clientBufferBytes: 64 * 1024 } });
    const [reading, stuck] = [await connect(web), await connect(web)];
    stuck.subscribe('ticks:*');
    await stuck.settled();
    stuck.pause();
    for (let flush = 0; web.fanout.stats.slowClients === 0; flush++) {
      for (let i = 0; i < 200; i++) mark(web, i % 5, 1000 + i);
      web.fanout.flush(flush);
    }
    await web.close();
    expect(await reading.closed).toBe(1001);
    stuck.resume();
    await stuck.closed;
    await expect(connect(web)).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses a port that is taken', async () => {
    const web = await start();
    await expect(start({ settings: { port: web.port } })).rejects.toMatchObject({
      code: 'listen_failed',
    });
  });
});
