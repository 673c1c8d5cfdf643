/** What a WebSocket engine must offer, and what it is handed. Two engines implement it; publish thread. */

export type EngineName = 'uWebSockets' | 'ws';

/** One connected client as the hub sees it. */
export interface ClientSocket {
  /** Bytes accepted by `sendAll` that the operating system has not taken yet. */
  bufferedBytes(): number;
  /** Sends the messages in order, in as few system calls as the engine can. Does nothing on a closed socket. */
  sendAll(messages: readonly Uint8Array[], isBinary: boolean): void;
  /** Says goodbye with a close code. `onClose` follows, possibly before this returns. */
  close(code: number, reason: string): void;
}

export type Encoding = 'msgpack' | 'json';

/** What a socket reports. `bytes` is valid only during the call. */
export interface ClientEvents {
  onMessage(bytes: Uint8Array, isBinary: boolean): void;
  onClose(): void;
}

/** A request, already copied out of the engine. Header values are '' when absent. */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: string;
  readonly host: string;
  readonly origin: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export type UpgradeDecision =
  | { readonly isAccepted: true; readonly encoding: Encoding }
  | { readonly isAccepted: false; readonly answer: HttpAnswer };

/** What the engine asks of its owner. None of these may throw or reject. */
export interface ServerHandlers {
  onRequest(request: HttpRequest): HttpAnswer | Promise<HttpAnswer>;
  onUpgrade(request: HttpRequest): UpgradeDecision;
  onOpen(socket: ClientSocket, encoding: Encoding): ClientEvents;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** WebSocket path; every other path is HTTP. */
  readonly streamPath: string;
  readonly maxMessageBytes: number;
  /** A client that sends nothing, not even pongs, for this long is closed. At least 8. */
  readonly idleTimeoutSeconds: number;
  readonly handlers: ServerHandlers;
}

export interface WebSocketServerPort {
  readonly engine: EngineName;
  /** True when `sendAll` has copied the bytes by the time it returns, so the caller may write over them. */
  readonly copiesOnSend: boolean;
  /** Resolves with the bound port; rejects with `ListenError`. */
  listen(options: ListenOptions): Promise<number>;
  /** Closes every client with 1001 and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/** The address cannot be listened on. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'listen_failed';

  constructor(host: string, port: number, cause: string) {
    super(
      `Cannot listen on ${host}:${port} (${cause}). Stop the program that uses the port, or set TICKRING_SERVER__PORT to a free one.`,
    );
  }
}
