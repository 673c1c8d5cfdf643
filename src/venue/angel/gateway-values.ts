/** Exact values of fills: rows name an average, the trade book every fill. The order gateway owns one; venue thread. */
import type { TradeRow } from '../../contract/wire/smartapi-order-rows.ts';
import type { CallResult } from './call.ts';
import type { KnownOrder } from './gateway-orders.ts';
import { type BackoffLimits, doubledMs, type Runtime } from './runtime-ports.ts';

export interface TradedValuesOptions {
  readonly readTradeBook: () => Promise<CallResult<TradeRow[]>>;
  readonly runtime: Pick<Runtime, 'setTimer' | 'log'>;
  /** The trade book has the fills of the order, to the quantity rows have named: their value is exactly this. */
  readonly onExact: (order: KnownOrder, valuePaise: number) => void;
}

/** The first try leaves the trade book a moment to catch up; each one in vain doubles the wait. */
const RETRY: BackoffLimits = { baseMs: 1_000, capMs: 30_000 };
const ATTEMPTS_MAX = 10;

interface Traded {
  quantity: number;
  valuePaise: number;
  /** Two rows of one fill disagree: nothing is known of the order's value. */
  isContradictory: boolean;
}

export class TradedValues {
  /** Values the trade book never told. */
  abandoned = 0;
  /** Rows of fills that were named before, and rows that contradict them. */
  repeatedRows = 0;
  contradictoryRows = 0;
  readonly #options: TradedValuesOptions;
  readonly #wanted = new Set<KnownOrder>();
  /** By the broker's number of the order, as the newest trade book has it. */
  #traded: ReadonlyMap<string, Traded> = new Map();
  #attempts = 0;
  #cancelTimer: (() => void) | null = null;
  #isReading = false;
  #isClosed = false;

  constructor(options: TradedValuesOptions) {
    this.#options = options;
  }

  /** Σ quantity × price, where the newest trade book has exactly `quantity` units of the order; 0 otherwise. */
  exactPaise(brokerId: string, quantity: number): number {
    const traded = this.#traded.get(brokerId);
    if (traded === undefined || traded.isContradictory) return 0;
    return traded.quantity === quantity ? traded.valuePaise : 0;
  }

  /** A fill of the order was reported at an estimate. */
  want(order: KnownOrder): void {
    this.#wanted.add(order);
    this.#attempts = 0;
    this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
  }

  #schedule(): void {
    if (this.#cancelTimer !== null || this.#isReading || this.#isClosed) return;
    if (this.#wanted.size === 0) return;
    this.#cancelTimer = this.#options.runtime.setTimer(doubledMs(RETRY, this.#attempts), () => {
      this.#cancelTimer = null;
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    this.#attempts += 1;
    const result = await this.#options.readTradeBook();
    this.#isReading = false;
    if (this.#isClosed) return;
    if (result.phase === 'accepted') this.#take(result.data);
    if (this.#attempts >= ATTEMPTS_MAX) this.#abandon();
    this.#schedule();
  }

  #take(rows: readonly TradeRow[]): void {
    this.#traded = this.#sum(rows);
    for (const order of this.#wanted) {
      const valuePaise = this.exactPaise(order.brokerId, order.namedQuantity);
      if (valuePaise === 0) continue;
      this.#wanted.delete(order);
      this.#options.onExact(order, valuePaise);
    }
  }

  /** The core keeps its estimate. */
  #abandon(): void {
    if (this.#wanted.size === 0) return;
    this.abandoned += this.#wanted.size;
    this.#options.runtime.log(
      'warn',
      `The trade book does not show the fills of ${this.#wanted.size} orders; their values stay estimates.`,
    );
    this.#wanted.clear();
  }

  /** F12: a fill counts once, however often it is named. */
  #sum(rows: readonly TradeRow[]): Map<string, Traded> {
    const traded = new Map<string, Traded>();
    const fills = new Map<string, TradeRow>();
    for (const row of rows) {
      const sum = traded.get(row.orderId) ?? { quantity: 0, valuePaise: 0, isContradictory: false };
      traded.set(row.orderId, sum);
      const fillKey = `${row.orderId}:${row.fillId}`;
      const first = fills.get(fillKey);
      if (first === undefined) {
        fills.set(fillKey, row);
        sum.quantity += row.fillQuantity;
        sum.valuePaise += row.fillQuantity * row.fillPaise;
      } else if (first.fillQuantity === row.fillQuantity && first.fillPaise === row.fillPaise) {
        this.repeatedRows += 1;
      } else {
        this.contradictoryRows += 1;
        sum.isContradictory = true;
      }
    }
    return traded;
  }
}
