/** Every call of the typed API with good arguments, and the data the broker answers it with. */
import type { EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import type { AngelApi } from '../../src/venue/angel/angel-api.ts';
import type { CallResult } from '../../src/venue/angel/call.ts';
import * as sample from './smartapi-answers.ts';

export interface ApiCall {
  readonly name: EndpointName;
  /** As the broker writes them. */
  readonly data: unknown;
  ask(api: AngelApi): Promise<CallResult<unknown>>;
}

export const PLACE_BODY = {
  variety: 'NORMAL',
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
  transactiontype: 'BUY',
  exchange: 'NSE',
  ordertype: 'LIMIT',
  producttype: 'INTRADAY',
  duration: 'DAY',
  price: '194.50',
  triggerprice: '0',
  quantity: '1',
  ordertag: 'ABC01000000001A',
} as const;

const ORDER_ID = sample.PLACED.orderid;
const RECEIPT = { orderid: ORDER_ID, uniqueorderid: sample.PLACED.uniqueorderid };
const { transactiontype: _side, ordertag: _tag, ...TERMS } = PLACE_BODY;
export const MODIFY_BODY = { ...TERMS, orderid: ORDER_ID };
export const CANCEL_BODY = { variety: 'NORMAL', orderid: ORDER_ID } as const;

const GTT_TARGET = { id: '1', symboltoken: '3045', exchange: 'NSE' } as const;
const GTT_TERMS = { price: '195.50', qty: '1', triggerprice: '200', disclosedqty: '1' };
export const GTT_CREATE_BODY = {
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
  exchange: 'NSE',
  transactiontype: 'BUY',
  producttype: 'DELIVERY',
  ...GTT_TERMS,
} as const;

export const CONVERT_BODY = {
  exchange: 'NSE',
  symboltoken: '2885',
  oldproducttype: 'DELIVERY',
  newproducttype: 'INTRADAY',
  tradingsymbol: 'RELIANCE-EQ',
  symbolname: 'RELIANCE',
  instrumenttype: '',
  priceden: '1',
  pricenum: '1',
  genden: '1',
  gennum: '1',
  precision: '2',
  multiplier: '-1',
  boardlotsize: '1',
  buyqty: '1',
  sellqty: '0',
  buyamount: '2235.80',
  sellamount: '0',
  transactiontype: 'BUY',
  quantity: 1,
  type: 'DAY',
} as const;

export const MARGIN_POSITION = {
  exchange: 'NFO',
  qty: 75,
  price: 101.25,
  productType: 'INTRADAY',
  token: '35001',
  tradeType: 'BUY',
} as const;

const CHARGED_ORDER = {
  product_type: 'DELIVERY',
  transaction_type: 'BUY',
  quantity: '10',
  price: '800.50',
  exchange: 'NSE',
  symbol_name: 'SBIN-EQ',
  token: '3045',
} as const;

const WINDOW = {
  exchange: 'NSE',
  symboltoken: '3045',
  interval: 'ONE_MINUTE',
  fromdate: '2026-11-20 09:15',
  todate: '2026-11-20 15:30',
} as const;

const LTP_BODY = { exchange: 'NSE', tradingsymbol: 'SBIN-EQ', symboltoken: '3045' };

export const API_CALLS: readonly ApiCall[] = [
  { name: 'place', data: sample.PLACED, ask: (api) => api.place(PLACE_BODY) },
  { name: 'modify', data: RECEIPT, ask: (api) => api.modify(MODIFY_BODY) },
  { name: 'cancel', data: RECEIPT, ask: (api) => api.cancel(CANCEL_BODY) },
  { name: 'orderBook', data: [sample.ORDER_ROW], ask: (api) => api.orderBook() },
  { name: 'tradeBook', data: [sample.TRADE_ROW], ask: (api) => api.tradeBook() },
  { name: 'orderDetails', data: sample.ORDER_ROW, ask: (api) => api.orderDetails('34reqfachdfih') },
  { name: 'positions', data: [sample.POSITION_ROW], ask: (api) => api.positions() },
  { name: 'holdings', data: [sample.HOLDING_ROW], ask: (api) => api.holdings() },
  { name: 'allHoldings', data: sample.ALL_HOLDINGS, ask: (api) => api.allHoldings() },
  { name: 'convert', data: null, ask: (api) => api.convert(CONVERT_BODY) },
  { name: 'profile', data: sample.PROFILE, ask: (api) => api.profile() },
  { name: 'funds', data: sample.FUNDS, ask: (api) => api.funds() },
  {
    name: 'margin',
    data: sample.MARGIN,
    ask: (api) => api.margin({ positions: [MARGIN_POSITION] }),
  },
  { name: 'charges', data: sample.CHARGES, ask: (api) => api.charges({ orders: [CHARGED_ORDER] }) },
  { name: 'ltp', data: sample.LTP, ask: (api) => api.ltp(LTP_BODY) },
  {
    name: 'search',
    data: [sample.SCRIP],
    ask: (api) => api.search({ exchange: 'NSE', searchscrip: 'SBIN' }),
  },
  {
    name: 'quote',
    data: sample.QUOTES,
    ask: (api) => api.quote('FULL', [{ exchange: 'NSE', token: '3045' }]),
  },
  { name: 'candles', data: [sample.CANDLE], ask: (api) => api.candles(WINDOW) },
  { name: 'openInterest', data: [sample.OPEN_INTEREST], ask: (api) => api.openInterest(WINDOW) },
  { name: 'gttCreate', data: { id: '1' }, ask: (api) => api.gttCreate(GTT_CREATE_BODY) },
  {
    name: 'gttModify',
    data: { id: '1' },
    ask: (api) => api.gttModify({ ...GTT_TARGET, ...GTT_TERMS }),
  },
  { name: 'gttCancel', data: { id: '1' }, ask: (api) => api.gttCancel(GTT_TARGET) },
  { name: 'gttDetails', data: sample.GTT_RULE, ask: (api) => api.gttDetails('1') },
  {
    name: 'gttList',
    data: [sample.GTT_RULE],
    ask: (api) => api.gttList({ status: ['FORALL'], page: 1, count: 10 }),
  },
];
