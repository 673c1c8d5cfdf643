/** Every order and fill of the simulated broker, with what each order looked like at any time. Simulator process. */
import { dateKeyOfDay, istDay } from '../../../domain/instrument/ist-date.ts';
import { SeededDraws } from '../control/seeded-draws.ts';
import { type BrokerOrder, type BrokerTrade, isOver } from './broker-order.ts';

const ID_DIGITS = 9;

/** Orders are values: a change puts a new one in the place of the old. */
export class OrderLedger {
  readonly #draws: SeededDraws;
  /** By number, oldest version first. */
  readonly #versions: BrokerOrder[][] = [];
  readonly #numberById = new Map<string, number>();
  readonly #numberByUniqueId = new Map<string, number>();
  readonly #live = new Set<number>();
  readonly #trades: BrokerTrade[] = [];

  constructor(seed: number) {
    this.#draws = new SeededDraws(seed, 'orders');
  }

  /** The number and the two ids of the next order. */
  nextIds(timeMs: number): Pick<BrokerOrder, 'number' | 'orderId' | 'uniqueOrderId'> {
    const number = this.#versions.length + 1;
    const date = dateKeyOfDay(istDay(timeMs)).slice(2).replaceAll('-', '');
    return {
      number,
      orderId: date + String(number).padStart(ID_DIGITS, '0'),
      uniqueOrderId: this.#draws.uuid(),
    };
  }

  put(order: BrokerOrder): void {
    const versions = this.#versions[order.number - 1];
    if (versions === undefined) {
      this.#versions.push([order]);
      this.#numberById.set(order.orderId, order.number);
      this.#numberByUniqueId.set(order.uniqueOrderId, order.number);
    } else {
      versions.push(order);
    }
    if (isOver(order)) this.#live.delete(order.number);
    else this.#live.add(order.number);
  }

  addTrade(trade: Omit<BrokerTrade, 'fillId'>): BrokerTrade {
    const numbered = { ...trade, fillId: String(this.#trades.length + 1) };
    this.#trades.push(numbered);
    return numbered;
  }

  byNumber(number: number): BrokerOrder | undefined {
    return this.#versions[number - 1]?.at(-1);
  }

  byId(orderId: string, clientCode: string): BrokerOrder | undefined {
    return this.#owned(this.#numberById.get(orderId), clientCode);
  }

  byUniqueId(uniqueOrderId: string, clientCode: string): BrokerOrder | undefined {
    return this.#owned(this.#numberByUniqueId.get(uniqueOrderId), clientCode);
  }

  /** What may still fill, oldest first; of one client, or of all. */
  live(clientCode?: string): BrokerOrder[] {
    return [...this.#live].flatMap((number) => {
      const order = this.byNumber(number);
      if (order === undefined) return [];
      return clientCode === undefined || order.account.clientCode === clientCode ? order : [];
    });
  }

  /** The order book of a client as it was at `timeMs`, oldest first. */
  ordersAt(clientCode: string, timeMs: number): BrokerOrder[] {
    return this.#versions.flatMap((versions) => {
      if (versions[0]?.account.clientCode !== clientCode) return [];
      return versions.findLast(({ updatedMs }) => updatedMs <= timeMs) ?? [];
    });
  }

  tradesAt(clientCode: string, timeMs: number): BrokerTrade[] {
    return this.#trades.filter(
      ({ order, timeMs: atMs }) => atMs <= timeMs && order.account.clientCode === clientCode,
    );
  }

  all(): BrokerOrder[] {
    return this.#versions.flatMap((versions) => versions.at(-1) ?? []);
  }

  trades(): readonly BrokerTrade[] {
    return this.#trades;
  }

  #owned(number: number | undefined, clientCode: string): BrokerOrder | undefined {
    const order = number === undefined ? undefined : this.byNumber(number);
    return order?.account.clientCode === clientCode ? order : undefined;
  }
}
