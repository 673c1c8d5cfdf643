/**
 * What receiving alone costs: a `ws` client that counts binary messages and does nothing else. A
 * process of its own.
 *
 *   generator ──WebSocket──→ `ws` message event ──→ count
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import {
  STREAM_MODES,
  type StreamMode,
  type StreamRequest,
} from '../../src/contract/wire/smartapi-stream.ts';
import { EXCHANGE_TYPES } from '../../src/domain/instrument/instrument.ts';
import type { Measurement } from '../harness/result.ts';
import { benchInstruments } from './instruments.ts';

export interface BareClientOptions {
  readonly url: string;
  readonly mode: StreamMode;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export async function runBareClient(options: BareClientOptions): Promise<Measurement> {
  const socket = new WebSocket(options.url, { perMessageDeflate: false });
  let messages = 0;
  socket.on('message', () => {
    messages++;
  });
  await once(socket, 'open');
  const request: StreamRequest = {
    action: 1,
    params: {
      mode: STREAM_MODES[options.mode],
      tokenList: [
        {
          exchangeType: EXCHANGE_TYPES.NSE,
          tokens: benchInstruments().map(({ token }) => token),
        },
      ],
    },
  };
  socket.send(JSON.stringify(request));
  await sleep(options.warmUpSeconds * 1000);
  const before = messages;
  const cpuStart = process.cpuUsage();
  const startMs = performance.now();
  await sleep(options.seconds * 1000);
  const received = messages - before;
  const elapsedMs = performance.now() - startMs;
  const cpu = process.cpuUsage(cpuStart);
  socket.terminate();
  return {
    bareWsPerSecond: (received / elapsedMs) * 1000,
    received,
    cpuPercent: (cpu.user + cpu.system) / (10 * elapsedMs),
  };
}
