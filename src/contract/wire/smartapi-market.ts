/** SmartAPI quotes over REST. Keys are in camel case, unlike the rest of the API; values are JSON numbers in rupees. Client and simulator. */
import { z } from 'zod';
import { decimal, price, quantity, rupees } from './smartapi-numbers.ts';
import { optionalStamp } from './smartapi-time.ts';

const QUOTE_MODES = ['LTP', 'OHLC', 'FULL'] as const;
export type QuoteMode = (typeof QUOTE_MODES)[number];
/** Tokens of one request, all exchanges together. */
export const MAX_QUOTE_TOKENS = 50;

/** Body of `quote`: tokens by exchange. */
export const quoteBodySchema = z.object({
  mode: z.enum(QUOTE_MODES),
  exchangeTokens: z.record(z.string(), z.array(z.string())),
});

export interface WireLtpQuote {
  readonly exchange: string;
  readonly tradingSymbol: string;
  readonly symbolToken: string;
  readonly ltp: number;
}

/** `close` is the previous day's. */
export interface WireOhlcQuote extends WireLtpQuote {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface WireDepthLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

/** Times are `DD-Mon-YYYY HH:MM:SS` IST; the depth has five levels a side. */
export interface WireFullQuote extends WireOhlcQuote {
  readonly lastTradeQty: number;
  readonly exchFeedTime: string;
  readonly exchTradeTime: string;
  readonly netChange: number;
  readonly percentChange: number;
  readonly avgPrice: number;
  readonly tradeVolume: number;
  readonly opnInterest: number;
  readonly lowerCircuit: number;
  readonly upperCircuit: number;
  readonly totBuyQuan: number;
  readonly totSellQuan: number;
  readonly '52WeekLow': number;
  readonly '52WeekHigh': number;
  readonly depth: {
    readonly buy: readonly WireDepthLevel[];
    readonly sell: readonly WireDepthLevel[];
  };
}

/** A token without a quote; AB4018 is a token that is empty or unknown. */
export interface WireUnfetched {
  readonly exchange: string;
  readonly symbolToken: string;
  readonly message: string;
  readonly errorCode: string;
}

export interface WireQuotes {
  readonly fetched: readonly (WireLtpQuote | WireOhlcQuote | WireFullQuote)[];
  readonly unfetched: readonly WireUnfetched[];
}

const ltpFields = {
  exchange: z.string(),
  tradingSymbol: z.string(),
  symbolToken: z.string(),
  ltp: price,
};
const ohlcFields = { ...ltpFields, open: price, high: price, low: price, close: price };

const ltpQuoteSchema = z.object(ltpFields).transform(lastOf);
const ohlcQuoteSchema = z.object(ohlcFields).transform(dayOf);

const levelsSchema = z.array(
  z.object({ price, quantity, orders: quantity }).transform((level) => ({
    paise: level.price,
    quantity: level.quantity,
    orders: level.orders,
  })),
);

const fullQuoteSchema = z
  .object({
    ...ohlcFields,
    lastTradeQty: quantity,
    exchFeedTime: optionalStamp,
    exchTradeTime: optionalStamp,
    netChange: rupees,
    percentChange: decimal,
    avgPrice: price,
    tradeVolume: quantity,
    opnInterest: quantity,
    lowerCircuit: price,
    upperCircuit: price,
    totBuyQuan: quantity,
    totSellQuan: quantity,
    '52WeekLow': price,
    '52WeekHigh': price,
    depth: z.object({ buy: levelsSchema, sell: levelsSchema }),
  })
  .transform((row) => ({
    ...dayOf(row),
    lastQuantity: row.lastTradeQty,
    feedMs: row.exchFeedTime,
    tradeMs: row.exchTradeTime,
    averagePaise: row.avgPrice,
    volume: row.tradeVolume,
    openInterest: row.opnInterest,
    lowerCircuitPaise: row.lowerCircuit,
    upperCircuitPaise: row.upperCircuit,
    totalBuyQuantity: row.totBuyQuan,
    totalSellQuantity: row.totSellQuan,
    yearLowPaise: row['52WeekLow'],
    yearHighPaise: row['52WeekHigh'],
    bids: row.depth.buy,
    asks: row.depth.sell,
  }));

const unfetchedSchema = z.object({
  exchange: z.string(),
  symbolToken: z.string(),
  message: z.string(),
  errorCode: z.string(),
});
export type Unfetched = z.infer<typeof unfetchedSchema>;

/** Of each mode. Partial success is normal: what has no quote is in `unfetched` with its reason. */
export const QUOTE_SCHEMAS = {
  LTP: quotesOf(ltpQuoteSchema),
  OHLC: quotesOf(ohlcQuoteSchema),
  FULL: quotesOf(fullQuoteSchema),
} as const satisfies Record<QuoteMode, z.ZodType>;

/** Prices in paise. */
export type LastQuote = z.infer<typeof ltpQuoteSchema>;
/** With open, high, low of the day and the close of the previous day. */
export type DayQuote = z.infer<typeof ohlcQuoteSchema>;
/** With volume, circuits, five levels a side; times in epoch ms or null. */
export type FullQuote = z.infer<typeof fullQuoteSchema>;

/** The rows a mode answers with. */
export interface QuoteOf {
  readonly LTP: LastQuote;
  readonly OHLC: DayQuote;
  readonly FULL: FullQuote;
}

export interface Quotes<Quote> {
  readonly fetched: readonly Quote[];
  readonly unfetched: readonly Unfetched[];
}

function quotesOf<Schema extends z.ZodType>(row: Schema) {
  return z
    .object({ fetched: z.array(row).nullable(), unfetched: z.array(unfetchedSchema).nullish() })
    .transform(({ fetched, unfetched }) => ({
      fetched: fetched ?? [],
      unfetched: unfetched ?? [],
    }));
}

interface LastFields {
  readonly exchange: string;
  readonly tradingSymbol: string;
  readonly symbolToken: string;
  readonly ltp: number;
}

function lastOf({ exchange, tradingSymbol, symbolToken, ltp }: LastFields) {
  return { exchange, tradingSymbol, symbolToken, lastPaise: ltp };
}

interface DayFields extends LastFields {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

function dayOf(row: DayFields) {
  return {
    ...lastOf(row),
    openPaise: row.open,
    highPaise: row.high,
    lowPaise: row.low,
    previousClosePaise: row.close,
  };
}
