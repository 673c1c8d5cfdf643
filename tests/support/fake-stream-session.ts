/** A stream session whose server, clock and randomness a test plays. */
import type { StreamRequest } from '../../src/contract/wire/smartapi-stream.ts';
import { AngelStreamSession } from '../../src/feed/angel/stream-session.ts';
import type { FeedCloseCause } from '../../src/feed/port.ts';
import type {
  WebSocketClient,
  WebSocketConsumer,
  WebSocketEnd,
  WebSocketRequest,
} from '../../src/feed/websocket/port.ts';
import { ManualTimers } from './manual-timers.ts';

/** A connection the test plays the server of. */
export class FakeClient implements WebSocketClient {
  readonly sent: string[] = [];
  readonly calls: string[] = [];
  isOpen = false;
  readonly request: WebSocketRequest;
  readonly consumer: WebSocketConsumer;

  constructor(request: WebSocketRequest, consumer: WebSocketConsumer) {
    this.request = request;
    this.consumer = consumer;
  }

  sendText(text: string): boolean {
    if (this.isOpen) this.sent.push(text);
    return this.isOpen;
  }

  sendPing(): boolean {
    return this.isOpen;
  }

  close(code: number): void {
    this.calls.push(`close ${code}`);
  }

  terminate(): void {
    this.calls.push('terminate');
  }

  accept(): void {
    this.isOpen = true;
    this.consumer.onOpen({ 'x-venue': 'fake' });
  }

  end(change: Partial<WebSocketEnd> = {}): void {
    this.isOpen = false;
    const end = { cause: 'closed_by_server', code: 1006, reason: '', status: 0 } as const;
    this.consumer.onEnd({ ...end, ...change });
  }

  /** One chunk: texts and binary lengths in order. */
  deliver(...messages: (string | number)[]): void {
    this.consumer.onChunkStart();
    for (const message of messages) {
      if (typeof message === 'string') this.consumer.onText(message);
      else this.consumer.onBinary(new DataView(new ArrayBuffer(message + 2)), 2, message);
    }
    this.consumer.onChunkEnd();
  }

  get requests(): StreamRequest[] {
    return this.sent.filter((text) => text !== 'ping').map((text) => JSON.parse(text));
  }

  get pings(): number {
    return this.sent.filter((text) => text === 'ping').length;
  }
}

export const CREDENTIALS = {
  authorization: 'jwt-secret',
  apiKey: 'key',
  clientCode: 'A1',
  feedToken: 'feed-secret',
};

export const SILENCE_TIMEOUT_MS = 25_000;

export function setUpSession(random: () => number = () => 0.5) {
  const timers = new ManualTimers();
  const clients: FakeClient[] = [];
  const log: string[] = [];
  const closes: [FeedCloseCause, number][] = [];
  const hooks: { whenClosed: () => void } = { whenClosed: () => undefined };
  const session = new AngelStreamSession(
    {
      url: 'ws://venue.test/smart-stream',
      credentials: CREDENTIALS,
      heartbeatMs: 10_000,
      silenceTimeoutMs: SILENCE_TIMEOUT_MS,
      connectTimeoutMs: 9000,
      closeTimeoutMs: 2000,
      maxPayloadBytes: 65_536,
      backoff: { baseMs: 1000, capMs: 8000 },
      stableAfterMs: 30_000,
    },
    {
      sink: {
        onChunkStart: () => log.push('start'),
        onPacket: (view, offset, length) =>
          log.push(`packet ${view.byteLength} ${offset} ${length}`),
        onChunkEnd: () => log.push('end'),
      },
      events: {
        onOpen: (headers) => log.push(`open ${headers['x-venue']}`),
        onClose: (cause, retryInMs) => {
          closes.push([cause, retryInMs]);
          hooks.whenClosed();
        },
        onText: (text) => log.push(`text ${text}`),
      },
      open: (request, consumer) => {
        const client = new FakeClient(request, consumer);
        clients.push(client);
        return client;
      },
      timers,
      random,
    },
  );
  const client = (index = clients.length - 1): FakeClient => {
    const found = clients[index];
    if (found === undefined) throw new Error(`no connection ${index}`);
    return found;
  };
  return { session, timers, clients, client, log, closes, hooks };
}
