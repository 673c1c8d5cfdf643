/** SmartAPI GTT rules (orders that wait at the broker for their trigger). Client and simulator. */
import { z } from 'zod';
import { TRANSACTION_TYPES } from './smartapi-enums.ts';
import { digits, price, quantity } from './smartapi-numbers.ts';
import { isoStamp } from './smartapi-time.ts';

/** Rules exist on these exchanges and for these products only. */
export const GTT_EXCHANGES = ['NSE', 'BSE'] as const;
export const GTT_PRODUCTS = ['DELIVERY', 'MARGIN'] as const;

/** FORALL asks for every status. */
export const GTT_STATUSES = ['NEW', 'CANCELLED', 'ACTIVE', 'SENTTOEXCHANGE', 'FORALL'] as const;
export type GttStatus = (typeof GTT_STATUSES)[number];

/** Codes of refused rules. */
export const GTT_ERROR_CODES = {
  internal: 'AB9000',
  parameters: 'AB9001',
  clientId: 'AB9003',
  session: 'AB9005',
  quantity: 'AB9006',
  disclosedQuantity: 'AB9007',
  price: 'AB9008',
  trigger: 'AB9009',
  exchange: 'AB9010',
  token: 'AB9011',
  symbol: 'AB9012',
  ruleId: 'AB9013',
  side: 'AB9014',
  product: 'AB9015',
  page: 'AB9017',
  count: 'AB9018',
} as const;

const sentPrice = z.string().regex(/^\d{1,12}(?:\.\d{2})?$/);
const sentQuantity = z.string().regex(/^[1-9]\d{0,11}$/);
const token = z.string().regex(/^\d{1,25}$/);
const sentId = z.string().regex(/^\d{1,15}$/);

/** Body of `createRule` as we send it; all numbers are strings. */
export const gttCreateBodySchema = z.strictObject({
  tradingsymbol: z.string().regex(/^[\x20-\x7e]{1,60}$/),
  symboltoken: token,
  exchange: z.enum(GTT_EXCHANGES),
  transactiontype: z.enum(TRANSACTION_TYPES),
  producttype: z.enum(GTT_PRODUCTS),
  price: sentPrice,
  qty: sentQuantity,
  triggerprice: sentPrice,
  disclosedqty: sentQuantity,
});
export type GttCreateBody = z.infer<typeof gttCreateBodySchema>;

/** Body of `modifyRule` as we send it. */
export const gttModifyBodySchema = gttCreateBodySchema
  .omit({ tradingsymbol: true, transactiontype: true, producttype: true })
  .extend({ id: sentId });
export type GttModifyBody = z.infer<typeof gttModifyBodySchema>;

/** Body of `cancelRule` as we send it. */
export const gttCancelBodySchema = z.strictObject({
  id: sentId,
  symboltoken: token,
  exchange: z.enum(GTT_EXCHANGES),
});
export type GttCancelBody = z.infer<typeof gttCancelBodySchema>;

/** `createRule` as the server takes it: numbers or strings. */
export const gttCreateRequestSchema = z.object({
  tradingsymbol: z.string().min(1),
  symboltoken: z.string().min(1),
  exchange: z.string(),
  transactiontype: z.enum(TRANSACTION_TYPES),
  producttype: z.string(),
  price,
  qty: quantity,
  triggerprice: price,
  disclosedqty: quantity.optional(),
  /** Days; older clients send it. */
  timeperiod: quantity.optional(),
});

/** `modifyRule` as the server takes it. */
export const gttModifyRequestSchema = z.object({
  id: digits,
  symboltoken: z.string().min(1),
  exchange: z.string(),
  price,
  qty: quantity,
  triggerprice: price,
  disclosedqty: quantity.optional(),
});

/** `cancelRule` as the server takes it. */
export const gttCancelRequestSchema = z.object({
  id: digits,
  symboltoken: z.string().min(1),
  exchange: z.string(),
});

/** Body of `ruleDetails`. */
export const gttDetailsBodySchema = z.object({ id: digits });

/** Body of `ruleList`; pages count from 1. */
export const gttListBodySchema = z.object({
  status: z.array(z.enum(GTT_STATUSES)).min(1),
  page: z.number().int().min(1),
  count: z.number().int().min(1),
});
export type GttListBody = z.infer<typeof gttListBodySchema>;

/** Data of create, modify and cancel. */
export const gttIdSchema = z.object({ id: digits });

/** A rule; prices are numbers in rupees, times ISO with +05:30. The documentation shows prices as strings and times in UTC. */
export interface WireGttRule {
  readonly id: string;
  readonly status: string;
  readonly createddate: string;
  readonly updateddate: string;
  /** About a year after its creation. */
  readonly expirydate: string;
  readonly clientid: string;
  readonly tradingsymbol: string;
  readonly symboltoken: string;
  readonly exchange: string;
  readonly producttype: string;
  readonly transactiontype: string;
  readonly price: number;
  readonly qty: number;
  readonly triggerprice: number;
  readonly disclosedqty: number;
  readonly gttType: string;
  readonly stoplossprice: number;
  readonly stoplosstriggerprice: number;
}

/** Times as the live server and as the documentation write them → epoch ms. */
export const gttRuleSchema = z
  .object({
    id: digits,
    status: z.string(),
    createddate: isoStamp,
    updateddate: isoStamp,
    expirydate: isoStamp,
    tradingsymbol: z.string(),
    symboltoken: z.string(),
    exchange: z.string(),
    producttype: z.string(),
    transactiontype: z.enum(TRANSACTION_TYPES),
    price,
    qty: quantity,
    triggerprice: price,
  })
  .transform((row) => ({
    id: row.id,
    status: row.status,
    createdMs: row.createddate,
    updatedMs: row.updateddate,
    expiresMs: row.expirydate,
    tradingSymbol: row.tradingsymbol,
    symbolToken: row.symboltoken,
    exchange: row.exchange,
    productType: row.producttype,
    transactionType: row.transactiontype,
    limitPaise: row.price,
    triggerPaise: row.triggerprice,
    quantity: row.qty,
  }));
export type GttRule = z.infer<typeof gttRuleSchema>;

/** An array; null when there are none; the documentation shows one bare rule. */
export const gttListSchema = z.union([
  z
    .array(gttRuleSchema)
    .nullable()
    .transform((rows) => rows ?? []),
  gttRuleSchema.transform((rule) => [rule]),
]);
