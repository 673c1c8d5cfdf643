/** SmartAPI order calls: bodies as we send them and as the server reads them, and their answers. Client and simulator. */
import { z } from 'zod';
import {
  DURATIONS,
  MAX_ORDER_TAG_LENGTH,
  ORDER_EXCHANGES,
  ORDER_TYPES,
  PRODUCT_TYPES,
  TRANSACTION_TYPES,
  VARIETIES,
} from './smartapi-enums.ts';
import { digits, price, quantity } from './smartapi-numbers.ts';

const id = z.string().regex(/^\d{1,15}$/);
const token = z.string().regex(/^\d{1,25}$/);
const symbol = z.string().regex(/^[\x20-\x7e]{1,60}$/);
/** Rupees with at most two decimals. */
const sentPrice = z.string().regex(/^\d{1,12}(?:\.\d{2})?$/);
const sentQuantity = z.string().regex(/^[1-9]\d{0,11}$/);
const tag = z.string().regex(new RegExp(`^[A-Za-z0-9]{1,${MAX_ORDER_TAG_LENGTH}}$`));

/** Body of `placeOrder` as we send it: every number a string, prices "0" where the order has none. Quantities are units, also of derivatives. */
export const placeBodySchema = z.strictObject({
  variety: z.enum(['NORMAL', 'STOPLOSS']),
  tradingsymbol: symbol,
  symboltoken: token,
  transactiontype: z.enum(TRANSACTION_TYPES),
  exchange: z.enum(ORDER_EXCHANGES),
  ordertype: z.enum(['LIMIT', 'STOPLOSS_LIMIT']),
  producttype: z.enum(PRODUCT_TYPES).exclude(['BO']),
  duration: z.literal('DAY'),
  price: sentPrice,
  triggerprice: sentPrice,
  quantity: sentQuantity,
  ordertag: tag,
  scripconsent: z.literal('yes').optional(),
});
export type PlaceBody = z.infer<typeof placeBodySchema>;

/** Body of `modifyOrder` as we send it; the whole new state of the order. Its id stays. */
export const modifyBodySchema = placeBodySchema
  .omit({ transactiontype: true, ordertag: true, scripconsent: true })
  .extend({ orderid: id });
export type ModifyBody = z.infer<typeof modifyBodySchema>;

/** Body of `cancelOrder`; `variety` is that of the order. */
export const cancelBodySchema = z.strictObject({
  variety: z.enum(['NORMAL', 'STOPLOSS']),
  orderid: id,
});
export type CancelBody = z.infer<typeof cancelBodySchema>;

const optionalPrice = price.or(z.literal('').transform(() => 0)).default(0);

/** A `placeOrder` body as the server takes it: numbers or strings, optional fields left out; prices come out as integer paise. */
export const placeRequestSchema = z.object({
  variety: z.enum(VARIETIES),
  tradingsymbol: z.string().min(1),
  symboltoken: z.string().min(1),
  transactiontype: z.enum(TRANSACTION_TYPES),
  exchange: z.enum(ORDER_EXCHANGES),
  ordertype: z.enum(ORDER_TYPES),
  producttype: z.enum(PRODUCT_TYPES),
  duration: z.enum(DURATIONS),
  price: optionalPrice,
  triggerprice: optionalPrice,
  quantity,
  disclosedquantity: quantity.or(z.literal('').transform(() => 0)).default(0),
  ordertag: z.string().nullish(),
  scripconsent: z.string().nullish(),
});
export type PlaceRequest = z.infer<typeof placeRequestSchema>;

/** A `modifyOrder` body as the server takes it. */
export const modifyRequestSchema = placeRequestSchema
  .pick({
    variety: true,
    ordertype: true,
    producttype: true,
    duration: true,
    price: true,
    triggerprice: true,
    quantity: true,
    disclosedquantity: true,
    tradingsymbol: true,
    symboltoken: true,
    exchange: true,
  })
  .extend({ orderid: digits });

/** A `cancelOrder` body as the server takes it; the live server is lenient about a wrong `variety`. */
export const cancelRequestSchema = z.object({ variety: z.string(), orderid: digits });

/** Data of a placed order. */
export interface WirePlaceData {
  readonly script: string;
  /** 15 digits: yymmdd and a counter of the day. */
  readonly orderid: string;
  /** UUID; what `details` asks for. */
  readonly uniqueorderid: string;
}

/** Of place, modify and cancel. It says that the request was taken in, not what the exchange makes of it. */
export const orderDataSchema = z
  .object({ orderid: digits, uniqueorderid: z.string().nullish() })
  .transform(({ orderid, uniqueorderid }) => ({
    orderId: orderid,
    uniqueOrderId: uniqueorderid ?? '',
  }));
/** `uniqueOrderId` is '' where the broker gave none. */
export type OrderReceipt = z.infer<typeof orderDataSchema>;
