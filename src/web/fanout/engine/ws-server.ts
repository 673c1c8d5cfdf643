/** The `ws` engine on `node:http`: slower than uWebSockets, runs wherever Node runs. Publish thread. */
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type ClientSocket,
  type HttpAnswer,
  type HttpRequest,
  ListenError,
  type ListenOptions,
  type WebSocketServerPort,
} from '../port.ts';

/** How long a client has to answer the close of a shutdown before it is cut. */
const GOODBYE_MS = 500;

export function createWsServer(): WebSocketServerPort {
  const clients = new Set<LiveClient>();
  const webSockets = new WebSocketServer({ noServer: true, clientTracking: false });
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 });
  let heartbeat: NodeJS.Timeout | undefined;

  return {
    engine: 'ws',
    copiesOnSend: false,
    async listen(options) {
      webSockets.options.maxPayload = options.maxMessageBytes;
      webSockets.options.perMessageDeflate = false;
      server.on('request', (message, response) => answer(options, message, response));
      server.on('upgrade', (message, socket, head) => {
        void upgrade(options, webSockets, clients, { message, socket, head });
      });
      heartbeat = setInterval(() => checkAlive(clients), (options.idleTimeoutSeconds * 1000) / 2);
      heartbeat.unref();
      return bind(server, options);
    },
    async close() {
      clearInterval(heartbeat);
      for (const { webSocket } of clients) webSocket.close(1001, 'The engine stops.');
      if (!server.listening) return;
      const cut = setTimeout(() => {
        for (const { webSocket } of clients) webSocket.terminate();
      }, GOODBYE_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      clearTimeout(cut);
    },
  };
}

interface LiveClient {
  readonly webSocket: WebSocket;
  /** Heard from since the last check. */
  isHeard: boolean;
}

function checkAlive(clients: ReadonlySet<LiveClient>): void {
  for (const client of clients) {
    if (!client.isHeard) client.webSocket.terminate();
    else {
      client.isHeard = false;
      client.webSocket.ping();
    }
  }
}

function bind(server: ReturnType<typeof createServer>, options: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(options.host, options.port, error.code ?? error.message));
    });
    server.listen({ host: options.host, port: options.port, exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function requestOf(message: IncomingMessage): HttpRequest {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: message.method ?? '',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    host: message.headers.host ?? '',
    origin: message.headers.origin ?? '',
  };
}

async function answer(
  options: ListenOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await options.handlers.onRequest(requestOf(message));
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, 'content-length': length, connection: 'close' });
  response.end(message.method === 'HEAD' ? undefined : body);
  message.resume();
}

interface UpgradeAttempt {
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function upgrade(
  options: ListenOptions,
  webSockets: WebSocketServer,
  clients: Set<LiveClient>,
  attempt: UpgradeAttempt,
): Promise<void> {
  const { message, socket, head } = attempt;
  socket.on('error', () => socket.destroy());
  const request = requestOf(message);
  if (request.path !== options.streamPath) {
    writeRaw(socket, await options.handlers.onRequest(request));
    return;
  }
  const decision = options.handlers.onUpgrade(request);
  if (!decision.isAccepted) {
    writeRaw(socket, decision.answer);
    return;
  }
  webSockets.handleUpgrade(message, socket, head, (webSocket) => {
    const client = { webSocket, isHeard: true };
    const events = options.handlers.onOpen(clientSocketOf(webSocket), decision.encoding);
    clients.add(client);
    webSocket.on('message', (payload: Buffer, isBinary) => {
      client.isHeard = true;
      events.onMessage(payload, isBinary);
    });
    webSocket.on('pong', () => {
      client.isHeard = true;
    });
    // A protocol error closes the socket by itself; the close event follows.
    webSocket.on('error', () => undefined);
    webSocket.on('close', () => {
      clients.delete(client);
      events.onClose();
    });
  });
}

/** An HTTP answer on a socket that asked for an upgrade and has no response object. */
function writeRaw(socket: Duplex, { status, headers, body }: HttpAnswer): void {
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
  socket.end(body);
}

function clientSocketOf(webSocket: WebSocket): ClientSocket {
  return {
    bufferedBytes: () => webSocket.bufferedAmount,
    sendAll(messages, isBinary) {
      if (webSocket.readyState !== webSocket.OPEN) return;
      for (const message of messages) {
        // A queued message is kept by reference; a copy keeps a slow client from holding on to the sender's whole buffer.
        const bytes = webSocket.bufferedAmount > 0 ? Uint8Array.from(message) : message;
        webSocket.send(bytes, { binary: isBinary });
      }
    },
    close: (code, reason) => webSocket.close(code, reason),
  };
}
