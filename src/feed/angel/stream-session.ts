/** One SmartAPI stream kept alive: credentials, subscriptions, heartbeat, half-open detection, reconnects; ingest thread. */
import type { StreamMode, StreamRequest } from '../../contract/wire/smartapi-stream.ts';
import { assert } from '../../domain/assert.ts';
import type { FeedCloseCause, FeedEvents, TickSink } from '../port.ts';
import { Backoff, type BackoffLimits } from '../websocket/backoff.ts';
import type {
  OpenWebSocket,
  UpgradeHeaders,
  WebSocketClient,
  WebSocketConsumer,
  WebSocketEnd,
  WebSocketRequest,
} from '../websocket/port.ts';
import type { Timers } from '../websocket/timers.ts';
import { type StreamToken, SubscriptionSet } from './subscription-set.ts';

/** From the venue's login; sent as upgrade headers and nowhere else. */
interface StreamCredentials {
  /** JWT, with or without `Bearer`, as the login gave it. */
  readonly authorization: string;
  readonly apiKey: string;
  readonly clientCode: string;
  readonly feedToken: string;
}

export interface StreamSessionOptions {
  readonly url: string;
  readonly credentials: StreamCredentials;
  /** Between two text `ping`s; the venue's clients use 10 s. */
  readonly heartbeatMs: number;
  /** Nothing received for this long means the connection is half open; above `heartbeatMs`. */
  readonly silenceTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly maxPayloadBytes: number;
  readonly backoff: BackoffLimits;
  /** A connection that lived this long was a good one: the next backoff starts over. */
  readonly stableAfterMs: number;
}

/** The venue's own intervals, and limits that fit its packets of at most 379 bytes. */
export const STREAM_SESSION_DEFAULTS = {
  heartbeatMs: 10_000,
  silenceTimeoutMs: 25_000,
  connectTimeoutMs: 10_000,
  closeTimeoutMs: 2_000,
  maxPayloadBytes: 65_536,
  backoff: { baseMs: 500, capMs: 30_000 },
  stableAfterMs: 30_000,
} as const satisfies Omit<StreamSessionOptions, 'url' | 'credentials'>;

export interface StreamSessionPorts {
  readonly sink: TickSink;
  readonly events: FeedEvents;
  readonly open: OpenWebSocket;
  readonly timers: Timers;
  /** Uniform in `[0, 1)`. */
  readonly random: () => number;
}

/** A live view; read it, do not keep copies. */
export interface StreamSessionState {
  readonly isSocketAlive: boolean;
  /** Successful upgrades since the session was made. */
  readonly connects: number;
  /** `Timers.nowMs` when bytes last arrived; -1 before the first. */
  readonly lastReceiveMs: number;
  /** How the latest connection ended. */
  readonly lastEnd: WebSocketEnd | undefined;
}

type Phase = 'stopped' | 'connecting' | 'open' | 'waiting' | 'stopping';

const HEARTBEAT_TEXT = 'ping';
const HEARTBEAT_ANSWER = 'pong';
const TEXT_CHARACTERS_MAX = 512;
const NEVER_AGAIN = -1;
const CLOSE_NORMAL = 1000;

/**
 * There is at most one socket: the next attempt starts only after `onEnd` of the last connection. Bytes go straight to the
 * sink; packets may still arrive while `stop` is closing.
 */
export class AngelStreamSession implements WebSocketConsumer {
  readonly state: StreamSessionState;
  private readonly live = {
    isSocketAlive: false,
    connects: 0,
    lastReceiveMs: -1,
    lastEnd: undefined as WebSocketEnd | undefined,
  };
  private readonly options: StreamSessionOptions;
  private readonly request: WebSocketRequest;
  private readonly sink: TickSink;
  private readonly ports: StreamSessionPorts;
  private readonly desired = new SubscriptionSet();
  private readonly backoff: Backoff;
  private phase: Phase = 'stopped';
  private client: WebSocketClient | undefined;
  private isHalfOpen = false;
  private openedMs = 0;
  private requestsSent = 0;
  private silenceDueMs = 0;
  private cancelHeartbeat = nothing;
  private cancelSilence = nothing;
  private cancelRetry = nothing;
  private stopping: Promise<void> | undefined;
  private resolveStop = nothing;

  constructor(options: StreamSessionOptions, ports: StreamSessionPorts) {
    assert(
      options.silenceTimeoutMs > options.heartbeatMs,
      'the silence timeout leaves time for an answer to a heartbeat',
    );
    this.options = options;
    this.ports = ports;
    this.sink = ports.sink;
    this.state = this.live;
    this.backoff = new Backoff(options.backoff, ports.random);
    const { credentials } = options;
    this.request = {
      url: options.url,
      connectTimeoutMs: options.connectTimeoutMs,
      closeTimeoutMs: options.closeTimeoutMs,
      maxPayloadBytes: options.maxPayloadBytes,
      headers: {
        Authorization: credentials.authorization,
        'x-api-key': credentials.apiKey,
        'x-client-code': credentials.clientCode,
        'x-feed-token': credentials.feedToken,
      },
    };
  }

  /** Connects and stays connected until `stop`. Does nothing unless the session is stopped. */
  start(): void {
    if (this.phase === 'stopped') this.connect();
  }

  /** Closes cleanly and stays closed. Resolves when the socket is gone. */
  stop(): Promise<void> {
    if (this.phase === 'waiting') {
      this.cancelRetry();
      this.phase = 'stopped';
    }
    if (this.phase === 'stopped') return Promise.resolve();
    if (this.stopping === undefined) {
      this.stopping = new Promise((resolve) => {
        this.resolveStop = resolve;
      });
      this.phase = 'stopping';
      this.cancelTimers();
      this.client?.close(CLOSE_NORMAL, '');
    }
    return this.stopping;
  }

  /** Adds tokens or changes their mode, now when open and on every later connection. Throws `SubscriptionLimitError`. */
  subscribe(tokens: readonly StreamToken[], mode: StreamMode): void {
    this.send(this.desired.subscribe(tokens, mode));
  }

  unsubscribe(tokens: readonly StreamToken[]): void {
    this.send(this.desired.unsubscribe(tokens));
  }

  onOpen(headers: UpgradeHeaders): void {
    if (this.phase !== 'connecting') return;
    this.phase = 'open';
    this.live.isSocketAlive = true;
    this.live.connects += 1;
    this.openedMs = this.received();
    this.send(this.desired.all());
    this.armHeartbeat();
    this.armSilence(this.options.silenceTimeoutMs);
    this.ports.events.onOpen(headers);
  }

  onChunkStart(): void {
    this.received();
    this.sink.onChunkStart();
  }

  onBinary(view: DataView, offset: number, length: number): void {
    this.sink.onPacket(view, offset, length);
  }

  onText(text: string): void {
    if (text !== HEARTBEAT_ANSWER) this.ports.events.onText(text.slice(0, TEXT_CHARACTERS_MAX));
  }

  onChunkEnd(): void {
    this.sink.onChunkEnd();
  }

  onEnd(end: WebSocketEnd): void {
    const wasOpen = this.live.isSocketAlive;
    const cause = this.causeOf(end);
    this.cancelTimers();
    this.client = undefined;
    this.isHalfOpen = false;
    this.live.isSocketAlive = false;
    this.live.lastEnd = end;
    if (this.phase === 'stopping') {
      this.phase = 'stopped';
      this.stopping = undefined;
      this.resolveStop();
      this.ports.events.onClose('closed_by_us', NEVER_AGAIN);
      return;
    }
    const livedMs = this.ports.timers.nowMs() - this.openedMs;
    if (wasOpen && livedMs >= this.options.stableAfterMs) this.backoff.reset();
    const delayMs =
      cause === 'unauthorised' ? this.backoff.longestDelayMs() : this.backoff.nextDelayMs();
    this.phase = 'waiting';
    this.cancelRetry = this.ports.timers.setTimer(delayMs, () => this.connect());
    this.ports.events.onClose(cause, delayMs);
  }

  private connect(): void {
    assert(this.client === undefined, 'a session has at most one connection');
    this.phase = 'connecting';
    this.client = this.ports.open(this.request, this);
  }

  private causeOf(end: WebSocketEnd): FeedCloseCause {
    if (this.isHalfOpen) return 'half_open';
    return end.cause === 'closed_by_server' ? 'closed_by_venue' : end.cause;
  }

  private received(): number {
    const nowMs = this.ports.timers.nowMs();
    this.live.lastReceiveMs = nowMs;
    return nowMs;
  }

  /** Requests carry a number as correlation id, which the venue repeats only when it reports an error. */
  private send(requests: readonly StreamRequest[]): void {
    if (this.phase !== 'open') return;
    for (const request of requests) {
      this.requestsSent += 1;
      const correlationID = String(this.requestsSent).padStart(10, '0').slice(-10);
      this.client?.sendText(JSON.stringify({ correlationID, ...request }));
    }
  }

  private armHeartbeat(): void {
    this.cancelHeartbeat = this.ports.timers.setTimer(this.options.heartbeatMs, () => {
      this.client?.sendText(HEARTBEAT_TEXT);
      this.armHeartbeat();
    });
  }

  private armSilence(delayMs: number): void {
    this.silenceDueMs = this.ports.timers.nowMs() + delayMs;
    this.cancelSilence = this.ports.timers.setTimer(delayMs, () => this.checkSilence());
  }

  private checkSilence(): void {
    const { heartbeatMs, silenceTimeoutMs } = this.options;
    const nowMs = this.ports.timers.nowMs();
    const silentMs = nowMs - this.live.lastReceiveMs;
    if (silentMs < silenceTimeoutMs) {
      this.armSilence(silenceTimeoutMs - silentMs);
    } else if (nowMs - this.silenceDueMs > heartbeatMs / 2) {
      // The timer is late, so it was this thread that stood still: neither pings were sent nor the socket read. Ask once more.
      this.client?.sendText(HEARTBEAT_TEXT);
      this.armSilence(heartbeatMs);
    } else {
      this.isHalfOpen = true;
      this.client?.terminate();
    }
  }

  private cancelTimers(): void {
    this.cancelHeartbeat();
    this.cancelSilence();
  }
}

function nothing(): void {
  // Stands for a timer that was never set and a promise nobody waits for.
}
