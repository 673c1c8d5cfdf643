/** A client of the stream for tests: real socket, messages taken one by one. */
import { unpack } from 'msgpackr';
import WebSocket from 'ws';
import type { ClientRequest } from '../../src/contract/wire/client-stream.ts';

/** Any message of the stream, loosely typed so that a test can look at every field. */
export interface ReceivedMessage {
  readonly channel: string;
  readonly type: string;
  readonly seq: number;
  readonly data: unknown;
  readonly code: string;
  readonly message: string;
  readonly runId: string;
}

export class StreamClient {
  readonly webSocket: WebSocket;
  readonly closed: Promise<number>;
  readonly received: ReceivedMessage[] = [];
  isLastBinary = false;
  readonly #wakers = new Set<() => void>();
  #taken = 0;

  private constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    webSocket.on('message', (payload: Buffer, isBinary) => {
      this.isLastBinary = isBinary;
      this.received.push(isBinary ? unpack(payload) : JSON.parse(payload.toString('utf8')));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      webSocket.on('close', (code) => {
        resolve(code);
        this.#wake();
      });
    });
  }

  static async connect(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamClient> {
    const webSocket = new WebSocket(url, { perMessageDeflate: false, headers });
    const client = new StreamClient(webSocket);
    await new Promise<void>((resolve, reject) => {
      webSocket.once('open', () => resolve());
      webSocket.once('error', reject);
    });
    webSocket.on('error', () => undefined);
    return client;
  }

  send(request: ClientRequest): void {
    this.webSocket.send(JSON.stringify(request));
  }

  subscribe(...channels: string[]): void {
    this.send({ op: 'subscribe', channels });
  }

  /** The next message not taken yet. Rejects when the socket closes first. */
  async next(): Promise<ReceivedMessage> {
    for (;;) {
      const message = this.received[this.#taken];
      if (message !== undefined) {
        this.#taken += 1;
        return message;
      }
      if (this.webSocket.readyState === WebSocket.CLOSED) throw new Error('the stream closed');
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
    }
  }

  /** Takes messages up to and including the first that fits, and returns it. */
  async until(fits: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage> {
    for (;;) {
      const message = await this.next();
      if (fits(message)) return message;
    }
  }

  /** Resolves when the server has handled everything sent so far. */
  async settled(): Promise<void> {
    this.send({ op: 'ping' });
    await this.until((message) => message.type === 'pong');
  }

  /** Stops reading from the socket, so that the server's bytes pile up. */
  pause(): void {
    this.webSocket.pause();
  }

  resume(): void {
    this.webSocket.resume();
  }

  async close(): Promise<void> {
    this.webSocket.terminate();
    await this.closed;
  }

  #wake(): void {
    for (const waker of this.#wakers) waker();
    this.#wakers.clear();
  }
}
