/** Orders and fills as SmartAPI's books and order stream write them. Simulator process. */
import type { WireOrderRow, WireTradeRow } from '../../../contract/wire/smartapi-order-rows.ts';
import {
  ORDER_STREAM_CODES,
  type OrderStreamCode,
  type WireOrderMessage,
} from '../../../contract/wire/smartapi-order-stream.ts';
import { istClock, istStamp } from '../../../contract/wire/smartapi-time.ts';
import type { BrokerOrder, BrokerTrade } from './broker-order.ts';
import { expiryWord, kindWord, strikeRupees, symbolGroup, twoDecimals } from './contract-words.ts';

/** A row of the order book; `details` answers the same. */
export function orderRow(order: BrokerOrder): WireOrderRow {
  return {
    ...streamedRow(order),
    uniqueorderid: order.uniqueOrderId,
    exchangeorderid: order.exchangeOrderId,
  };
}

/** The order stream leaves out the two long ids. */
function streamedRow(order: BrokerOrder): WireOrderRow {
  const { instrument, filledQuantity } = order;
  return {
    variety: order.variety,
    ordertype: order.orderType,
    producttype: order.product,
    duration: order.duration,
    price: order.limitPaise / 100,
    triggerprice: order.triggerPaise / 100,
    quantity: String(order.quantity),
    disclosedquantity: String(order.disclosedQuantity),
    ...{ squareoff: 0, stoploss: 0, trailingstoploss: 0 },
    tradingsymbol: instrument.symbol,
    transactiontype: order.side === 1 ? 'BUY' : 'SELL',
    exchange: instrument.exchange,
    symboltoken: instrument.token,
    instrumenttype: kindWord(instrument),
    strikeprice: strikeRupees(instrument),
    optiontype: instrument.optionType,
    expirydate: expiryWord(instrument),
    lotsize: String(instrument.lotSize),
    cancelsize: String(order.cancelledQuantity),
    averageprice: filledQuantity === 0 ? 0 : order.filledValuePaise / filledQuantity / 100,
    filledshares: String(filledQuantity),
    unfilledshares: String(order.quantity - filledQuantity),
    orderid: order.orderId,
    text: order.text,
    status: order.event,
    orderstatus: order.state,
    updatetime: istStamp(order.updatedMs),
    exchtime: stampOrNever(order.exchangeMs),
    exchorderupdatetime: stampOrNever(order.exchangeUpdatedMs),
    fillid: order.fillId,
    filltime: order.fillMs === 0 ? '' : istClock(order.fillMs),
    parentorderid: '',
    ordertag: order.tag,
  };
}

export function tradeRow({
  order,
  quantity,
  pricePaise,
  timeMs,
  fillId,
}: BrokerTrade): WireTradeRow {
  const { instrument } = order;
  return {
    exchange: instrument.exchange,
    producttype: order.product,
    tradingsymbol: instrument.symbol,
    instrumenttype: kindWord(instrument),
    symbolgroup: symbolGroup(instrument),
    strikeprice: strikeRupees(instrument).toFixed(1),
    optiontype: instrument.optionType,
    expirydate: expiryWord(instrument),
    marketlot: String(instrument.lotSize),
    ...{ precision: '2', multiplier: '-1' },
    tradevalue: twoDecimals(quantity * pricePaise),
    transactiontype: order.side === 1 ? 'BUY' : 'SELL',
    fillprice: twoDecimals(pricePaise),
    fillsize: String(quantity),
    orderid: order.orderId,
    fillid: fillId,
    filltime: istClock(timeMs),
  };
}

/** The message of the order stream that tells of `order`. */
export function orderMessage(order: BrokerOrder): WireOrderMessage {
  return messageOf(order.account.clientCode, codeOf(order), streamedRow(order));
}

/** The first message of a connection. */
export function connectedMessage(clientCode: string): WireOrderMessage {
  return messageOf(clientCode, ORDER_STREAM_CODES.connected, EMPTY_ROW);
}

function messageOf(
  clientCode: string,
  code: OrderStreamCode,
  orderData: WireOrderRow,
): WireOrderMessage {
  return {
    'user-id': clientCode,
    'status-code': '200',
    'order-status': code,
    'error-message': '',
    orderData,
  };
}

/** The code of what happened last; where that has none, of the state. */
function codeOf({ event, state }: BrokerOrder): OrderStreamCode {
  const codes: Readonly<Record<string, OrderStreamCode>> = ORDER_STREAM_CODES;
  return codes[event] ?? codes[state] ?? ORDER_STREAM_CODES.open;
}

function stampOrNever(timeMs: number): string {
  return timeMs === 0 ? '' : istStamp(timeMs);
}

const EMPTY_ROW: WireOrderRow = {
  ...{ variety: '', ordertype: '', producttype: '', duration: '', price: 0, triggerprice: 0 },
  ...{ quantity: '0', disclosedquantity: '0', squareoff: 0, stoploss: 0, trailingstoploss: 0 },
  ...{ tradingsymbol: '', transactiontype: '', exchange: '', symboltoken: '', instrumenttype: '' },
  ...{ strikeprice: 0, optiontype: '', expirydate: '', lotsize: '0', cancelsize: '0' },
  ...{ averageprice: 0, filledshares: '0', unfilledshares: '0', orderid: '', text: '' },
  ...{ status: '', orderstatus: '', updatetime: '', exchtime: '', exchorderupdatetime: '' },
  ...{ fillid: '', filltime: '', parentorderid: '', ordertag: '' },
};
