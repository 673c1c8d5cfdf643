/**
 * The load generator, a process of its own: serves SmartAPI frames over a real WebSocket on
 * loopback to whoever subscribes.
 *
 *   prebuilt blocks ──patch in place──→ socket ──loopback──→ engine, or a bare `ws` client
 */
import type { Socket } from 'node:net';
import type { ProgramContext } from '../harness/program.ts';
import { type Pace, runPace } from './pacing.ts';
import { startStreamServer } from './stream-server.ts';
import { TickStream } from './tick-stream.ts';

export interface GeneratorOptions {
  readonly pace: Pace;
  /** Exchange seconds per second of the announced clock. */
  readonly speed: number;
  /** How fast prices turn, exchange time; the walk's own period when absent. */
  readonly swingPeriodMs?: number;
}

export interface GeneratorReady {
  readonly url: string;
}

/** What one connection was sent; times are the machine's monotonic clock, ns. */
export interface StreamedConnection {
  readonly sent: number;
  readonly firstTickNs: number;
  readonly endNs: number;
}

/** Thursday 2026-11-19, 10:00:00 IST: a trading day, hours before any close. */
const START_TIME_MS = Date.UTC(2026, 10, 19, 4, 30);

/**
 * Ends when the harness says so; returns what every connection was sent, in the order in which they
 * closed.
 */
export async function runGenerator(
  options: GeneratorOptions,
  context: ProgramContext,
): Promise<StreamedConnection[]> {
  const connections: StreamedConnection[] = [];
  const running = new Map<Socket, { stream: TickStream; isEnded: boolean }>();
  const server = await startStreamServer({
    startTimeMs: START_TIME_MS,
    speed: options.speed,
    onSubscribe(subscription) {
      const { socket } = subscription;
      const previous = running.get(socket);
      if (previous !== undefined) previous.isEnded = true;
      const stream = new TickStream(subscription, options.swingPeriodMs, previous?.stream);
      const current = { stream, isEnded: false };
      running.set(socket, current);
      const firstTickNs = Number(process.hrtime.bigint());
      socket.once('close', () => {
        current.isEnded = true;
        if (running.get(socket) !== current) return;
        running.delete(socket);
        const endNs = Number(process.hrtime.bigint());
        connections.push({ sent: stream.sent, firstTickNs, endNs });
      });
      void runPace(options.pace, stream, () => current.isEnded);
    },
  });
  const ready: GeneratorReady = { url: server.url };
  context.ready(ready);
  await context.stopped;
  await server.close();
  return connections;
}
