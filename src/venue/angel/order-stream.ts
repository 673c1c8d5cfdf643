/** The order stream kept alive: credentials, heartbeat, half-open detection, reconnects, checked messages. Venue thread. */
import type { OrderRow } from '../../contract/wire/smartapi-order-rows.ts';
import {
  ORDER_STREAM_PING_MS,
  type OrderMessage,
  orderMessageSchema,
} from '../../contract/wire/smartapi-order-stream.ts';
import { assert } from '../../domain/assert.ts';
import { checkedAddress } from './egress.ts';
import { OrderStreamSocket, type StreamEndCause } from './order-stream-socket.ts';
import { type BackoffLimits, jitteredMs, type Runtime } from './runtime-ports.ts';

/** What a connection says about who opens it. */
export interface StreamTokens {
  readonly generation: number;
  readonly jwtToken: string;
  readonly apiKey: string;
  readonly clientCode: string;
  readonly feedToken: string;
}

/** The part of the session that a stream needs. */
export interface StreamSession {
  readonly tokens: StreamTokens | undefined;
  /** Waits up to `limitMs` for tokens. */
  ready(lane: 'normal', limitMs: number): Promise<boolean>;
  /** The broker refused the tokens of `generation`. */
  rejected(generation: number): void;
}

export interface OrderStreamListener {
  onRow(row: OrderRow): void;
  /** True with the broker's first word, false when the connection has ended. */
  onStream(isConnected: boolean): void;
  /** A message that cannot be read: something was said that we do not know. */
  onLoss(): void;
}

export interface OrderStreamOptions {
  readonly url: string;
  /** Between two text `ping`s. Two in a row without any sign of life after them, and the connection is half open. */
  readonly pingMs: number;
  readonly connectTimeoutMs: number;
  /** How long one attempt waits for a login. */
  readonly loginWaitMs: number;
  readonly maxPayloadBytes: number;
  readonly backoff: BackoffLimits;
  /** A connection that lived this long was a good one: the backoff starts over. */
  readonly stableAfterMs: number;
}

export const ORDER_STREAM_DEFAULTS = {
  pingMs: ORDER_STREAM_PING_MS,
  connectTimeoutMs: 10_000,
  loginWaitMs: 30_000,
  maxPayloadBytes: 65_536,
  backoff: { baseMs: 500, capMs: 30_000 },
  stableAfterMs: 30_000,
} as const satisfies Omit<OrderStreamOptions, 'url'>;

export interface OrderStreamPorts {
  readonly session: StreamSession;
  readonly listener: OrderStreamListener;
  readonly runtime: Pick<Runtime, 'monotonicMs' | 'setTimer' | 'random' | 'log'>;
}

export interface OrderStreamState {
  readonly isConnected: boolean;
  /** 0 or 1; while one is being destroyed none other is opened. */
  readonly sockets: number;
  /** Connections that reached the broker's first word. */
  readonly connects: number;
  readonly rows: number;
  readonly badMessages: number;
  /** How the latest connection ended; '' before. */
  readonly lastEnd: StreamEndCause | '';
}

const PING = 'ping';
const PONG = 'pong';
const MISSED_PINGS_MAX = 2;
const REFUSED_IN_BAND: readonly string[] = ['401', '403'];
const TOO_MANY_IN_BAND = '429';

export class OrderStream {
  readonly #options: OrderStreamOptions;
  readonly #ports: OrderStreamPorts;
  #socket: OrderStreamSocket | null = null;
  #clientCode = '';
  #generation = 0;
  #isStarted = false;
  #isConnected = false;
  #connectedMs = 0;
  #missedPings = 0;
  #failures = 0;
  /** The newest tokens that this stream has reported as refused, without a connection since. */
  #reportedGeneration: number | null = null;
  #cancelTimer: () => void = () => undefined;
  #connects = 0;
  #rows = 0;
  #badMessages = 0;
  #lastEnd: StreamEndCause | '' = '';

  /** Throws `BrokerAddressError` for an address that tokens must not be sent to. */
  constructor(options: OrderStreamOptions, ports: OrderStreamPorts) {
    checkedAddress(options.url);
    this.#options = options;
    this.#ports = ports;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#connect();
  }

  /** Ends the connection for good. */
  close(): void {
    this.#isStarted = false;
    this.#cancelTimer();
    this.#socket?.destroy('closed_by_us');
  }

  get state(): OrderStreamState {
    return {
      isConnected: this.#isConnected,
      sockets: this.#socket === null ? 0 : 1,
      connects: this.#connects,
      rows: this.#rows,
      badMessages: this.#badMessages,
      lastEnd: this.#lastEnd,
    };
  }

  async #connect(): Promise<void> {
    const { session } = this.#ports;
    const isReady = await session.ready('normal', this.#options.loginWaitMs);
    if (!this.#isStarted) return;
    const { tokens } = session;
    if (isReady && tokens !== undefined) this.#open(tokens);
    else this.#reconnectIn(this.#nextDelayMs());
  }

  #open(tokens: StreamTokens): void {
    const { url, connectTimeoutMs, maxPayloadBytes } = this.#options;
    assert(this.#socket === null, 'F4 F5 one connection is gone before the next is opened');
    const headers = {
      authorization: `Bearer ${tokens.jwtToken}`,
      'x-api-key': tokens.apiKey,
      'x-client-code': tokens.clientCode,
      'x-feed-token': tokens.feedToken,
    };
    this.#clientCode = tokens.clientCode;
    this.#generation = tokens.generation;
    this.#missedPings = 0;
    const request = { url, headers, connectTimeoutMs, maxPayloadBytes };
    this.#socket = new OrderStreamSocket(request, {
      onOpen: () => this.#schedulePing(),
      onText: (text) => this.#onText(text),
      onBinary: () => this.#onBad(),
      onSign: () => this.#onSign(),
      onEnd: (cause) => this.#onEnd(cause),
    });
  }

  #schedulePing(): void {
    this.#cancelTimer = this.#ports.runtime.setTimer(this.#options.pingMs, () => this.#ping());
  }

  #ping(): void {
    if (this.#missedPings >= MISSED_PINGS_MAX) {
      this.#socket?.destroy('silent');
      return;
    }
    this.#missedPings += 1;
    this.#socket?.sendText(PING);
    this.#schedulePing();
  }

  #onSign(): void {
    this.#missedPings = 0;
  }

  #onText(text: string): void {
    this.#onSign();
    if (text === PONG) return;
    const message = parsedMessage(text);
    if (message === null || !this.#isOurs(message)) this.#onBad();
    else if (message.kind === 'error') this.#onError(message.statusCode);
    else {
      this.#onFirstWord();
      if (message.kind !== 'order') return;
      this.#rows += 1;
      this.#ports.listener.onRow(message.order);
    }
  }

  /** Some messages name nobody; one that names another client is not for us. */
  #isOurs({ userId }: OrderMessage): boolean {
    return userId === '' || userId.toUpperCase() === this.#clientCode.toUpperCase();
  }

  #onError(statusCode: string): void {
    this.#ports.runtime.log('warn', `The order stream says status ${statusCode.slice(0, 8)}.`);
    if (REFUSED_IN_BAND.includes(statusCode)) this.#socket?.destroy('unauthorised');
    else if (statusCode === TOO_MANY_IN_BAND) this.#socket?.destroy('too_many');
  }

  #onFirstWord(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#connects += 1;
    this.#connectedMs = this.#ports.runtime.monotonicMs();
    this.#reportedGeneration = null;
    this.#ports.listener.onStream(true);
  }

  #onBad(): void {
    this.#badMessages += 1;
    if (this.#badMessages === 1) {
      this.#ports.runtime.log('warn', 'The order stream sent a message that cannot be read.');
    }
    this.#ports.listener.onLoss();
  }

  #onEnd(cause: StreamEndCause): void {
    const { listener, runtime } = this.#ports;
    this.#cancelTimer();
    this.#socket = null;
    this.#lastEnd = cause;
    if (this.#isConnected) {
      this.#isConnected = false;
      const livedMs = runtime.monotonicMs() - this.#connectedMs;
      if (livedMs >= this.#options.stableAfterMs) this.#failures = 0;
      listener.onStream(false);
    }
    if (!this.#isStarted) return;
    runtime.log('warn', `The order stream has ended: ${cause}.`);
    this.#reconnectIn(this.#delayAfterMs(cause));
  }

  #delayAfterMs(cause: StreamEndCause): number {
    if (cause === 'unauthorised') return this.#reportTokens();
    return cause === 'too_many' ? this.#longestDelayMs() : this.#nextDelayMs();
  }

  /**
   * The session gets new tokens once. If those are refused as well, the stream is what is wrong: it waits, and leaves the login that orders
   * need alone.
   */
  #reportTokens(): number {
    const isFirst = this.#reportedGeneration === null;
    if (!isFirst) return this.#longestDelayMs();
    this.#reportedGeneration = this.#generation;
    this.#ports.session.rejected(this.#generation);
    return this.#nextDelayMs();
  }

  #reconnectIn(delayMs: number): void {
    this.#cancelTimer = this.#ports.runtime.setTimer(delayMs, () => void this.#connect());
  }

  #nextDelayMs(): number {
    const { runtime } = this.#ports;
    const delayMs = jitteredMs(this.#options.backoff, this.#failures, () => runtime.random());
    this.#failures += 1;
    return delayMs;
  }

  /** Hurrying does not cure the refusal: the cap at least, spread so that many clients do not come back together. */
  #longestDelayMs(): number {
    const { backoff } = this.#options;
    this.#failures += 1;
    return backoff.capMs + jitteredMs(backoff, this.#failures, () => this.#ports.runtime.random());
  }
}

function parsedMessage(text: string): OrderMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = orderMessageSchema.safeParse(value);
  return read.success ? read.data : null;
}
