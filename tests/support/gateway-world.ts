/** A real order station, the real gateway and a broker whose answers and stream are lost, late, repeated and overtaken by chance. */
import type { OrderRow } from '../../src/contract/wire/smartapi-order-rows.ts';
import { venueOrdersOf } from '../../src/domain/matching/venue-memory.ts';
import type { Order } from '../../src/domain/order/order.ts';
import { parseOrderTag } from '../../src/domain/order/order-tag.ts';
import { ORDER_ROW } from '../../src/domain/order/rows.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import { intentIdOf } from '../../src/domain/order/types.ts';
import { OrderGateway } from '../../src/venue/angel/gateway.ts';
import { OPEN_MARKET } from './gateway-rig.ts';
import { ManualRuntime } from './manual-runtime.ts';
import {
  type BrokerOrder,
  type CallName,
  LOST,
  type Mishap,
  OrderBroker,
  positionOf,
} from './order-broker.ts';
import { intentOf } from './order-rig.ts';
import { OrderStationRig } from './order-station-rig.ts';
import { seededRandom } from './tick-stream.ts';
import { stock } from './trading-instruments.ts';

export interface Chances {
  /** Of the answer of a call being lost; half of those requests took effect. */
  readonly lostAnswer: number;
  readonly lostRow: number;
  readonly repeatedRow: number;
}

const CALM: Chances = { lostAnswer: 0, lostRow: 0, repeatedRow: 0 };
const LONGEST_STEP_MS = 1_000;
const SETTLING_STEP_MS = 2_000;

export class GatewayWorld {
  readonly broker = new OrderBroker();
  readonly orders = new OrderStationRig();
  #gateway: OrderGateway;
  readonly #runtime = new ManualRuntime();
  readonly #random: () => number;
  /** Rows on their way, in the order in which they were written. */
  readonly #rows: OrderRow[] = [];
  #chances: Chances;
  #intents = 0;
  #given = 0;

  constructor(seed: number, chances: Chances) {
    this.#random = seededRandom(seed);
    this.#chances = chances;
    this.broker.onCall = (name) => this.#mishap(name);
    this.broker.onRow = (row) => this.#sendRow(row);
    this.#gateway = this.#newGateway();
    this.#gateway.onStream(true);
    this.orders.start(this.orders.timeMs);
  }

  async step(): Promise<void> {
    const dice = this.#random();
    if (dice < 0.2) this.#enter();
    else if (dice < 0.5) this.#trade();
    else if (dice < 0.8) this.#deliver();
    else await this.#pass(this.#random() * LONGEST_STEP_MS);
    await this.#carry();
  }

  /** Core and gateway end and come back; the core with its journal, the gateway with what the core made of its reports. */
  restart(): void {
    this.#gateway.close();
    this.orders.restart();
    this.#gateway = this.#newGateway();
    this.#gateway.restore(venueOrdersOf(this.orders.rows.rows(ORDER_ROW)));
    this.#gateway.onStream(true);
  }

  /** The broker and the network behave from here on, and everything is closed. */
  async settle(): Promise<void> {
    this.#chances = CALM;
    while (this.#rows.length > 0) this.#deliver();
    this.orders.station.flatten({ actor: 'test', reason: 'the end' });
    for (let round = 0; round < 60; round += 1) {
      await this.#pass(SETTLING_STEP_MS);
      await this.#carry();
      for (const order of this.#live()) this.#fillWhole(order);
      while (this.#rows.length > 0) this.#deliver();
      if (this.#live().length === 0 && this.problems().length === 0) return;
    }
  }

  /** What is not as it has to be, in words. */
  problems(): string[] {
    const problems: string[] = [];
    const placed = new Map<string, number>();
    for (const { name, body } of this.broker.calls) {
      if (name !== 'place') continue;
      const { ordertag } = body as BrokerOrder['body'];
      placed.set(ordertag, (placed.get(ordertag) ?? 0) + 1);
    }
    for (const [tag, count] of placed)
      if (count > 1) problems.push(`${tag} was placed ${count} times`);
    for (const truth of this.broker.orders) {
      const order = this.#orderOf(truth);
      if (order === undefined) problems.push(`${truth.body.ordertag} is no order of the core`);
      else problems.push(...differences(truth, order));
    }
    return problems;
  }

  #newGateway(): OrderGateway {
    return new OrderGateway({
      instruments: [stock(0), stock(1)],
      product: 'INTRADAY',
      api: this.broker,
      effects: { report: (report) => this.orders.station.onReport(report) },
      runtime: this.#runtime,
      timeMs: () => this.orders.timeMs,
      marketOf: () => OPEN_MARKET,
      isAddressRegistered: () => true,
    });
  }

  #orderOf(truth: BrokerOrder): Order | undefined {
    const tag = parseOrderTag(truth.body.ordertag);
    return tag === null ? undefined : this.orders.station.core.find(tag.orderId);
  }

  #enter(): void {
    this.#intents += 1;
    const side = this.#random() < 0.5 ? 1 : -1;
    this.orders.station.onIntent(
      intentOf({
        intentId: intentIdOf(1, this.#intents),
        instrumentIndex: this.#random() < 0.5 ? 0 : 1,
        side,
        quantity: 20 + 10 * Math.floor(this.#random() * 10),
        timeMs: this.orders.timeMs,
      }),
    );
  }

  #trade(): void {
    const live = this.#live();
    const order = live[Math.floor(this.#random() * live.length)];
    if (order === undefined) return;
    const leaves = order.quantity - order.filled;
    const dice = this.#random();
    if (dice < 0.1) this.broker.end(order, 'cancelled');
    else if (dice < 0.15 && order.filled === 0) this.broker.end(order, 'rejected', 'Margin');
    else this.broker.fill(order, 1 + Math.floor(this.#random() * leaves), this.#priceOf(order));
  }

  /** At its limit or better. */
  #priceOf({ limitPaise, body }: BrokerOrder): number {
    const betterPaise = 5 * Math.floor(this.#random() * 4);
    return body.transactiontype === 'BUY' ? limitPaise - betterPaise : limitPaise + betterPaise;
  }

  #fillWhole(order: BrokerOrder): void {
    this.broker.fill(order, order.quantity - order.filled, order.limitPaise);
  }

  #live(): BrokerOrder[] {
    return this.broker.orders.filter(({ status }) => status === 'open');
  }

  #sendRow(row: OrderRow): void {
    const { lostRow, repeatedRow } = this.#chances;
    if (this.#random() < lostRow) return;
    this.#rows.push(row);
    if (this.#random() < repeatedRow) this.#rows.push(row);
  }

  /** Any of the rows on their way. */
  #deliver(): void {
    const [row] = this.#rows.splice(Math.floor(this.#random() * this.#rows.length), 1);
    if (row !== undefined) this.#gateway.onRow(row);
  }

  async #pass(stepMs: number): Promise<void> {
    const wholeMs = Math.max(1, Math.floor(stepMs));
    this.orders.tick(wholeMs, { instrumentIndex: this.#random() < 0.5 ? 0 : 1 });
    this.orders.station.onClock(this.orders.timeMs);
    await this.#runtime.pass(wholeMs);
  }

  /** Commands go to the gateway until no answer brings another one. */
  async #carry(): Promise<void> {
    this.broker.positionRows = this.#positions();
    for (;;) {
      const fresh = this.orders.commands.slice(this.#given);
      if (fresh.length === 0) return;
      this.#given += fresh.length;
      for (const command of fresh) this.#gateway.onCommand(command);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  #positions(): ReturnType<typeof positionOf>[] {
    return [0, 1].map((at) => {
      let netQuantity = 0;
      for (const { body, filled } of this.broker.orders) {
        if (body.symboltoken !== String(1000 + at)) continue;
        netQuantity += body.transactiontype === 'BUY' ? filled : -filled;
      }
      return positionOf({ symbolToken: String(1000 + at), netQuantity });
    });
  }

  #mishap(name: CallName): Mishap | null {
    if (this.#random() >= this.#chances.lostAnswer) return null;
    const isRead = name !== 'place' && name !== 'modify' && name !== 'cancel';
    return { isApplied: !isRead && this.#random() < 0.5, result: LOST };
  }
}

function differences(truth: BrokerOrder, order: Order): string[] {
  const what = `${order.role} ${order.orderId}`;
  const problems: string[] = [];
  if (order.filledQuantity !== truth.filled) {
    problems.push(`${what} has ${order.filledQuantity} filled, the broker ${truth.filled}`);
  }
  if (order.filledValuePaise !== truth.valuePaise) {
    problems.push(`${what} is worth ${order.filledValuePaise}, at the broker ${truth.valuePaise}`);
  }
  const isLive = truth.status === 'open' || truth.status === 'trigger pending';
  if (isTerminal(order.status) === isLive) {
    problems.push(`${what} is ${order.status}, at the broker ${truth.status}`);
  }
  return problems;
}
