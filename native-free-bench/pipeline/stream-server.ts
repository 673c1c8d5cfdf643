/**
 * The server side of a SmartAPI stream: upgrade, subscribe, heartbeat. What it sends is up to the
 * generator, whose process it runs in.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  SIMULATED_CLOCK_HEADER,
  STREAM_MODES,
  STREAM_PATH,
  type StreamMode,
  type StreamRequest,
  streamRequestSchema,
} from '../../src/contract/wire/smartapi-stream.ts';
import { ClientFrames, serverFrame } from './client-frames.ts';
import type { StreamToken } from './frame-block.ts';

/** RFC 6455 §1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * A client may spread its subscription over several requests; the stream starts when none has come
 * for this long.
 */
const SUBSCRIBE_PAUSE_MS = 20;

export interface StreamSubscription {
  readonly socket: Socket;
  readonly mode: StreamMode;
  /**
   * All tokens of the connection so far; a later subscription of the same connection brings them
   * again with the new ones behind.
   */
  readonly tokens: readonly StreamToken[];
  /** Exchange time now on the announced clock of this connection, epoch ms. */
  readonly exchangeTimeMs: () => number;
}

export interface StreamServerOptions {
  /** Exchange time, epoch ms, at the moment of an upgrade. */
  readonly startTimeMs: number;
  /** Exchange seconds per second. */
  readonly speed: number;
  onSubscribe(subscription: StreamSubscription): void;
}

/** Listens on a free loopback port. */
export async function startStreamServer(
  options: StreamServerOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new Set<Socket>();
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    accept(request, socket, options);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}${STREAM_PATH}`,
    close: () => closeServer(server, sockets),
  };
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

function accept(request: IncomingMessage, socket: Socket, options: StreamServerOptions): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const answer = createHash('sha1')
    .update(key + ACCEPT_GUID)
    .digest('base64');
  const startMs = performance.now();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${answer}`,
      `${SIMULATED_CLOCK_HEADER}: ${options.startTimeMs};speed=${options.speed}`,
      '\r\n',
    ].join('\r\n'),
  );
  const connection = new Connection(socket, options, () => {
    return options.startTimeMs + (performance.now() - startMs) * options.speed;
  });
  const frames = new ClientFrames();
  socket.on('data', (chunk: Buffer) => {
    for (const { opcode, payload } of frames.push(chunk)) {
      if (opcode === CLOSE) socket.end(serverFrame(CLOSE, payload));
      else if (opcode === PING) socket.write(serverFrame(PONG, payload));
      else if (opcode === TEXT) connection.onText(payload.toString('utf8'));
    }
  });
}

class Connection {
  private readonly socket: Socket;
  private readonly options: StreamServerOptions;
  private readonly exchangeTimeMs: () => number;
  private readonly tokens = new Map<string, StreamToken>();
  private timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, options: StreamServerOptions, exchangeTimeMs: () => number) {
    this.socket = socket;
    this.options = options;
    this.exchangeTimeMs = exchangeTimeMs;
    socket.on('close', () => clearTimeout(this.timer));
  }

  onText(text: string): void {
    if (text === 'ping') {
      this.socket.write(serverFrame(TEXT, 'pong'));
      return;
    }
    const request = streamRequestSchema.parse(JSON.parse(text));
    const mode = modeOf(request);
    if (request.action !== 1 || mode === undefined) return;
    for (const { exchangeType, tokens } of request.params.tokenList) {
      for (const token of tokens) {
        this.tokens.set(`${exchangeType}:${token}`, { exchangeType, token });
      }
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(mode), SUBSCRIBE_PAUSE_MS);
  }

  private start(mode: StreamMode): void {
    const { socket, exchangeTimeMs } = this;
    this.options.onSubscribe({ socket, mode, tokens: [...this.tokens.values()], exchangeTimeMs });
  }
}

function modeOf(request: StreamRequest): StreamMode | undefined {
  const modes = Object.keys(STREAM_MODES) as StreamMode[];
  return modes.find((mode) => STREAM_MODES[mode] === request.params.mode);
}
