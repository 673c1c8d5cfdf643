/**
 * A client of the stream: connects, subscribes, reconnects with backoff and resumes order events by sequence, so that none is
 * missed. Main thread of `tickring watch`; also the example to copy for a client of one's own.
 */
import { unpack } from 'msgpackr';
import WebSocket from 'ws';
import type {
  ClientRequest,
  StreamErrorMessage,
  StreamMessage,
  StreamPong,
} from '../../contract/wire/client-stream.ts';

export interface StreamClientOptions {
  /** `ws://host:port/ws/stream`, without query. */
  readonly url: string;
  readonly encoding: 'msgpack' | 'json';
  /** Channels to subscribe; `orders` is resumed after a reconnect. */
  readonly channels: readonly string[];
  onMessage(message: StreamMessage): void;
  onOpen(): void;
  /** The connection could not be made or is gone; the next attempt follows after `retryInMs`. */
  onLost(cause: string, retryInMs: number): void;
  /** The server refused a request. */
  onRefused(error: StreamErrorMessage): void;
}

type Received = StreamMessage | StreamPong | StreamErrorMessage;

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** The server pings every 30 s or more often; a link that is silent for longer is dead. */
const SILENCE_LIMIT_MS = 75_000;

export class StreamClient {
  readonly #options: StreamClientOptions;
  #socket: WebSocket | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #silenceTimer: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #isStopped = false;
  /** Sequence of the last order event seen; -1 before the first snapshot. */
  #orderSeq = -1;
  /** The run of the engine `#orderSeq` belongs to. */
  #runId: string | undefined;
  /** A resume is under way; updates past the gap are ignored until it is filled. */
  #isResuming = false;

  constructor(options: StreamClientOptions) {
    this.#options = options;
  }

  start(): void {
    const { url, encoding } = this.#options;
    const socket = new WebSocket(`${url}?encoding=${encoding}`, {
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: 5000,
    });
    this.#socket = socket;
    let cause = 'the server closed the connection';
    socket.on('open', () => this.#opened());
    socket.on('ping', () => this.#heard());
    socket.on('message', (payload: Buffer, isBinary) => {
      this.#heard();
      this.#receive((isBinary ? unpack(payload) : JSON.parse(payload.toString())) as Received);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      cause = error.message === '' ? (error.code ?? 'unknown error') : error.message;
    });
    socket.on('close', (code) => {
      clearTimeout(this.#silenceTimer);
      if (this.#isStopped) return;
      this.#options.onLost(code === 1006 ? cause : `closed with code ${code}`, this.#retryMs);
      this.#retryTimer = setTimeout(() => this.start(), this.#retryMs);
      this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
    });
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#socket?.terminate();
  }

  #opened(): void {
    this.#heard();
    this.#retryMs = FIRST_RETRY_MS;
    this.#isResuming = false;
    const mustResume = this.#orderSeq >= 0;
    const channels = this.#options.channels.filter((name) => !(mustResume && name === 'orders'));
    if (channels.length > 0) this.#send({ op: 'subscribe', channels: [...channels] });
    if (mustResume) this.#resumeOrders();
    this.#send({ op: 'ping' });
    this.#options.onOpen();
  }

  #receive(message: Received): void {
    if (message.type === 'pong') this.#runId = message.runId;
    else if (message.type === 'error') this.#options.onRefused(message);
    else if (message.channel !== 'orders') this.#options.onMessage(message);
    else if (message.type === 'snapshot' || message.seq === this.#orderSeq + 1) {
      this.#orderSeq = message.seq;
      this.#isResuming = false;
      this.#options.onMessage(message);
    } else if (message.seq > this.#orderSeq && !this.#isResuming) this.#resumeOrders();
  }

  #resumeOrders(): void {
    this.#isResuming = true;
    const runId = this.#runId === undefined ? {} : { runId: this.#runId };
    this.#send({ op: 'resume', channel: 'orders', seq: this.#orderSeq, ...runId });
  }

  #send(request: ClientRequest): void {
    this.#socket?.send(JSON.stringify(request));
  }

  #heard(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#socket?.terminate(), SILENCE_LIMIT_MS);
  }
}
