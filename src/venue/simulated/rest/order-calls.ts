/** Place, modify, cancel and the books of the simulated broker. Simulator process. */
import { MAX_ORDER_TAG_LENGTH, VARIETIES } from '../../../contract/wire/smartapi-enums.ts';
import {
  cancelRequestSchema,
  modifyRequestSchema,
  type PlaceRequest,
  placeRequestSchema,
} from '../../../contract/wire/smartapi-orders.ts';
import { ERROR_CODES } from '../../../contract/wire/smartapi-rest.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { Side } from '../../../domain/order/types.ts';
import { type BrokerOrder, isOver, type OrderTerms } from '../broker/broker-order.ts';
import { orderRow, tradeRow } from '../broker/order-rows.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import { protectedLimit } from '../broker/square-off.ts';
import { type Answer, applicationRefusal, listAnswer, malformed, okAnswer } from './answer.ts';
import { bodyOf, type Call, type ClientHandler, type Handlers } from './call.ts';

/** Undocumented number of the broker's answer to a bracket order. */
const ROBO_BLOCKED = 'AB2002';
const CASH_PRODUCTS: readonly string[] = ['DELIVERY', 'INTRADAY', 'MARGIN'];
const DERIVATIVE_PRODUCTS: readonly string[] = ['CARRYFORWARD', 'INTRADAY'];

type OrderCalls = Pick<
  Handlers,
  'place' | 'modify' | 'cancel' | 'orderBook' | 'tradeBook' | 'orderDetails'
>;

export function orderCalls(broker: SimulatedBroker): OrderCalls {
  return {
    place: placeCall(broker),
    modify: modifyCall(broker),
    cancel: cancelCall(broker),
    orderBook: ({ account }) =>
      listAnswer(broker.ledger.ordersAt(account.clientCode, broker.bookTimeMs).map(orderRow)),
    tradeBook: ({ account }) =>
      listAnswer(broker.ledger.tradesAt(account.clientCode, broker.bookTimeMs).map(tradeRow)),
    orderDetails: ({ account, tail }) => {
      const order = broker.ledger.byUniqueId(tail, account.clientCode);
      return order === undefined ? orderNotFound() : okAnswer(orderRow(order));
    },
  };
}

function placeCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const refusal = wordRefusal(call);
    if (refusal !== null) return refusal;
    const request = bodyOf(call, placeRequestSchema);
    if (request === null) return malformed();
    const instrument = broker.directory.find(request.exchange, request.symboltoken);
    if (instrument?.symbol !== request.tradingsymbol) {
      return applicationRefusal(ERROR_CODES.symbolNotFound, 'Symbol Not Found');
    }
    const side = request.transactiontype === 'BUY' ? 1 : -1;
    const terms = termsOf(broker, request, { instrument, side });
    if ('status' in terms) return terms;
    const { account } = call;
    const tag = request.ordertag ?? '';
    const order = broker.orders.place({ account, instrument, side, terms, tag, origin: 'api' });
    const { orderId: orderid, uniqueOrderId: uniqueorderid } = order;
    return okAnswer({ script: instrument.symbol, orderid, uniqueorderid });
  };
}

function modifyCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const request = bodyOf(call, modifyRequestSchema);
    if (request === null) return malformed();
    const order = broker.ledger.byId(request.orderid, call.account.clientCode);
    const refusal = orderRefusal(order);
    if (order === undefined || refusal !== null) return refusal ?? orderNotFound();
    const { quantity, price: limitPaise, triggerprice: triggerPaise } = request;
    broker.orders.modify(order, { quantity, limitPaise, triggerPaise });
    return receiptOf(order);
  };
}

function cancelCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const request = bodyOf(call, cancelRequestSchema);
    if (request === null) return malformed();
    const order = broker.ledger.byId(request.orderid, call.account.clientCode);
    const refusal = orderRefusal(order);
    if (order === undefined || refusal !== null) return refusal ?? orderNotFound();
    broker.orders.cancel(order);
    return receiptOf(order);
  };
}

function receiptOf({ orderId, uniqueOrderId }: BrokerOrder): Answer {
  return okAnswer({ orderid: orderId, uniqueorderid: uniqueOrderId });
}

/** Words that have a refusal of their own, before the body is looked at as a whole. */
function wordRefusal({ body }: Call): Answer | null {
  const words = typeof body === 'object' && body !== null ? body : {};
  const variety = 'variety' in words ? words.variety : '';
  if (variety === 'AMO') {
    return applicationRefusal(ERROR_CODES.orderSystem, 'Variety AMO is not allowed');
  }
  if (!VARIETIES.some((known) => known === variety)) {
    return applicationRefusal(ERROR_CODES.varietyInvalid, 'Invalid Order Variety');
  }
  const tag = 'ordertag' in words ? words.ordertag : '';
  if (typeof tag === 'string' && tag.length > MAX_ORDER_TAG_LENGTH) {
    const message = 'The ordertag should be less than 20 characters';
    return applicationRefusal(ERROR_CODES.orderTagTooLong, message);
  }
  return null;
}

/** The order as it goes to risk management, or why it does not. */
function termsOf(
  broker: SimulatedBroker,
  request: PlaceRequest,
  { instrument, side }: { readonly instrument: Instrument; readonly side: Side },
): OrderTerms | Answer {
  const { variety, ordertype, producttype: product, duration, quantity } = request;
  if (variety === 'ROBO') return applicationRefusal(ROBO_BLOCKED, 'ROBO order is blocked');
  const products = instrument.kind === 'equity' ? CASH_PRODUCTS : DERIVATIVE_PRODUCTS;
  if (!products.includes(product)) {
    return applicationRefusal(ERROR_CODES.productInvalid, 'Invalid Product Type');
  }
  if ((variety === 'STOPLOSS') !== ordertype.startsWith('STOPLOSS')) {
    const message = 'The order type does not go with the variety';
    return applicationRefusal(ERROR_CODES.orderSystem, message);
  }
  const isMarket = ordertype === 'MARKET' || ordertype === 'STOPLOSS_MARKET';
  if ((isMarket || duration === 'IOC') && !broker.policy.isMarketConverted) {
    const message = 'MARKET and IOC orders are not allowed through the API';
    return applicationRefusal(ERROR_CODES.orderSystem, message);
  }
  const { segment } = instrument;
  if (product === 'INTRADAY' && broker.squareOff.isPast(segment, broker.timeMs)) {
    const message = 'Intraday orders are not allowed after the square-off time';
    return applicationRefusal(ERROR_CODES.orderSystem, message);
  }
  const isStop = variety === 'STOPLOSS';
  const triggerPaise = isStop ? request.triggerprice : 0;
  const basePaise = isStop ? triggerPaise : broker.pricesOf(instrument).lastPaise;
  return {
    ...{ variety, product, quantity, triggerPaise },
    duration: 'DAY',
    orderType: isStop ? 'STOPLOSS_LIMIT' : 'LIMIT',
    disclosedQuantity: request.disclosedquantity,
    limitPaise: isMarket ? protectedLimit(instrument, side, basePaise) : request.price,
  };
}

function orderRefusal(order: BrokerOrder | undefined): Answer | null {
  if (order === undefined) return orderNotFound();
  if (!isOver(order)) return null;
  return applicationRefusal(ERROR_CODES.orderSystem, `The order is already ${order.state}`);
}

function orderNotFound(): Answer {
  return applicationRefusal(ERROR_CODES.orderNotFound, 'Order not found');
}
