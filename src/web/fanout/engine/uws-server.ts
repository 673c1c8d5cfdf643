/** The uWebSockets engine: native sockets, one copy per client and message. Publish thread. */
import { STATUS_CODES } from 'node:http';
import { createServer } from 'node:net';
import {
  type ClientEvents,
  type ClientSocket,
  type Encoding,
  type HttpAnswer,
  type HttpRequest,
  ListenError,
  type ListenOptions,
  type WebSocketServerPort,
} from '../port.ts';
import type { UwsModule, UwsRequest, UwsResponse, UwsSocket } from './uws-native.ts';

interface Client {
  readonly encoding: Encoding;
  socket?: UwsClientSocket;
  events?: ClientEvents;
}

export function createUwsServer(uws: UwsModule): WebSocketServerPort {
  const sockets = new Set<UwsClientSocket>();
  let listenSocket: object | undefined;

  return {
    engine: 'uWebSockets',
    copiesOnSend: true,
    async listen(options) {
      await assertFree(options.host, options.port);
      const app = uws.App();
      app.ws<Client>(options.streamPath, streamBehavior(uws, options, sockets));
      app.any('/*', (response, request) => answer(options, response, request));
      return new Promise((resolve, reject) => {
        app.listen(options.host, options.port, (bound) => {
          if (bound === false) reject(new ListenError(options.host, options.port, 'refused'));
          else {
            listenSocket = bound;
            resolve(uws.us_socket_local_port(bound));
          }
        });
      });
    },
    async close() {
      if (listenSocket !== undefined) uws.us_listen_socket_close(listenSocket);
      listenSocket = undefined;
      for (const socket of [...sockets]) socket.shutDown();
    },
  };
}

/**
 * uWebSockets listens with SO_REUSEPORT, so that a second engine on the port would silently take half the connections.
 * A plain listen first fails when somebody is there.
 */
function assertFree(host: string, port: number): Promise<void> {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(host, port, error.code ?? error.message));
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function requestOf(request: UwsRequest): HttpRequest {
  return {
    method: request.getCaseSensitiveMethod().toUpperCase(),
    path: request.getUrl(),
    query: request.getQuery() ?? '',
    host: request.getHeader('host'),
    origin: request.getHeader('origin'),
  };
}

function answer(options: ListenOptions, response: UwsResponse, request: UwsRequest): void {
  let isAborted = false;
  response.onAborted(() => {
    isAborted = true;
  });
  const view = requestOf(request);
  void Promise.resolve(options.handlers.onRequest(view)).then((result) => {
    if (!isAborted) write(response, result, view.method === 'HEAD');
  });
}

function write(
  response: UwsResponse,
  { status, headers, body }: HttpAnswer,
  isHead: boolean,
): void {
  response.cork(() => {
    response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`);
    for (const [name, value] of Object.entries(headers)) response.writeHeader(name, value);
    if (isHead) response.endWithoutBody(Buffer.byteLength(body), true);
    else response.end(body, true);
  });
}

function streamBehavior(uws: UwsModule, options: ListenOptions, sockets: Set<UwsClientSocket>) {
  return {
    maxPayloadLength: options.maxMessageBytes,
    idleTimeout: options.idleTimeoutSeconds,
    sendPingsAutomatically: true,
    maxBackpressure: 0,
    compression: uws.DISABLED,
    upgrade(response: UwsResponse, request: UwsRequest, context: unknown) {
      const decision = options.handlers.onUpgrade(requestOf(request));
      if (!decision.isAccepted) {
        write(response, decision.answer, false);
        return;
      }
      const client: Client = { encoding: decision.encoding };
      response.upgrade(
        client,
        request.getHeader('sec-websocket-key'),
        '',
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open(native: UwsSocket<Client>) {
      const client = native.getUserData();
      client.socket = new UwsClientSocket(native);
      client.events = options.handlers.onOpen(client.socket, client.encoding);
      sockets.add(client.socket);
    },
    message(native: UwsSocket<Client>, message: ArrayBuffer, isBinary: boolean) {
      native.getUserData().events?.onMessage(new Uint8Array(message), isBinary);
    },
    close(native: UwsSocket<Client>) {
      const { socket, events } = native.getUserData();
      if (socket !== undefined) {
        socket.isClosed = true;
        sockets.delete(socket);
      }
      events?.onClose();
    },
  };
}

/** Keeps every call off a closed native socket, which throws. */
class UwsClientSocket implements ClientSocket {
  isClosed = false;
  readonly #native: UwsSocket<Client>;

  constructor(native: UwsSocket<Client>) {
    this.#native = native;
  }

  bufferedBytes(): number {
    return this.isClosed ? 0 : this.#native.getBufferedAmount();
  }

  sendAll(messages: readonly Uint8Array[], isBinary: boolean): void {
    if (this.isClosed) return;
    const [first] = messages;
    if (messages.length === 1 && first !== undefined) {
      this.#native.send(first, isBinary);
      return;
    }
    this.#native.cork(() => {
      for (const message of messages) this.#native.send(message, isBinary);
    });
  }

  close(code: number, reason: string): void {
    if (!this.isClosed) this.#native.end(code, reason);
  }

  /** A client with unread bytes is cut: a close frame behind them would keep the socket, and the process, alive. */
  shutDown(): void {
    if (this.isClosed) return;
    if (this.#native.getBufferedAmount() > 0) this.#native.close();
    else this.#native.end(1001, 'The engine stops.');
  }
}
