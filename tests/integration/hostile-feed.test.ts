/** A feed that misbehaves in every way it can: nothing is thrown, everything is counted, the other instruments run on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HealthView } from '../../src/contract/wire/client-stream.ts';
import { writePacket } from '../../src/contract/wire/smartapi-packet-writer.ts';
import { SIMULATED_CLOCK_HEADER } from '../../src/contract/wire/smartapi-stream.ts';
import { type Daemon, eventually, scrape, startDaemon, total } from '../support/daemon.ts';

const MINUTE = 60_000;
/** 10:00 IST on a trading day. */
const START_MS = Date.UTC(2026, 10, 19, 4, 30);
const SBIN = { exchangeType: 1, token: '3045' };
const NSE = 1;

function quote(fields: {
  sequence: number;
  last: number;
  token?: string;
  offsetMs?: number;
}): Buffer {
  const view = new DataView(new ArrayBuffer(379));
  const length = writePacket(view, 0, {
    mode: 'quote',
    exchangeType: NSE,
    token: fields.token ?? SBIN.token,
    sequence: fields.sequence,
    exchangeTimeMs: START_MS + (fields.offsetMs ?? fields.sequence),
    lastPaise: fields.last,
    volume: fields.sequence,
  });
  return Buffer.from(view.buffer, 0, length);
}

describe('an engine on a hostile feed', () => {
  let daemon: Daemon;
  let socket: WebSocket;
  const http = createServer((_, response) => response.writeHead(404).end());
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  let sequence = 0;

  beforeAll(async () => {
    server.on('headers', (headers) => {
      headers.push(`${SIMULATED_CLOCK_HEADER}: ${START_MS + 3_600_000};speed=1`);
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const connected = once(server, 'connection');
    const started = startDaemon(['--feed', `ws://127.0.0.1:${port}/smart-stream`]);
    [socket] = (await connected) as [WebSocket];
    daemon = await started;
  }, MINUTE);

  afterAll(async () => {
    await daemon.end();
    server.close();
    http.closeAllConnections();
    http.close();
  });

  /** Sends and waits until the engine has counted that many packets more. */
  async function send(packets: readonly Buffer[]): Promise<Map<string, number>> {
    const before = total(await scrape(daemon.url), 'tickring_ticks_received_total');
    for (const packet of packets) socket.send(packet);
    return eventually(async () => {
      const samples = await scrape(daemon.url);
      const received = total(samples, 'tickring_ticks_received_total');
      return received === before + packets.length ? samples : undefined;
    });
  }

  const dropped = (samples: ReadonlyMap<string, number>, reason: string) =>
    samples.get(`tickring_ticks_dropped_total{reason="${reason}"}`) ?? 0;

  it(
    'publishes good ticks',
    async () => {
      const good = Array.from({ length: 50 }, () => quote({ sequence: ++sequence, last: 81_500 }));
      const samples = await send(good);
      expect(total(samples, 'tickring_ticks_published_total')).toBe(50);
    },
    MINUTE,
  );

  it(
    'counts random bytes, truncated frames and unknown modes by class',
    async () => {
      const random = Array.from({ length: 500 }, (_, index) =>
        Buffer.from(Array.from({ length: index % 400 }, (_, at) => (at * 31 + index * 17) & 0xff)),
      );
      const whole = quote({ sequence: ++sequence, last: 81_500 });
      const truncated = Array.from({ length: whole.length }, (_, length) =>
        whole.subarray(0, length),
      );
      const mode9 = Buffer.from(whole);
      mode9[0] = 9;
      const before = await scrape(daemon.url);
      const samples = await send([...random, ...truncated, mode9]);
      const refused =
        total(samples, 'tickring_ticks_dropped_total') -
        total(before, 'tickring_ticks_dropped_total');
      expect(refused).toBe(random.length + truncated.length + 1);
      expect(dropped(samples, 'wrong_length')).toBeGreaterThan(truncated.length / 2);
      expect(dropped(samples, 'unknown_mode')).toBeGreaterThan(0);
    },
    MINUTE,
  );

  it(
    'survives a flood of unknown tokens',
    async () => {
      const flood = Array.from({ length: 20_000 }, (_, index) =>
        quote({ sequence: 1, last: 100, token: String(500_000 + index) }),
      );
      const samples = await send(flood);
      expect(dropped(samples, 'unknown_token')).toBeGreaterThanOrEqual(flood.length);
    },
    MINUTE,
  );

  it(
    'names every kind of bad content',
    async () => {
      const next = () => ++sequence;
      const cases: [string, Buffer][] = [
        ['price_not_positive', quote({ sequence: next(), last: 0 })],
        ['price_not_positive', quote({ sequence: next(), last: -5 })],
        ['future_exchange_time', quote({ sequence: next(), last: 81_500, offsetMs: 9e9 })],
        ['older_exchange_time', quote({ sequence: next(), last: 81_500, offsetMs: -60_000 })],
      ];
      for (const [reason, packet] of cases) {
        const before = dropped(await scrape(daemon.url), reason);
        expect(dropped(await send([packet]), reason)).toBe(before + 1);
      }
      const last = quote({ sequence: next(), last: 81_500 });
      const before = dropped(await scrape(daemon.url), 'duplicate');
      expect(dropped(await send([last, last]), 'duplicate')).toBe(before + 1);
    },
    MINUTE,
  );

  it(
    'quarantines an instrument that keeps sending nonsense, and the others run on',
    async () => {
      const nonsense = Array.from({ length: 20 }, () => quote({ sequence: ++sequence, last: -1 }));
      const samples = await send(nonsense);
      expect(dropped(samples, 'quarantined')).toBeGreaterThan(0);
      const view = await eventually(async () => {
        const now = (await (await fetch(`${daemon.url}/health`)).json()) as HealthView;
        return now.quarantined.length > 0 ? now : undefined;
      });
      expect(view.quarantined).toEqual([
        { instrument: 'NSE:SBIN-EQ', reason: 'price_not_positive' },
      ]);
      const published = total(samples, 'tickring_ticks_published_total');
      const other = quote({ sequence: ++sequence, last: 140_000, token: '1594' });
      const after = await send([other]);
      expect(total(after, 'tickring_ticks_published_total')).toBe(published + 1);
    },
    MINUTE,
  );

  it(
    'adds up at the end',
    async () => {
      const samples = await scrape(daemon.url);
      expect(total(samples, 'tickring_ticks_received_total')).toBe(
        total(samples, 'tickring_ticks_published_total') +
          total(samples, 'tickring_ticks_conflated_total') +
          total(samples, 'tickring_ticks_dropped_total') +
          total(samples, 'tickring_ticks_pending'),
      );
      expect(total(samples, 'tickring_thread_restarts_total')).toBe(0);
    },
    MINUTE,
  );

  it(
    'reopens the socket after a protocol error and subscribes again',
    async () => {
      const reconnected = once(server, 'connection');
      // A reserved opcode: no WebSocket peer may go on after it.
      const raw = (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
      raw.write(Buffer.from([0x8b, 0x00]));
      const [next] = (await reconnected) as [WebSocket];
      const [request] = (await once(next, 'message')) as [Buffer];
      expect(JSON.parse(String(request))).toMatchObject({ action: 1 });
      socket = next;
    },
    MINUTE,
  );
});
