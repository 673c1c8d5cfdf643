/** Upgrades to the simulator's two streams: who is let in, and what the others are told. Simulator process. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ORDER_STREAM_PATH } from '../../contract/wire/smartapi-order-stream.ts';
import { SIMULATED_CLOCK_HEADER, STREAM_PATH } from '../../contract/wire/smartapi-stream.ts';
import type { BrokerServer } from './broker-server.ts';
import { credentialsOf, refusalOf, type StreamCredentials } from './stream-auth.ts';
import type { StreamSession } from './stream-session.ts';

export interface StreamUpgradesOptions {
  readonly session: StreamSession;
  /** Null: without accounts. */
  readonly broker: BrokerServer | null;
  readonly credentials: StreamCredentials | undefined;
}

/** A request of 1000 tokens is about 30 KB. */
const MAX_MESSAGE_BYTES = 64 * 1024;

const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
};

export class StreamUpgrades {
  readonly #options: StreamUpgradesOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    autoPong: false,
  });

  constructor(options: StreamUpgradesOptions) {
    this.#options = options;
    this.#sockets.on('headers', (headers) => {
      headers.push(`${SIMULATED_CLOCK_HEADER}: ${options.session.clockHeader}`);
    });
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === STREAM_PATH) this.#openMarket(request, socket, head);
    else if (path === ORDER_STREAM_PATH) this.#openOrders(request, socket, head);
    else refuse(socket, 404);
  }

  close(): void {
    this.#sockets.close();
  }

  #openMarket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { session, broker, credentials } = this.#options;
    const presented = credentialsOf(request);
    const text = broker === null ? refusalOf(request, credentials) : '';
    const refusal = broker?.marketRefusal(presented) ?? { status: 401, message: text };
    if (refusal.message !== '') {
      refuse(socket, refusal.status, refusal.message);
      return;
    }
    const clientCode = broker === null ? '' : presented.clientCode;
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      session.accept({ webSocket, socket, clientCode }, () => performance.now());
    });
  }

  #openOrders(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { broker } = this.#options;
    const upgrade = broker?.orderUpgrade(request) ?? { status: 404 };
    if (!('clientCode' in upgrade)) {
      refuse(socket, upgrade.status);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      broker?.acceptOrders(webSocket, upgrade.clientCode);
    });
  }
}

function refuse(socket: Duplex, status: number, message = ''): void {
  const header = message === '' ? '' : `x-error-message: ${message}\r\n`;
  const line = `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\n`;
  socket.end(`${line}${header}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
