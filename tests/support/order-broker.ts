/** A broker behind `OrderApi`, kept in memory: what is asked of it takes effect or not, and is answered or not, as a test says. */
import type { OrderRow, TradeRow } from '../../src/contract/wire/smartapi-order-rows.ts';
import type {
  CancelBody,
  ModifyBody,
  OrderReceipt,
  PlaceBody,
} from '../../src/contract/wire/smartapi-orders.ts';
import type { Position } from '../../src/contract/wire/smartapi-portfolio.ts';
import type { CallResult, Lane } from '../../src/venue/angel/call.ts';
import type { OrderApi } from '../../src/venue/angel/gateway-ports.ts';

export const LOST: CallResult<never> = {
  phase: 'ambiguous',
  cause: 'reset',
  message: 'The connection broke before the answer.',
};

export function refusedWith(code: string, message: string): CallResult<never> {
  return { phase: 'rejected', kind: 'request', code, message };
}

/** An order row about nothing in particular; `changes` win. */
export function orderRowOf(changes: Partial<OrderRow> = {}): OrderRow {
  return {
    variety: 'NORMAL',
    orderType: 'LIMIT',
    productType: 'INTRADAY',
    duration: 'DAY',
    limitPaise: 10_000,
    triggerPaise: 0,
    quantity: 100,
    tradingSymbol: 'STOCK0-EQ',
    transactionType: 'BUY',
    exchange: 'NSE',
    symbolToken: '1000',
    cancelledQuantity: 0,
    filledQuantity: 0,
    unfilledQuantity: 100,
    filledValuePaise: 0,
    orderId: '261120000000001',
    text: '',
    lastEvent: 'open',
    orderStatus: 'open',
    updatedMs: null,
    exchangeMs: null,
    exchangeUpdatedMs: null,
    orderTag: '',
    uniqueOrderId: '',
    ...changes,
  };
}

export function tradeRowOf(changes: Partial<TradeRow> = {}): TradeRow {
  return {
    exchange: 'NSE',
    productType: 'INTRADAY',
    tradingSymbol: 'STOCK0-EQ',
    transactionType: 'BUY',
    fillPaise: 10_000,
    fillQuantity: 1,
    orderId: '261120000000001',
    fillId: '1',
    fillTimeOfDayMs: 40_000_000,
    ...changes,
  };
}

export function positionOf(changes: Partial<Position> = {}): Position {
  return {
    exchange: 'NSE',
    symbolToken: '1000',
    productType: 'INTRADAY',
    tradingSymbol: 'STOCK0-EQ',
    netQuantity: 0,
    netValuePaise: 0,
    buyQuantity: 0,
    sellQuantity: 0,
    buyValuePaise: 0,
    sellValuePaise: 0,
    carriedBuyQuantity: 0,
    carriedSellQuantity: 0,
    carriedBuyValuePaise: 0,
    carriedSellValuePaise: 0,
    profitPaise: null,
    realisedPaise: null,
    unrealisedPaise: null,
    lastPaise: null,
    previousClosePaise: null,
    contract: {
      symbolname: '',
      instrumenttype: '',
      priceden: '1',
      pricenum: '1',
      genden: '1',
      gennum: '1',
      precision: '2',
      multiplier: '-1',
      boardlotsize: '1',
    },
    ...changes,
  };
}

export interface BrokerOrder {
  readonly brokerId: string;
  readonly uniqueId: string;
  readonly body: PlaceBody;
  quantity: number;
  limitPaise: number;
  triggerPaise: number;
  filled: number;
  valuePaise: number;
  status: 'open' | 'trigger pending' | 'complete' | 'cancelled' | 'rejected';
  text: string;
}

export type CallName =
  | 'place'
  | 'modify'
  | 'cancel'
  | 'orderBook'
  | 'orderDetails'
  | 'tradeBook'
  | 'positions';

/** Instead of the broker's answer. `isApplied`: the request took effect all the same. */
export interface Mishap {
  readonly isApplied: boolean;
  readonly result: CallResult<never>;
}

export class OrderBroker implements OrderApi {
  readonly orders: BrokerOrder[] = [];
  readonly trades: TradeRow[] = [];
  readonly calls: { readonly name: CallName; readonly body: object; readonly lane: Lane }[] = [];
  /** Told of every row the order stream would carry. */
  onRow: (row: OrderRow) => void = () => undefined;
  /** What happens to a call for which nothing is queued. */
  onCall: (name: CallName) => Mishap | null = () => null;
  /** What happens to the next call of a kind, and to those after it. */
  readonly #mishaps = new Map<CallName, (Mishap | null)[]>();
  readonly #held: (() => void)[] = [];
  /** Answers wait for `release`; effects do not. */
  isHolding = false;
  positionRows: Position[] = [];

  /** Queues what happens to calls of a kind, one after another; null: nothing special. */
  mishap(name: CallName, ...mishaps: (Mishap | null)[]): void {
    this.#mishaps.set(name, [...(this.#mishaps.get(name) ?? []), ...mishaps]);
  }

  count(name: CallName): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  /** Lets the oldest answer go; all of them without a count. */
  release(count = this.#held.length): void {
    for (const go of this.#held.splice(0, count)) go();
  }

  place(body: PlaceBody, lane: Lane = 'normal'): Promise<CallResult<OrderReceipt>> {
    return this.#answer('place', { body, lane }, () => {
      const order = this.#add(body);
      return this.#receipt(order);
    });
  }

  modify(body: ModifyBody, lane: Lane = 'normal'): Promise<CallResult<OrderReceipt>> {
    return this.#answer('modify', { body, lane }, () => {
      const order = this.live(body.orderid);
      if (order === undefined) return refusedWith('AB1013', 'Order not found');
      order.quantity = Number(body.quantity);
      order.limitPaise = paise(body.price);
      order.triggerPaise = paise(body.triggerprice);
      this.onRow(this.rowOf(order, 'modified'));
      return this.#receipt(order);
    });
  }

  cancel(body: CancelBody, lane: Lane = 'normal'): Promise<CallResult<OrderReceipt>> {
    return this.#answer('cancel', { body, lane }, () => {
      const order = this.live(body.orderid);
      if (order === undefined) return refusedWith('AB1007', 'Order is already complete');
      this.end(order, 'cancelled');
      return this.#receipt(order);
    });
  }

  orderBook(): Promise<CallResult<OrderRow[]>> {
    return this.#answer('orderBook', { body: {}, lane: 'normal' }, () => ({
      phase: 'accepted',
      data: this.orders.map((order) => this.rowOf(order)),
    }));
  }

  orderDetails(uniqueOrderId: string): Promise<CallResult<OrderRow>> {
    return this.#answer<OrderRow>(
      'orderDetails',
      { body: { uniqueOrderId }, lane: 'normal' },
      () => {
        const order = this.orders.find(({ uniqueId }) => uniqueId === uniqueOrderId);
        if (order === undefined) return refusedWith('AB1013', 'Order not found');
        return { phase: 'accepted', data: this.rowOf(order) };
      },
    );
  }

  tradeBook(): Promise<CallResult<TradeRow[]>> {
    return this.#answer('tradeBook', { body: {}, lane: 'normal' }, () => ({
      phase: 'accepted',
      data: [...this.trades],
    }));
  }

  positions(): Promise<CallResult<Position[]>> {
    return this.#answer('positions', { body: {}, lane: 'normal' }, () => ({
      phase: 'accepted',
      data: this.positionRows,
    }));
  }

  /** The order with that number, while it can still change. */
  live(brokerId: string): BrokerOrder | undefined {
    const order = this.orders.find((candidate) => candidate.brokerId === brokerId);
    return order?.status === 'open' || order?.status === 'trigger pending' ? order : undefined;
  }

  fill(order: BrokerOrder, quantity: number, pricePaise: number): void {
    order.filled += quantity;
    order.valuePaise += quantity * pricePaise;
    order.status = order.filled === order.quantity ? 'complete' : 'open';
    this.trades.push(
      tradeRowOf({
        orderId: order.brokerId,
        fillId: String(this.trades.length + 1),
        fillQuantity: quantity,
        fillPaise: pricePaise,
      }),
    );
    this.onRow(this.rowOf(order));
  }

  trigger(order: BrokerOrder): void {
    order.status = 'open';
    this.onRow(this.rowOf(order));
  }

  end(order: BrokerOrder, status: 'cancelled' | 'rejected', text = ''): void {
    order.status = status;
    order.text = text;
    this.onRow(this.rowOf(order));
  }

  /** As books and stream show it: an average of two decimals, no exact value. */
  rowOf(order: BrokerOrder, lastEvent: string = order.status): OrderRow {
    const { body } = order;
    const averagePaise = order.filled === 0 ? 0 : Math.round(order.valuePaise / order.filled);
    return orderRowOf({
      variety: body.variety,
      orderType: body.ordertype,
      productType: body.producttype,
      limitPaise: order.limitPaise,
      triggerPaise: order.triggerPaise,
      quantity: order.quantity,
      tradingSymbol: body.tradingsymbol,
      transactionType: body.transactiontype,
      exchange: body.exchange,
      symbolToken: body.symboltoken,
      filledQuantity: order.filled,
      unfilledQuantity: order.quantity - order.filled,
      filledValuePaise: averagePaise * order.filled,
      orderId: order.brokerId,
      text: order.text,
      lastEvent,
      orderStatus: order.status,
      orderTag: body.ordertag,
      uniqueOrderId: order.uniqueId,
    });
  }

  #add(body: PlaceBody): BrokerOrder {
    const number = this.orders.length + 1;
    const order: BrokerOrder = {
      brokerId: `261120${String(number).padStart(9, '0')}`,
      uniqueId: `unique-${number}`,
      body,
      quantity: Number(body.quantity),
      limitPaise: paise(body.price),
      triggerPaise: paise(body.triggerprice),
      filled: 0,
      valuePaise: 0,
      status: body.variety === 'STOPLOSS' ? 'trigger pending' : 'open',
      text: '',
    };
    this.orders.push(order);
    this.onRow(this.rowOf(order));
    return order;
  }

  #receipt({ brokerId, uniqueId }: BrokerOrder): CallResult<OrderReceipt> {
    return { phase: 'accepted', data: { orderId: brokerId, uniqueOrderId: uniqueId } };
  }

  async #answer<Data>(
    name: CallName,
    { body, lane }: { readonly body: object; readonly lane: Lane },
    apply: () => CallResult<Data>,
  ): Promise<CallResult<Data>> {
    this.calls.push({ name, body, lane });
    const queued = this.#mishaps.get(name)?.shift();
    const mishap = queued === undefined ? this.onCall(name) : queued;
    const result = mishap === null || mishap.isApplied ? apply() : null;
    if (this.isHolding) await new Promise<void>((resolve) => this.#held.push(resolve));
    return mishap === null && result !== null ? result : (mishap?.result ?? LOST);
  }
}

function paise(rupees: string): number {
  return Math.round(Number(rupees) * 100);
}
