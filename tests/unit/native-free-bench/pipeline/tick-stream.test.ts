import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { benchInstruments } from '../../../../native-free-bench/pipeline/instruments.ts';
import { runPace } from '../../../../native-free-bench/pipeline/pacing.ts';
import { startStreamServer } from '../../../../native-free-bench/pipeline/stream-server.ts';
import { TickStream } from '../../../../native-free-bench/pipeline/tick-stream.ts';
import { SIMULATED_CLOCK_HEADER } from '../../../../src/contract/wire/smartapi-stream.ts';
import { DECODED } from '../../../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED } from '../../../../src/domain/tick/drop-reason.ts';
import { PacketDecoder } from '../../../../src/feed/angel/decoder.ts';
import { TokenTable } from '../../../../src/feed/angel/token-table.ts';

const instruments = benchInstruments();
const START_MS = Date.UTC(2026, 10, 19, 4, 30);
const open: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function serve(onStream: (stream: TickStream, isClosed: () => boolean) => void) {
  const server = await startStreamServer({
    startTimeMs: START_MS,
    speed: 2,
    onSubscribe(subscription) {
      let isClosed = false;
      subscription.socket.once('close', () => {
        isClosed = true;
      });
      onStream(new TickStream(subscription), () => isClosed);
    },
  });
  open.push(server);
  return server.url;
}

function subscribe(socket: WebSocket, tokens: readonly string[]): void {
  const params = { mode: 2, tokenList: [{ exchangeType: 1, tokens }] };
  socket.send(JSON.stringify({ action: 1, params }));
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  open.push({ close: () => socket.terminate() });
  await once(socket, 'open');
  return socket;
}

describe('the stream server with a ws client', () => {
  it('announces its clock, answers the heartbeat and streams valid packets of every instrument', async () => {
    const url = await serve((stream, isClosed) => {
      void runPace({ kind: 'fixed', ticksPerSecond: 20_000 }, stream, isClosed);
    });
    const socket = new WebSocket(url);
    open.push({ close: () => socket.terminate() });
    const [response] = (await once(socket, 'upgrade')) as [
      { headers: Record<string, string | undefined> },
    ];
    expect(response.headers[SIMULATED_CLOCK_HEADER]).toBe(`${START_MS};speed=2`);
    if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
    socket.send('ping');
    const [pong, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
    expect([pong.toString(), isBinary]).toEqual(['pong', false]);

    const decoder = new PacketDecoder(new TokenTable(instruments));
    const seen = new Set<number>();
    let lastTimeMs = 0;
    const all = new Promise<void>((resolve, reject) => {
      socket.on('message', (message: Buffer) => {
        const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
        if (decoder.decode(view, 0, message.length) !== ACCEPTED) reject(new Error('bad packet'));
        const timeMs = decoder.cells[DECODED.exchangeTimeMs] ?? 0;
        if (timeMs < lastTimeMs || timeMs < START_MS) reject(new Error('time went back'));
        lastTimeMs = timeMs;
        seen.add(decoder.instrumentIndex);
        if (seen.size === instruments.length) resolve();
      });
    });
    // In two requests, as a client may.
    const tokens = instruments.map(({ token }) => token);
    subscribe(socket, tokens.slice(0, 50));
    subscribe(socket, tokens.slice(50));
    await all;
    expect([...seen].sort((a, b) => a - b)).toEqual(instruments.map(({ index }) => index));
  });

  it('stops sending to a client that does not read, and goes on when it does', async () => {
    let stream: TickStream | undefined;
    const url = await serve((made, isClosed) => {
      stream = made;
      void runPace({ kind: 'max' }, made, isClosed);
    });
    const socket = await connect(url);
    let received = 0;
    socket.on('message', () => received++);
    subscribe(
      socket,
      instruments.map(({ token }) => token),
    );
    await once(socket, 'message');
    socket.pause();
    // Held back: nothing more is sent over several turns of the event loop.
    let before = -1;
    for (let still = 0; still < 20; ) {
      const sent = stream?.sent ?? 0;
      still = sent === before ? still + 1 : 0;
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(before).toBeGreaterThan(0);
    socket.resume();
    while ((stream?.sent ?? 0) < before + 1000) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(received).toBeGreaterThan(0);
  });
});
