/** Rows of SmartAPI's order book and trade book, and the order of the order stream. Client and simulator. */
import { z } from 'zod';
import { TRANSACTION_TYPES } from './smartapi-enums.ts';
import { decimal, digits, price, quantity } from './smartapi-numbers.ts';
import { clockTime, optionalStamp } from './smartapi-time.ts';

/** An order as the live server writes it: prices are numbers, quantities strings, times `DD-Mon-YYYY HH:MM:SS` IST or ''. */
export interface WireOrderRow {
  readonly variety: string;
  readonly ordertype: string;
  readonly producttype: string;
  readonly duration: string;
  readonly price: number;
  readonly triggerprice: number;
  readonly quantity: string;
  readonly disclosedquantity: string;
  readonly squareoff: number;
  readonly stoploss: number;
  readonly trailingstoploss: number;
  readonly tradingsymbol: string;
  readonly transactiontype: string;
  readonly exchange: string;
  readonly symboltoken: string;
  readonly instrumenttype: string;
  /** −1 for what is no option. */
  readonly strikeprice: number;
  readonly optiontype: string;
  readonly expirydate: string;
  readonly lotsize: string;
  readonly cancelsize: string;
  readonly averageprice: number;
  readonly filledshares: string;
  readonly unfilledshares: string;
  readonly orderid: string;
  /** Why it was rejected; '' otherwise. */
  readonly text: string;
  /** What happened last. */
  readonly status: string;
  /** The state, see `ORDER_STATES`. */
  readonly orderstatus: string;
  readonly updatetime: string;
  readonly exchtime: string;
  readonly exchorderupdatetime: string;
  readonly fillid: string;
  readonly filltime: string;
  readonly parentorderid: string;
  readonly ordertag: string;
  /** Left out by the order stream, as is `exchangeorderid`. */
  readonly uniqueorderid?: string;
  readonly exchangeorderid?: string;
}

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/**
 * Every field the client acts on. Words of orders that others placed (variety, product, exchange, …) are opaque, so that one odd row does
 * not make the whole book unreadable; the side and all numbers are strict.
 */
export const orderRowSchema = z
  .object({
    variety: z.string(),
    ordertype: z.string(),
    producttype: z.string(),
    duration: z.string(),
    price,
    triggerprice: price,
    quantity,
    tradingsymbol: z.string(),
    transactiontype: z.enum(TRANSACTION_TYPES),
    exchange: z.string(),
    symboltoken: z.string(),
    cancelsize: quantity,
    averageprice: decimal.refine((value) => value >= 0, 'is not at least 0'),
    filledshares: quantity,
    unfilledshares: quantity,
    orderid: digits,
    text: optionalText,
    status: z.string(),
    orderstatus: z.string(),
    updatetime: optionalStamp,
    exchtime: optionalStamp,
    exchorderupdatetime: optionalStamp,
    ordertag: optionalText,
    uniqueorderid: optionalText,
  })
  .transform((row) => ({
    variety: row.variety,
    orderType: row.ordertype,
    productType: row.producttype,
    duration: row.duration,
    limitPaise: row.price,
    triggerPaise: row.triggerprice,
    quantity: row.quantity,
    tradingSymbol: row.tradingsymbol,
    transactionType: row.transactiontype,
    exchange: row.exchange,
    symbolToken: row.symboltoken,
    cancelledQuantity: row.cancelsize,
    filledQuantity: row.filledshares,
    unfilledQuantity: row.unfilledshares,
    /** Average price × filled quantity, rounded: as exact as the average the broker wrote. */
    filledValuePaise: Math.round(row.averageprice * 100 * row.filledshares),
    orderId: row.orderid,
    text: row.text,
    lastEvent: row.status,
    orderStatus: row.orderstatus,
    updatedMs: row.updatetime,
    exchangeMs: row.exchtime,
    exchangeUpdatedMs: row.exchorderupdatetime,
    orderTag: row.ordertag,
    uniqueOrderId: row.uniqueorderid,
  }));
/** Prices in paise, quantities in units, times in epoch ms or null; `text`, `orderTag`, `uniqueOrderId` are '' where there is none. */
export type OrderRow = z.infer<typeof orderRowSchema>;

/** null when the account has no orders today. */
export const orderBookSchema = z
  .array(orderRowSchema)
  .nullable()
  .transform((rows) => rows ?? []);

/** One fill of today. It carries no token: join by order id. */
export interface WireTradeRow {
  readonly exchange: string;
  readonly producttype: string;
  readonly tradingsymbol: string;
  readonly instrumenttype: string;
  readonly symbolgroup: string;
  readonly strikeprice: string;
  readonly optiontype: string;
  readonly expirydate: string;
  readonly marketlot: string;
  readonly precision: string;
  readonly multiplier: string;
  readonly tradevalue: string;
  readonly transactiontype: string;
  readonly fillprice: string;
  readonly fillsize: string;
  readonly orderid: string;
  /** Trade number of the exchange. */
  readonly fillid: string;
  /** `HH:MM:SS`; the date is today's. */
  readonly filltime: string;
}

export const tradeRowSchema = z
  .object({
    exchange: z.string(),
    producttype: z.string(),
    tradingsymbol: z.string(),
    transactiontype: z.enum(TRANSACTION_TYPES),
    fillprice: price,
    fillsize: quantity,
    orderid: digits,
    fillid: z.union([z.string(), z.number()]).transform(String),
    filltime: clockTime,
  })
  .transform((row) => ({
    exchange: row.exchange,
    productType: row.producttype,
    tradingSymbol: row.tradingsymbol,
    transactionType: row.transactiontype,
    fillPaise: row.fillprice,
    fillQuantity: row.fillsize,
    orderId: row.orderid,
    fillId: row.fillid,
    /** After midnight IST of today. */
    fillTimeOfDayMs: row.filltime,
  }));
export type TradeRow = z.infer<typeof tradeRowSchema>;

/** null when there were no trades today. */
export const tradeBookSchema = z
  .array(tradeRowSchema)
  .nullable()
  .transform((rows) => rows ?? []);
