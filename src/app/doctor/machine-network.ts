/** What the checks ask of the network: whether a port is free, and what time another host has. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ClockAnswer } from './clock-checks.ts';

const ANSWER_TIMEOUT_MS = 3000;

/** '' when the address can be listened on, else the system's error code. */
export async function tryListen(host: string, port: number): Promise<string> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

/** Asks for nothing but headers, follows no redirect, sends nothing that is ours. Rejects with a short reason. */
export async function askClock(origin: string): Promise<ClockAnswer> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const sentMs = Date.now();
  try {
    const response = await fetch(origin, { method: 'HEAD', redirect: 'manual', signal });
    return { sentMs, receivedMs: Date.now(), date: response.headers.get('date') ?? '' };
  } catch (error) {
    const { cause, name } = error as Error;
    throw new Error((cause as { code?: string } | undefined)?.code ?? name);
  }
}
