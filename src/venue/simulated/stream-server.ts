/** The market simulator's server: scrip master over HTTP and the SmartAPI stream over WebSocket, on one loopback port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { SIMULATED_CLOCK_HEADER, STREAM_PATH } from '../../contract/wire/smartapi-stream.ts';
import type { MarketSource } from './market-source.ts';
import { refusalOf, type StreamCredentials } from './stream-auth.ts';
import { StreamSession, type StreamStats } from './stream-session.ts';

export const SCRIP_MASTER_PATH = '/OpenAPIScripMaster.json';

export interface StreamServerOptions {
  readonly market: MarketSource;
  /** Rows served as the scrip master, in the venue's own format. */
  readonly scripMaster: readonly object[];
  /** 0 takes any free port. */
  readonly port: number;
  /** Exchange seconds per second, above 0; default 1. */
  readonly speed?: number;
  /** Default: anything that is not empty is accepted. */
  readonly credentials?: StreamCredentials;
  /** A client with more than this unread is disconnected; default 16 MiB. */
  readonly maxBacklogBytes?: number;
  readonly log?: (message: string) => void;
}

export interface StreamServer {
  /** Binds 127.0.0.1. Rejects when the port is taken. */
  listen(): Promise<{ readonly port: number }>;
  /** Drops every connection, stops the clock and frees the port. */
  close(): Promise<void>;
  readonly stats: StreamStats;
}

const HOST = '127.0.0.1';
const PACE_MS = 5;
const DEFAULT_BACKLOG_BYTES = 16 * 1024 * 1024;
/** A request of 1000 tokens is about 30 KB. */
const MAX_MESSAGE_BYTES = 64 * 1024;

export function createStreamServer(options: StreamServerOptions): StreamServer {
  const session = new StreamSession({
    market: options.market,
    speed: options.speed ?? 1,
    maxBacklogBytes: options.maxBacklogBytes ?? DEFAULT_BACKLOG_BYTES,
    log: options.log ?? (() => undefined),
  });
  const now = () => performance.now();
  const body = Buffer.from(JSON.stringify(options.scripMaster));
  const http = createServer((request, response) => answer(request, response, body));
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  sockets.on('headers', (headers) => {
    headers.push(`${SIMULATED_CLOCK_HEADER}: ${session.clockHeader}`);
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refusal = refusedUpgrade(request, options.credentials);
    if (refusal !== '') {
      socket.end(refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      session.accept(webSocket, socket, now);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        http.once('error', reject);
        http.listen(options.port, HOST, () => {
          http.off('error', reject);
          timer = setInterval(() => session.pace(now()), PACE_MS);
          const address = http.address();
          resolve({ port: typeof address === 'object' && address !== null ? address.port : 0 });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        session.terminate();
        sockets.close();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
    get stats() {
      return session.stats;
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function answer(request: IncomingMessage, response: ServerResponse, scripMaster: Buffer): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || pathOf(request) !== SCRIP_MASTER_PATH) {
    response.writeHead(isRead ? 404 : 405, { 'content-length': 0 }).end();
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': scripMaster.length,
  });
  response.end(request.method === 'HEAD' ? undefined : scripMaster);
}

/** The whole HTTP answer to an upgrade that is refused, '' when it may proceed. */
function refusedUpgrade(
  request: IncomingMessage,
  credentials: StreamCredentials | undefined,
): string {
  if (pathOf(request) !== STREAM_PATH) return refusalText('404 Not Found', '');
  const message = refusalOf(request, credentials);
  return message === '' ? '' : refusalText('401 Unauthorized', `x-error-message: ${message}\r\n`);
}

function refusalText(status: string, header: string): string {
  return `HTTP/1.1 ${status}\r\n${header}Connection: close\r\nContent-Length: 0\r\n\r\n`;
}
