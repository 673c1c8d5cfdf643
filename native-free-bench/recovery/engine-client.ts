/** A client of a running engine: keeps the ledger of orders, the latest position of every instrument and the account. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type {
  OrderEventView,
  PositionView,
  RiskView,
  StreamMessage,
} from '../../src/contract/wire/client-stream.ts';
import type { OrderLedger } from './order-ledger.ts';

export class EngineClient {
  /** By instrument name. */
  readonly positions = new Map<string, PositionView>();
  readonly #socket: WebSocket;
  readonly #ledger: OrderLedger;
  readonly #closed: Promise<unknown>;
  readonly #waiting = new Set<() => void>();
  #risk: RiskView | undefined;
  #isClosed = false;

  private constructor(socket: WebSocket, ledger: OrderLedger) {
    this.#socket = socket;
    this.#ledger = ledger;
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as StreamMessage));
    // A killed engine resets the connection.
    socket.on('error', () => undefined);
    this.#closed = new Promise((resolve) => socket.once('close', resolve));
    void this.#closed.then(() => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** `url`: `http://host:port` of the engine. */
  static async connect(url: string, ledger: OrderLedger): Promise<EngineClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/stream?encoding=json`);
    const client = new EngineClient(socket, ledger);
    await once(socket, 'open');
    socket.send(JSON.stringify({ op: 'subscribe', channels: ['orders', 'positions', 'risk'] }));
    return client;
  }

  /** undefined before the first message about it. */
  get risk(): RiskView | undefined {
    return this.#risk;
  }

  get openPositions(): number {
    return [...this.positions.values()].filter(({ netQuantity }) => netQuantity !== 0).length;
  }

  /** Asks after every message until the answer is yes; false when the stream closed or `timeoutMs` passed before that. */
  async until(isTrue: () => boolean, timeoutMs = 60_000): Promise<boolean> {
    const deadlineMs = performance.now() + timeoutMs;
    while (!isTrue()) {
      const leftMs = deadlineMs - performance.now();
      if (this.#isClosed || leftMs <= 0) return false;
      await this.#nextMessage(leftMs);
    }
    return true;
  }

  /** Resolves when everything the engine sent before its end has been taken in. */
  async ended(): Promise<void> {
    await this.#closed;
  }

  close(): void {
    this.#socket.terminate();
  }

  #nextMessage(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
    });
  }

  #take({ channel, data }: StreamMessage): void {
    if (channel === 'orders') {
      for (const event of data as OrderEventView[]) this.#ledger.take(event);
    } else if (channel === 'positions') {
      for (const view of data as PositionView[]) this.positions.set(view.instrument, view);
    } else if (channel === 'risk') this.#risk = data as RiskView;
    this.#wake();
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
