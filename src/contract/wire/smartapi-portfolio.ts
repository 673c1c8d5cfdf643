/** SmartAPI positions, holdings and conversion of positions. Client and simulator. */
import { z } from 'zod';
import { PRODUCT_TYPES, TRANSACTION_TYPES } from './smartapi-enums.ts';
import {
  decimal,
  price,
  quantity,
  rupees,
  signedQuantity,
  spacedRupees,
} from './smartapi-numbers.ts';

/** One instrument and product of the position book, net of the day; every value is a string. */
export interface WirePositionRow {
  readonly exchange: string;
  readonly symboltoken: string;
  readonly producttype: string;
  readonly tradingsymbol: string;
  readonly symbolname: string;
  readonly instrumenttype: string;
  readonly priceden: string;
  readonly pricenum: string;
  readonly genden: string;
  readonly gennum: string;
  readonly precision: string;
  readonly multiplier: string;
  readonly boardlotsize: string;
  readonly buyqty: string;
  readonly sellqty: string;
  readonly buyamount: string;
  readonly sellamount: string;
  readonly symbolgroup: string;
  readonly strikeprice: string;
  readonly optiontype: string;
  /** `DDMONYYYY` or ''. */
  readonly expirydate: string;
  readonly lotsize: string;
  /** Carried forward from earlier days. */
  readonly cfbuyqty: string;
  readonly cfsellqty: string;
  readonly cfbuyamount: string;
  readonly cfsellamount: string;
  readonly buyavgprice: string;
  readonly sellavgprice: string;
  readonly avgnetprice: string;
  readonly netvalue: string;
  readonly netqty: string;
  readonly totalbuyvalue: string;
  readonly totalsellvalue: string;
  readonly cfbuyavgprice: string;
  readonly cfsellavgprice: string;
  readonly totalbuyavgprice: string;
  readonly totalsellavgprice: string;
  readonly netprice: string;
  readonly pnl: string;
  readonly realised: string;
  readonly unrealised: string;
  readonly ltp: string;
  readonly close: string;
}

/** A word that is passed back as it came. */
const word = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ''));
const optionalRupees = rupees.nullish().transform((paise) => paise ?? null);

const positionRowSchema = z
  .object({
    exchange: z.string(),
    symboltoken: z.string(),
    producttype: z.string(),
    tradingsymbol: z.string(),
    symbolname: word,
    instrumenttype: word,
    priceden: word,
    pricenum: word,
    genden: word,
    gennum: word,
    precision: word,
    multiplier: word,
    boardlotsize: word,
    buyqty: quantity,
    sellqty: quantity,
    buyamount: price,
    sellamount: price,
    cfbuyqty: quantity,
    cfsellqty: quantity,
    cfbuyamount: price,
    cfsellamount: price,
    netqty: signedQuantity,
    netvalue: spacedRupees,
    pnl: optionalRupees,
    realised: optionalRupees,
    unrealised: optionalRupees,
    ltp: optionalRupees,
    close: optionalRupees,
  })
  .transform((row) => ({
    exchange: row.exchange,
    symbolToken: row.symboltoken,
    productType: row.producttype,
    tradingSymbol: row.tradingsymbol,
    netQuantity: row.netqty,
    netValuePaise: row.netvalue,
    /** Today's. */
    buyQuantity: row.buyqty,
    sellQuantity: row.sellqty,
    buyValuePaise: row.buyamount,
    sellValuePaise: row.sellamount,
    /** Carried forward from earlier days. */
    carriedBuyQuantity: row.cfbuyqty,
    carriedSellQuantity: row.cfsellqty,
    carriedBuyValuePaise: row.cfbuyamount,
    carriedSellValuePaise: row.cfsellamount,
    profitPaise: row.pnl,
    realisedPaise: row.realised,
    unrealisedPaise: row.unrealised,
    lastPaise: row.ltp,
    previousClosePaise: row.close,
    /** What a conversion sends back as it came. */
    contract: {
      symbolname: row.symbolname,
      instrumenttype: row.instrumenttype,
      priceden: row.priceden,
      pricenum: row.pricenum,
      genden: row.genden,
      gennum: row.gennum,
      precision: row.precision,
      multiplier: row.multiplier,
      boardlotsize: row.boardlotsize,
    },
  }));
/** Quantities in units, below 0 for what is short; prices and values in paise, null where the broker gave none. */
export type Position = z.infer<typeof positionRowSchema>;

/** null when there are no positions. */
export const positionBookSchema = z
  .array(positionRowSchema)
  .nullable()
  .transform((rows) => rows ?? []);

/** Body of `convertPosition`; `quantity` is a JSON number, the other numbers are strings. */
export const convertBodySchema = z.object({
  exchange: z.string(),
  symboltoken: z.string(),
  oldproducttype: z.enum(PRODUCT_TYPES),
  newproducttype: z.enum(PRODUCT_TYPES),
  tradingsymbol: z.string(),
  symbolname: z.string(),
  instrumenttype: z.string(),
  priceden: z.string(),
  pricenum: z.string(),
  genden: z.string(),
  gennum: z.string(),
  precision: z.string(),
  multiplier: z.string(),
  boardlotsize: z.string(),
  buyqty: z.string(),
  sellqty: z.string(),
  buyamount: z.string(),
  sellamount: z.string(),
  transactiontype: z.enum(TRANSACTION_TYPES),
  quantity: z.number().int().positive(),
  type: z.literal('DAY'),
});
export type ConvertBody = z.infer<typeof convertBodySchema>;

export const convertDataSchema = z.null();

/** A share in the demat account; numbers are JSON numbers. */
export interface WireHoldingRow {
  readonly tradingsymbol: string;
  readonly exchange: string;
  readonly isin: string;
  readonly t1quantity: number;
  readonly realisedquantity: number;
  readonly quantity: number;
  readonly authorisedquantity: number;
  readonly product: string;
  readonly collateralquantity: number | null;
  readonly collateraltype: string | null;
  readonly haircut: number;
  readonly averageprice: number;
  readonly ltp: number;
  readonly symboltoken: string;
  readonly close: number;
  readonly profitandloss: number;
  readonly pnlpercentage: number;
}

const holdingRowSchema = z
  .object({
    tradingsymbol: z.string(),
    exchange: z.string(),
    isin: z.string(),
    t1quantity: quantity,
    realisedquantity: quantity,
    quantity,
    authorisedquantity: quantity,
    product: z.string(),
    collateralquantity: quantity.nullable(),
    averageprice: price,
    ltp: price,
    symboltoken: z.string(),
    close: price,
    profitandloss: rupees,
  })
  .transform((row) => ({
    tradingSymbol: row.tradingsymbol,
    exchange: row.exchange,
    symbolToken: row.symboltoken,
    isin: row.isin,
    productType: row.product,
    quantity: row.quantity,
    /** Bought, not delivered yet. */
    t1Quantity: row.t1quantity,
    deliveredQuantity: row.realisedquantity,
    authorisedQuantity: row.authorisedquantity,
    pledgedQuantity: row.collateralquantity ?? 0,
    averagePaise: row.averageprice,
    lastPaise: row.ltp,
    previousClosePaise: row.close,
    profitPaise: row.profitandloss,
  }));
export type Holding = z.infer<typeof holdingRowSchema>;

const holdingRowsSchema = z
  .array(holdingRowSchema)
  .nullable()
  .transform((rows) => rows ?? []);

/** null when there are none; the documentation shows one bare row. */
export const holdingsSchema = z.union([
  holdingRowsSchema,
  holdingRowSchema.transform((row) => [row]),
]);

export interface WireAllHoldings {
  readonly holdings: readonly WireHoldingRow[] | null;
  readonly totalholding: {
    readonly totalholdingvalue: number;
    readonly totalinvvalue: number;
    readonly totalprofitandloss: number;
    readonly totalpnlpercentage: number;
  } | null;
}

const totalSchema = z
  .object({
    totalholdingvalue: rupees,
    totalinvvalue: rupees,
    totalprofitandloss: rupees,
    totalpnlpercentage: decimal,
  })
  .transform((total) => ({
    valuePaise: total.totalholdingvalue,
    investedPaise: total.totalinvvalue,
    profitPaise: total.totalprofitandloss,
    profitPercent: total.totalpnlpercentage,
  }));

/** No data: an account without holdings. */
export const allHoldingsSchema = z
  .object({ holdings: holdingRowsSchema, totalholding: totalSchema.nullable() })
  .nullable()
  .transform((data) => ({ holdings: data?.holdings ?? [], total: data?.totalholding ?? null }));
export type AllHoldings = z.infer<typeof allHoldingsSchema>;
