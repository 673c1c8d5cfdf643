/** The broker's order stream on loopback: it says what a test has it say, and nothing else. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { WireOrderRow } from '../../src/contract/wire/smartapi-order-rows.ts';
import {
  ORDER_STREAM_PATH,
  type WireOrderMessage,
} from '../../src/contract/wire/smartapi-order-stream.ts';
import { Mailbox } from './mailbox.ts';
import { ORDER_ROW } from './smartapi-answers.ts';

export const STREAM_CLIENT = 'C1';

const EMPTY_ROW = Object.fromEntries(
  Object.entries(ORDER_ROW).map(([name, value]) => [name, typeof value === 'number' ? 0 : '']),
) as unknown as WireOrderRow;

export function orderMessage(
  row: Partial<WireOrderRow>,
  changes: Partial<WireOrderMessage> = {},
): string {
  return JSON.stringify({
    'user-id': STREAM_CLIENT,
    'status-code': '200',
    'order-status': 'AB01',
    'error-message': '',
    orderData: { ...ORDER_ROW, ...row },
    ...changes,
  });
}

export const CONNECTED_MESSAGE = orderMessage({}, { 'order-status': 'AB00', orderData: EMPTY_ROW });

export interface ServedConnection {
  readonly socket: WebSocket;
  readonly headers: IncomingMessage['headers'];
  /** Texts the client sent. */
  readonly texts: Mailbox<string>;
}

export class OrderStreamServer {
  readonly url: string;
  readonly connections = new Mailbox<ServedConnection>();
  /** Upgrades that were refused. */
  readonly refusals = new Mailbox<number>();
  /** Status that refuses the next upgrades; 0 takes them. */
  refusesWith = 0;
  readonly #http;
  readonly #sockets;

  static async start(): Promise<OrderStreamServer> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new OrderStreamServer(http);
  }

  private constructor(http: ReturnType<typeof createServer>) {
    this.#http = http;
    this.#sockets = new WebSocketServer({ noServer: true });
    const { port } = http.address() as AddressInfo;
    this.url = `ws://127.0.0.1:${port}${ORDER_STREAM_PATH}`;
    http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (this.refusesWith > 0) {
        socket.end(`HTTP/1.1 ${this.refusesWith} Refused\r\nConnection: close\r\n\r\n`);
        this.refusals.put(this.refusesWith);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const texts = new Mailbox<string>();
        webSocket.on('message', (data) => texts.put(String(data)));
        this.connections.put({ socket: webSocket, headers: request.headers, texts });
      });
    });
  }

  /** Connections the server has open now. */
  get openCount(): number {
    return this.#sockets.clients.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }
}
