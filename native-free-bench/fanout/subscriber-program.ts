/**
 * Stream clients, a process of their own: each subscribes to all ticks. The first decodes every
 * message and checks the count the others take from the message's array header.
 */
import { once } from 'node:events';
import { Unpackr } from 'msgpackr';
import { WebSocket } from 'ws';
import type { StreamMessage } from '../../src/contract/wire/client-stream.ts';
import type { ProgramContext } from '../harness/program.ts';
import { tickCount } from './tick-count.ts';

export interface SubscriberOptions {
  /** `ws://host:port/ws/stream` */
  readonly url: string;
  readonly clients: number;
}

/** Answer to every question of the harness: totals so far. */
export interface SubscriberCounts {
  readonly atMs: number;
  readonly deliveries: number;
  readonly messages: number;
  readonly bytes: number;
  /**
   * Ticks of messages whose header count and decoded count differ; 0 when the counting is right.
   */
  readonly miscounted: number;
  readonly openClients: number;
}

export async function runSubscribers(
  options: SubscriberOptions,
  context: ProgramContext,
): Promise<SubscriberCounts> {
  const total = { deliveries: 0, messages: 0, bytes: 0, miscounted: 0 };
  const unpackr = new Unpackr({ useRecords: false });
  const sockets: WebSocket[] = [];
  for (let client = 0; client < options.clients; client++) {
    const socket = new WebSocket(`${options.url}?encoding=msgpack`, { perMessageDeflate: false });
    const isChecking = client === 0;
    socket.on('message', (message: Buffer) => {
      const count = tickCount(message);
      total.deliveries += count;
      total.messages++;
      total.bytes += message.length;
      if (isChecking && decodedCount(unpackr, message) !== count) total.miscounted += count;
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ op: 'subscribe', channels: ['ticks:*'] }));
    sockets.push(socket);
  }
  const counts = (): SubscriberCounts => ({
    ...total,
    atMs: performance.now(),
    openClients: sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length,
  });
  context.onQuestion(counts);
  context.ready(counts());
  await context.stopped;
  const end = counts();
  for (const socket of sockets) socket.terminate();
  return end;
}

function decodedCount(unpackr: Unpackr, message: Buffer): number {
  const { channel, data } = unpackr.unpack(message) as StreamMessage<unknown>;
  return channel.startsWith('ticks:') && Array.isArray(data) ? data.length : 0;
}
