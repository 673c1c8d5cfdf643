/** The same client on the message path of the `ws` package: the alternative ours is compared with; ingest thread. */
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { connectFailure, REASON_CHARACTERS_MAX, refusal, streamUrl } from './handshake.ts';
import type {
  UpgradeHeaders,
  WebSocketClient,
  WebSocketConsumer,
  WebSocketEnd,
  WebSocketRequest,
} from './port.ts';

/** `ws` error codes of broken streams and the close code each is failed with; any other `WS_ERR_` is 1002. */
const FRAME_ERRORS: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 1009],
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
]);

/** Opens a connection through `ws`. See `OpenWebSocket`. */
export function openWithWs(
  request: WebSocketRequest,
  consumer: WebSocketConsumer,
): WebSocketClient {
  return new WsClient(request, consumer);
}

class WsClient implements WebSocketClient {
  private readonly consumer: WebSocketConsumer;
  private readonly socket: WebSocket;
  private isInChunk = false;
  private isDelivering = true;
  private hasOpened = false;
  private outcome: WebSocketEnd | undefined;

  constructor(request: WebSocketRequest, consumer: WebSocketConsumer) {
    streamUrl(request.url);
    this.consumer = consumer;
    // `closeTimeout` is newer than the published types.
    const options: ClientOptions & { readonly closeTimeout: number } = {
      headers: { ...request.headers },
      perMessageDeflate: false,
      maxPayload: request.maxPayloadBytes,
      handshakeTimeout: request.connectTimeoutMs,
      closeTimeout: request.closeTimeoutMs,
      rejectUnauthorized: true,
      ...(request.certificateAuthority === undefined ? {} : { ca: request.certificateAuthority }),
    };
    this.socket = new WebSocket(request.url, options);
    this.listen();
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  sendText(text: string): boolean {
    if (!this.isOpen) return false;
    this.socket.send(text);
    return true;
  }

  sendPing(): boolean {
    if (!this.isOpen) return false;
    this.socket.ping();
    return true;
  }

  close(code: number, reason: string): void {
    if (this.socket.readyState === WebSocket.CONNECTING) this.terminate();
    if (!this.isOpen) return;
    this.outcome ??= { cause: 'closed_by_us', code: 1006, reason: '', status: 0 };
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.outcome ??= { cause: 'closed_by_us', code: 1006, reason: '', status: 0 };
    this.isDelivering = false;
    this.socket.terminate();
  }

  private listen(): void {
    const { socket } = this;
    let headers: UpgradeHeaders = {};
    socket.on('upgrade', (response) => {
      headers = response.headers;
    });
    socket.on('open', () => {
      this.hasOpened = true;
      this.consumer.onOpen(headers);
    });
    socket.on('unexpected-response', (_request, response) => {
      this.outcome ??= refusal(response.statusCode ?? 0, response.headers);
      socket.terminate();
    });
    socket.on('message', (payload, isBinary) => this.receive(payload, isBinary));
    socket.on('ping', () => this.beginChunk());
    socket.on('pong', () => this.beginChunk());
    socket.on('error', (error) => this.fail(error));
    socket.on('close', (code, reason) => this.finish(code, reason.toString('utf8')));
  }

  /** With the default `binaryType` and no fragments kept, `ws` hands over one `Buffer` per message. */
  private receive(payload: RawData, isBinary: boolean): void {
    if (!this.isDelivering || !Buffer.isBuffer(payload)) return;
    this.beginChunk();
    if (isBinary) {
      const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
      this.consumer.onBinary(view, 0, payload.length);
    } else {
      this.consumer.onText(payload.toString('utf8'));
    }
  }

  /** `ws` emits all messages of one socket chunk in one go, so the next microtask is the end of the chunk. */
  private beginChunk(): void {
    if (this.isInChunk || !this.isDelivering) return;
    this.isInChunk = true;
    this.consumer.onChunkStart();
    queueMicrotask(() => this.endChunk());
  }

  private endChunk(): void {
    if (!this.isInChunk) return;
    this.isInChunk = false;
    this.consumer.onChunkEnd();
  }

  private fail(error: Error & { readonly code?: string }): void {
    const reason = `${error.code ?? error.name}: ${error.message}`.slice(0, REASON_CHARACTERS_MAX);
    if (error.code?.startsWith('WS_ERR_') === true) {
      const code = FRAME_ERRORS.get(error.code) ?? 1002;
      const cause = code === 1009 ? 'too_large' : 'protocol_error';
      this.outcome ??= { cause, code, reason, status: 0 };
    } else if (this.hasOpened) {
      this.outcome ??= { cause: 'closed_by_server', code: 1006, reason, status: 0 };
    } else {
      this.outcome ??= connectFailure(reason);
    }
  }

  private finish(code: number, reason: string): void {
    this.endChunk();
    this.isDelivering = false;
    const known = this.outcome;
    if (known === undefined) {
      this.consumer.onEnd({ cause: 'closed_by_server', code, reason, status: 0 });
    } else if (known.cause === 'closed_by_us') {
      this.consumer.onEnd({ ...known, code, reason });
    } else {
      this.consumer.onEnd(known);
    }
  }
}
