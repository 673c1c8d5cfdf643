/** What a WebSocket client of a market-data stream is asked for and tells; ingest thread. */

export interface WebSocketRequest {
  /** `ws:` or `wss:`; with `wss:` the server's certificate is always verified. */
  readonly url: string;
  /** Added to the upgrade request; never part of any message or error. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name resolution, connection, TLS and upgrade together. */
  readonly connectTimeoutMs: number;
  /** How long a closing handshake may take before the socket is destroyed. */
  readonly closeTimeoutMs: number;
  /** The largest message accepted; a larger one ends the connection with 1009. */
  readonly maxPayloadBytes: number;
  /** Certificates (PEM) to trust instead of the system's, for a private server. */
  readonly certificateAuthority?: string;
}

export type WebSocketEndCause =
  | 'closed_by_server'
  | 'closed_by_us'
  | 'connect_failed'
  | 'unauthorised'
  | 'protocol_error'
  | 'too_large';

export interface WebSocketEnd {
  readonly cause: WebSocketEndCause;
  /** The server's close code, 1005 when its close frame had none, the code we failed it with, or 1006 without any close frame. */
  readonly code: number;
  /** The server's close reason or `x-error-message`, or our sentence on what went wrong. At most 512 characters. */
  readonly reason: string;
  /** HTTP status that refused the upgrade; 0 when none did. */
  readonly status: number;
}

/** Lower-case header names of an upgrade response. */
export type UpgradeHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Told of one connection, on the ingest thread and never before the call that opened it has returned:
 * `onOpen` at most once, then chunks, then `onEnd` exactly once and last. No call may throw.
 */
export interface WebSocketConsumer {
  onOpen(headers: UpgradeHeaders): void;
  /** Bytes arrived; the messages they completed follow, then `onChunkEnd`. */
  onChunkStart(): void;
  /** One binary message: bytes `[offset, offset + length)` of `view`, valid only during the call. */
  onBinary(view: DataView, offset: number, length: number): void;
  onText(text: string): void;
  onChunkEnd(): void;
  /** The socket is destroyed, or was never there. */
  onEnd(end: WebSocketEnd): void;
}

/** One connection. Control pings are answered by the client itself. */
export interface WebSocketClient {
  readonly isOpen: boolean;
  /** False, and nothing sent, when the connection is not open. */
  sendText(text: string): boolean;
  sendPing(): boolean;
  /** Starts the closing handshake; `onEnd` follows within `closeTimeoutMs`. Before the upgrade it is `terminate`. */
  close(code: number, reason: string): void;
  /** Destroys the socket at once. Only `onEnd` follows, and before it `onChunkEnd` when a chunk was being read. */
  terminate(): void;
}

/** Opens a connection. Throws only on a URL that is not `ws:` or `wss:`; every other failure arrives as `onEnd`. */
export type OpenWebSocket = (
  request: WebSocketRequest,
  consumer: WebSocketConsumer,
) => WebSocketClient;
