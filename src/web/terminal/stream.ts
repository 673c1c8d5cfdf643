/** The connection to the client stream: reconnects by itself and loses no order event. Browser. */
import type {
  ClientRequest,
  StreamErrorMessage,
  StreamMessage,
  StreamPong,
} from '../../contract/wire/client-stream.ts';

export interface StreamEvents {
  onMessage(message: StreamMessage): void;
  onConnection(isOpen: boolean): void;
}

type Received = StreamMessage | StreamPong | StreamErrorMessage;

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

export class Stream {
  readonly #url: string;
  readonly #events: StreamEvents;
  #retryMs = FIRST_RETRY_MS;
  /** -1 until the first snapshot of the orders. */
  #orderSeq = -1;
  #runId: string | undefined;
  /** A resume is under way; updates past the gap are ignored until it is filled. */
  #isResuming = false;

  constructor(url: string, events: StreamEvents) {
    this.#url = url;
    this.#events = events;
  }

  open(): void {
    const socket = new WebSocket(this.#url);
    const send = (request: ClientRequest): void => socket.send(JSON.stringify(request));
    socket.addEventListener('open', () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#isResuming = false;
      send({ op: 'subscribe', channels: ['ticks:*', 'positions', 'risk', 'signals', 'health'] });
      if (this.#orderSeq < 0) send({ op: 'subscribe', channels: ['orders'] });
      else this.#resume(send);
      send({ op: 'ping' });
      this.#events.onConnection(true);
    });
    socket.addEventListener('message', ({ data }) => {
      this.#receive(JSON.parse(String(data)) as Received, send);
    });
    socket.addEventListener('close', () => {
      this.#events.onConnection(false);
      setTimeout(() => this.open(), this.#retryMs * (0.5 + Math.random() / 2));
      this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
    });
  }

  #receive(message: Received, send: (request: ClientRequest) => void): void {
    if (message.type === 'pong') this.#runId = message.runId;
    else if (message.type === 'error') return;
    else if (message.channel !== 'orders') this.#events.onMessage(message);
    else if (message.type === 'snapshot' || message.seq === this.#orderSeq + 1) {
      this.#orderSeq = message.seq;
      this.#isResuming = false;
      this.#events.onMessage(message);
    } else if (message.seq > this.#orderSeq && !this.#isResuming) this.#resume(send);
  }

  #resume(send: (request: ClientRequest) => void): void {
    this.#isResuming = true;
    const runId = this.#runId === undefined ? {} : { runId: this.#runId };
    send({ op: 'resume', channel: 'orders', seq: this.#orderSeq, ...runId });
  }
}
