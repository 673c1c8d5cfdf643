/** One connection to the order stream over `ws`: opened once, ended once. Venue thread. */
import { type ClientOptions, WebSocket } from 'ws';

/**
 * `unauthorised`: the upgrade was refused for the token (401, 403). `too_many`: for the number of connections (429). `refused`: with any other
 * status. `silent`: nothing came for too long. `protocol`: a frame that cannot be, or is too large.
 */
export type StreamEndCause =
  | 'unauthorised'
  | 'too_many'
  | 'refused'
  | 'connect_failed'
  | 'silent'
  | 'protocol'
  | 'closed_by_server'
  | 'closed_by_us';

export interface SocketRequest {
  readonly url: string;
  /** Carry the tokens; part of no message and no error. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
  readonly maxPayloadBytes: number;
}

/** Never called before the constructor has returned. */
export interface SocketListener {
  onOpen(): void;
  onText(text: string): void;
  /** A binary message: the broker sends none. */
  onBinary(): void;
  /** A control ping or pong: the connection lives. */
  onSign(): void;
  /** Exactly once and last: the socket is gone, and nothing of it is left. */
  onEnd(cause: StreamEndCause): void;
}

const UNAUTHORISED: readonly number[] = [401, 403];
const TOO_MANY = 429;

export class OrderStreamSocket {
  readonly #socket: WebSocket;
  readonly #listener: SocketListener;
  #cause: StreamEndCause | undefined;
  #hasOpened = false;

  constructor(request: SocketRequest, listener: SocketListener) {
    const options: ClientOptions = {
      headers: { ...request.headers },
      perMessageDeflate: false,
      maxPayload: request.maxPayloadBytes,
      handshakeTimeout: request.connectTimeoutMs,
      followRedirects: false,
      rejectUnauthorized: true,
    };
    this.#listener = listener;
    this.#socket = new WebSocket(request.url, options);
    this.#listen();
  }

  /** False, and nothing sent, when the connection is not open. */
  sendText(text: string): boolean {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  /** Destroys the socket at once; only `onEnd` follows. */
  destroy(cause: StreamEndCause): void {
    this.#cause ??= cause;
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    const listener = this.#listener;
    socket.on('open', () => {
      this.#hasOpened = true;
      if (this.#cause === undefined) listener.onOpen();
    });
    socket.on('message', (payload, isBinary) => {
      if (this.#cause !== undefined) return;
      if (isBinary || !Buffer.isBuffer(payload)) listener.onBinary();
      else listener.onText(payload.toString('utf8'));
    });
    for (const sign of ['ping', 'pong'] as const) socket.on(sign, () => listener.onSign());
    socket.on('unexpected-response', (_request, response) => {
      this.destroy(causeOfStatus(response.statusCode ?? 0));
    });
    // Its text may quote what was sent: only its kind is kept.
    socket.on('error', (error: Error & { readonly code?: string }) => {
      this.#cause ??= this.#causeOf(error.code ?? '');
    });
    socket.on('close', () => listener.onEnd(this.#cause ?? 'closed_by_server'));
  }

  #causeOf(code: string): StreamEndCause {
    if (code.startsWith('WS_ERR_')) return 'protocol';
    return this.#hasOpened ? 'closed_by_server' : 'connect_failed';
  }
}

function causeOfStatus(status: number): StreamEndCause {
  if (UNAUTHORISED.includes(status)) return 'unauthorised';
  return status === TOO_MANY ? 'too_many' : 'refused';
}
