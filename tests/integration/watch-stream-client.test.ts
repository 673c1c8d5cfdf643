/** The client's side of resuming orders, against a server that plays a script. */
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { StreamClient } from '../../src/app/watch/stream-client.ts';
import type { ClientRequest, StreamMessage } from '../../src/contract/wire/client-stream.ts';

describe('StreamClient', () => {
  const endings: (() => void)[] = [];

  afterEach(() => {
    for (const end of endings.splice(0)) end();
  });

  /** Requests of each connection in order, and its socket to answer on. */
  async function connect(channels: readonly string[]) {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const inbox: { socket: WebSocket; request: ClientRequest }[] = [];
    const messages: StreamMessage[] = [];
    let wake: () => void = () => undefined;
    server.on('connection', (socket) => {
      socket.on('message', (payload: Buffer) => {
        inbox.push({ socket, request: JSON.parse(payload.toString()) });
        wake();
      });
    });
    const client = new StreamClient({
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/stream`,
      encoding: 'json',
      channels,
      onMessage: (message) => {
        messages.push(message);
        wake();
      },
      onOpen: () => undefined,
      onLost: () => undefined,
      onRefused: () => undefined,
    });
    endings.push(() => {
      client.stop();
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    const wait = async (isDone: () => boolean): Promise<void> => {
      while (!isDone()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    const nextRequest = async (): Promise<{ socket: WebSocket; request: ClientRequest }> => {
      await wait(() => inbox.length > 0);
      return inbox.shift() as { socket: WebSocket; request: ClientRequest };
    };
    client.start();
    return { nextRequest, wait, messages };
  }

  const order = (seq: number, type = 'update'): string =>
    JSON.stringify({ channel: 'orders', type, seq, data: [] });

  it('asks for the missing events when a sequence is skipped, and shows none twice or out of order', async () => {
    const { nextRequest, wait, messages } = await connect(['risk', 'orders']);
    const { socket, request } = await nextRequest();
    expect(request).toEqual({ op: 'subscribe', channels: ['risk', 'orders'] });
    expect((await nextRequest()).request).toEqual({ op: 'ping' });
    socket.send(JSON.stringify({ channel: '', type: 'pong', runId: 'run-1' }));
    for (const text of [order(5, 'snapshot'), order(6), order(9), order(10), order(6)]) {
      socket.send(text);
    }
    const resume = { op: 'resume', channel: 'orders', seq: 6, runId: 'run-1' };
    expect((await nextRequest()).request).toEqual(resume);
    for (const seq of [7, 8, 9, 10, 11]) socket.send(order(seq));
    await wait(() => messages.at(-1)?.seq === 11);
    expect(messages.map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  it('resumes orders by sequence and run after it lost the connection, and subscribes the rest', async () => {
    const { nextRequest, wait, messages } = await connect(['risk', 'orders']);
    const { socket } = await nextRequest();
    await nextRequest();
    socket.send(JSON.stringify({ channel: '', type: 'pong', runId: 'run-1' }));
    socket.send(order(3, 'snapshot'));
    await wait(() => messages.length === 1);
    socket.terminate();
    const again = await nextRequest();
    expect(again.request).toEqual({ op: 'subscribe', channels: ['risk'] });
    const resume = { op: 'resume', channel: 'orders', seq: 3, runId: 'run-1' };
    expect((await nextRequest()).request).toEqual(resume);
    again.socket.send(order(900, 'snapshot'));
    again.socket.send(order(901));
    await wait(() => messages.length === 3);
    expect(messages.map(({ seq }) => seq)).toEqual([3, 900, 901]);
  });
});
