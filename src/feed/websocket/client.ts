/** The market-data WebSocket client: upgrades over `node:http`, then reads frames in place from socket chunks; ingest thread. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CLIENT_OPCODES, type ClientOpcode, clientFrame, closePayload } from './client-frame.ts';
import { type FrameErrorKind, type FrameHandler, FrameReader } from './frame-reader.ts';
import {
  connectFailure,
  REASON_CHARACTERS_MAX,
  refusal,
  requestUpgrade,
  upgradeFault,
} from './handshake.ts';
import type {
  WebSocketClient,
  WebSocketConsumer,
  WebSocketEnd,
  WebSocketEndCause,
  WebSocketRequest,
} from './port.ts';

type Phase = 'connecting' | 'open' | 'closing' | 'ended';

/** A peer that pings but does not read gets no more pongs once this much output waits. */
const PONG_BACKLOG_BYTES_MAX = 65_536;

/** Opens a connection whose frames are read in place. See `OpenWebSocket`. */
export function openInPlace(
  request: WebSocketRequest,
  consumer: WebSocketConsumer,
): WebSocketClient {
  return new InPlaceClient(request, consumer);
}

class InPlaceClient implements WebSocketClient, FrameHandler {
  private readonly consumer: WebSocketConsumer;
  private readonly reader: FrameReader;
  private readonly closeTimeoutMs: number;
  private readonly request: ClientRequest;
  private socket: Socket | undefined;
  private phase: Phase = 'connecting';
  private isCloseSent = false;
  private timer: NodeJS.Timeout | undefined;
  /** Why the connection ends, once known: the first cause counts. */
  private outcome: WebSocketEnd | undefined;

  constructor(options: WebSocketRequest, consumer: WebSocketConsumer) {
    this.consumer = consumer;
    this.closeTimeoutMs = options.closeTimeoutMs;
    this.reader = new FrameReader(this, options);
    const { request, accept } = requestUpgrade(options);
    this.request = request;
    this.timer = setTimeout(() => {
      this.abandon(connectFailure(`no upgrade within ${options.connectTimeoutMs} ms`));
    }, options.connectTimeoutMs);
    request.on('upgrade', (response, socket, head) => {
      this.adopt(response, socket as Socket, head, accept);
    });
    request.on('response', (response) => {
      this.abandon(refusal(response.statusCode ?? 0, response.headers));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      this.outcome ??= connectFailure(`${error.code ?? error.name}: ${error.message}`);
    });
    request.on('close', () => {
      if (this.socket === undefined) this.finish();
    });
  }

  get isOpen(): boolean {
    return this.phase === 'open';
  }

  sendText(text: string): boolean {
    return this.send(CLIENT_OPCODES.text, Buffer.from(text, 'utf8'));
  }

  sendPing(): boolean {
    return this.send(CLIENT_OPCODES.ping, new Uint8Array(0));
  }

  close(code: number, reason: string): void {
    if (this.phase === 'connecting') this.terminate();
    if (this.phase !== 'open') return;
    this.phase = 'closing';
    this.outcome ??= { cause: 'closed_by_us', code: 1006, reason: '', status: 0 };
    this.sendClose(code, reason);
  }

  terminate(): void {
    if (this.phase === 'ended') return;
    this.abandon({ cause: 'closed_by_us', code: 1006, reason: '', status: 0 });
  }

  onBinary(view: DataView, offset: number, length: number): void {
    this.consumer.onBinary(view, offset, length);
  }

  onText(text: string): void {
    this.consumer.onText(text);
  }

  onPing(payload: Uint8Array): void {
    const backlogBytes = this.socket?.writableLength ?? 0;
    if (backlogBytes < PONG_BACKLOG_BYTES_MAX) this.send(CLIENT_OPCODES.pong, payload);
  }

  onPong(): void {
    // That bytes arrived is all a pong says, and `onChunkStart` has said it.
  }

  onClose(code: number, reason: string): void {
    if (this.outcome?.cause === 'closed_by_us') this.outcome = { ...this.outcome, code, reason };
    this.outcome ??= { cause: 'closed_by_server', code, reason, status: 0 };
    this.phase = 'closing';
    this.sendClose(code, reason);
    this.socket?.end();
  }

  onError(kind: FrameErrorKind, closeCode: number): void {
    const cause: WebSocketEndCause = kind === 'too_large' ? 'too_large' : 'protocol_error';
    this.outcome ??= { cause, code: closeCode, reason: kind, status: 0 };
    this.phase = 'closing';
    this.sendClose(closeCode, '');
    this.socket?.end();
  }

  /** Takes the socket over from the HTTP request. `head` is what the server sent right behind its upgrade response. */
  private adopt(response: IncomingMessage, socket: Socket, head: Buffer, accept: string): void {
    this.socket = socket;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.outcome ??= {
        cause: 'closed_by_server',
        code: 1006,
        reason: `${error.code ?? error.name}: ${error.message}`.slice(0, REASON_CHARACTERS_MAX),
        status: 0,
      };
    });
    socket.on('close', () => this.finish());
    const fault = upgradeFault(response, accept);
    if (fault !== '') this.abandon(connectFailure(fault));
    if (this.phase !== 'connecting' || this.outcome !== undefined) {
      socket.destroy();
      return;
    }
    clearTimeout(this.timer);
    this.phase = 'open';
    socket.setTimeout(0);
    socket.setNoDelay(true);
    this.consumer.onOpen(response.headers);
    if (head.length > 0) this.read(head);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('end', () => this.sawEndOfStream());
  }

  private read(chunk: Uint8Array): void {
    if (this.reader.isEnded) return;
    this.consumer.onChunkStart();
    this.reader.push(chunk);
    this.consumer.onChunkEnd();
  }

  /** The server closed without a close frame, or after it. */
  private sawEndOfStream(): void {
    this.outcome ??= { cause: 'closed_by_server', code: 1006, reason: '', status: 0 };
    this.phase = 'closing';
    this.armDestroy();
  }

  private send(opcode: ClientOpcode, payload: Uint8Array): boolean {
    if (this.phase !== 'open' || this.socket === undefined) return false;
    this.socket.write(clientFrame(opcode, payload));
    return true;
  }

  /** Sends our one close frame and bounds what follows. */
  private sendClose(code: number, reason: string): void {
    if (this.isCloseSent || this.socket === undefined) return;
    this.isCloseSent = true;
    this.socket.write(clientFrame(CLIENT_OPCODES.close, closePayload(code, reason)));
    this.armDestroy();
  }

  private armDestroy(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.socket?.destroy(), this.closeTimeoutMs);
  }

  private abandon(outcome: WebSocketEnd): void {
    this.outcome ??= outcome;
    this.reader.end();
    if (this.phase !== 'connecting') this.phase = 'closing';
    if (this.socket === undefined) this.request.destroy();
    else this.socket.destroy();
  }

  private finish(): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    clearTimeout(this.timer);
    this.reader.end();
    this.consumer.onEnd(
      this.outcome ?? { cause: 'closed_by_server', code: 1006, reason: '', status: 0 },
    );
  }
}
