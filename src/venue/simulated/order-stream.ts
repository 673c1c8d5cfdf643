/** The order-status stream of the simulated broker: every version of a client's orders to each of its connections. Simulator process. */
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { MAX_ORDER_STREAMS } from '../../contract/wire/smartapi-order-stream.ts';
import type { BrokerOrder } from './broker/broker-order.ts';
import { connectedMessage, orderMessage } from './broker/order-rows.ts';
import type { SimulatedBroker } from './broker/simulated-broker.ts';
import type { Silence } from './stream-client.ts';

interface Connection {
  readonly webSocket: WebSocket;
  readonly clientCode: string;
  silence: Silence | '';
}

/** Status of an upgrade that is refused and the client it would be for. */
export type OrderUpgrade =
  | { readonly status: number }
  | { readonly status: 101; readonly clientCode: string };

export class OrderStream {
  readonly #broker: SimulatedBroker;
  readonly #connections = new Set<Connection>();
  /** Updates kept back until the next one of the same client, by client code. */
  readonly #held = new Map<string, string>();

  constructor(broker: SimulatedBroker) {
    this.#broker = broker;
    broker.onOrderChange((order) => this.#publish(order));
  }

  get size(): number {
    return this.#connections.size;
  }

  /** 401 for a token that is nobody's, 403 for an expired one, 429 beyond the connections one client may have. */
  check(request: IncomingMessage): OrderUpgrade {
    const { sessions, faults, timeMs } = this.#broker;
    const refused = faults.draw(['orders_refused']);
    if (refused !== null) return { status: refused.status ?? 401 };
    const jwt = (request.headers.authorization ?? '').replace(/^Bearer(\s+|$)/i, '').trim();
    const { standing, session } = sessions.checkJwt(jwt, timeMs);
    if (standing === 'expired') return { status: 403 };
    if (standing === 'invalid' || session === null) return { status: 401 };
    const { clientCode } = session.account;
    const taken = [...this.#connections].filter((entry) => entry.clientCode === clientCode);
    return taken.length >= MAX_ORDER_STREAMS ? { status: 429 } : { status: 101, clientCode };
  }

  accept(webSocket: WebSocket, clientCode: string): void {
    const connection: Connection = { webSocket, clientCode, silence: '' };
    this.#connections.add(connection);
    webSocket.on('message', (data) => {
      if (String(data) === 'ping' && connection.silence !== 'half_open') webSocket.send('pong');
    });
    webSocket.on('ping', (data) => {
      if (connection.silence !== 'half_open') webSocket.pong(data);
    });
    // `ws` closes the connection by itself after a protocol error; `close` follows.
    webSocket.on('error', () => undefined);
    webSocket.on('close', () => this.#connections.delete(connection));
    const fault = this.#broker.faults.draw(['orders_mute', 'orders_half_open', 'orders_drop']);
    if (fault?.name === 'orders_half_open') connection.silence = 'half_open';
    else webSocket.send(JSON.stringify(connectedMessage(clientCode)));
    if (fault?.name === 'orders_mute') connection.silence = 'mute';
    if (fault?.name === 'orders_drop') webSocket.terminate();
  }

  /** Those of one client, or all; without a goodbye. */
  disconnect(clientCode?: string): void {
    for (const entry of this.#connections) {
      if ((clientCode ?? entry.clientCode) === entry.clientCode) entry.webSocket.terminate();
    }
  }

  /** Of the connections there are. */
  silence(kind: Silence): void {
    for (const connection of this.#connections) connection.silence = kind;
  }

  #publish(order: BrokerOrder): void {
    const { clientCode } = order.account;
    const text = JSON.stringify(orderMessage(order));
    const fault = this.#broker.faults.draw(
      ['orders_duplicate', 'orders_reorder', 'orders_lost', 'orders_corrupt'],
      { tag: order.tag },
    );
    if (fault?.name === 'orders_lost') return;
    const held = this.#held.get(clientCode);
    this.#held.delete(clientCode);
    if (fault?.name === 'orders_reorder') {
      this.#held.set(clientCode, text);
      if (held !== undefined) this.#send(clientCode, held);
      return;
    }
    this.#send(clientCode, fault?.name === 'orders_corrupt' ? text.slice(0, -2) : text);
    if (fault?.name === 'orders_duplicate') this.#send(clientCode, text);
    if (held !== undefined) this.#send(clientCode, held);
  }

  #send(clientCode: string, text: string): void {
    for (const entry of this.#connections) {
      if (entry.clientCode === clientCode && entry.silence === '') entry.webSocket.send(text);
    }
  }
}
