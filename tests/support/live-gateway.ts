/** The whole order path to a simulated broker over real sockets: order core, gateway, typed calls, session, HTTP, order stream. */
import type { EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import type { Order } from '../../src/domain/order/order.ts';
import type { CommandKind, VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { OrderGateway } from '../../src/venue/angel/gateway.ts';
import {
  ORDER_STREAM_DEFAULTS,
  OrderStream,
  type OrderStreamListener,
} from '../../src/venue/angel/order-stream.ts';
import { systemRuntime } from '../../src/venue/angel/runtime-ports.ts';
import { commandOf, OPEN_MARKET } from './gateway-rig.ts';
import { liveClient } from './live-api.ts';
import { ENTRY, intentOf, OrderRig } from './order-rig.ts';
import { RIG_INSTRUMENTS } from './simulated-broker-rig.ts';
import { SimulatedBrokerServer } from './simulated-broker-server.ts';

export class LiveGateway {
  readonly server = new SimulatedBrokerServer();
  readonly core = new OrderRig([...RIG_INSTRUMENTS]);
  readonly reports: VenueReport[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #closers: (() => unknown)[] = [];
  #gateway: OrderGateway | undefined;
  #stream: OrderStream | undefined;
  #forwarded = 0;

  get gateway(): OrderGateway {
    if (this.#gateway === undefined) throw new Error('start it first');
    return this.#gateway;
  }

  get stream(): OrderStream {
    if (this.#stream === undefined) throw new Error('start it first');
    return this.#stream;
  }

  async start(): Promise<this> {
    await this.server.start();
    this.#closers.push(() => this.server.close());
    const runtime = systemRuntime(() => undefined);
    const { api, session, close } = await liveClient(this.server, runtime);
    this.#closers.push(close);
    this.#gateway = new OrderGateway({
      instruments: RIG_INSTRUMENTS,
      product: 'INTRADAY',
      api,
      effects: { report: (report) => this.#take(report) },
      runtime,
      timeMs: () => this.core.timeMs,
      marketOf: () => OPEN_MARKET,
      isAddressRegistered: () => true,
    });
    const url = `ws://127.0.0.1:${this.server.port}/smart-order-update`;
    const gateway = this.#gateway;
    const listener: OrderStreamListener = {
      onRow: (row) => gateway.onRow(row),
      onLoss: () => gateway.onLoss(),
      onStream: (isConnected) => {
        gateway.onStream(isConnected);
        this.#wake();
      },
    };
    const stream = new OrderStream(
      { ...ORDER_STREAM_DEFAULTS, url },
      { session, runtime, listener },
    );
    this.#closers.push(() => stream.close());
    this.#stream = stream;
    return this;
  }

  async close(): Promise<void> {
    this.#gateway?.close();
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  /** Buys 100 of the first share at 100.00 through the order core; the next updates of the market fill what they can. */
  enter(): void {
    this.core.core.onIntent(intentOf());
    this.#forward();
  }

  command(kind: CommandKind, changes: Partial<VenueCommand> = {}): void {
    this.gateway.onCommand(commandOf(kind, changes));
  }

  get entry(): Order {
    const order = this.core.core.find(ENTRY);
    if (order === undefined) throw new Error('there is no entry');
    return order;
  }

  /** Resolves when `isDone` holds; looks after every report and whenever the stream comes or goes. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async requests(endpoint: EndpointName): Promise<number> {
    const { requests } = await this.server.state();
    return requests.filter((request) => request.endpoint === endpoint).length;
  }

  #take(report: VenueReport): void {
    this.reports.push(report);
    this.core.core.onReport(report);
    this.#forward();
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
    this.#waiting.clear();
  }

  /** What the core asks of orders; legs it opens beside the entry stay here. */
  #forward(): void {
    const fresh = this.core.commands.slice(this.#forwarded);
    this.#forwarded += fresh.length;
    for (const command of fresh) if (command.orderId === ENTRY) this.gateway.onCommand(command);
  }
}
