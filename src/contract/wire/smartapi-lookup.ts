/** SmartAPI's `getLtpData` and `searchScrip`. Client and simulator. */
import { z } from 'zod';
import { price } from './smartapi-numbers.ts';

/** Body of `getLtpData`. */
export const ltpBodySchema = z.object({
  exchange: z.string().min(1),
  tradingsymbol: z.string().min(1),
  symboltoken: z.string().min(1),
});
export type LtpBody = z.infer<typeof ltpBodySchema>;

/** Rupees; `close` is the previous day's. */
export interface WireLtp {
  readonly exchange: string;
  readonly tradingsymbol: string;
  readonly symboltoken: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly ltp: number;
}

export const ltpSchema = z
  .object({
    exchange: z.string(),
    tradingsymbol: z.string(),
    symboltoken: z.string(),
    open: price,
    high: price,
    low: price,
    close: price,
    ltp: price,
  })
  .transform((row) => ({
    exchange: row.exchange,
    tradingSymbol: row.tradingsymbol,
    symbolToken: row.symboltoken,
    openPaise: row.open,
    highPaise: row.high,
    lowPaise: row.low,
    previousClosePaise: row.close,
    lastPaise: row.ltp,
  }));
export type LastPrice = z.infer<typeof ltpSchema>;

/** Body of `searchScrip`: one search per call. */
export const searchBodySchema = z.object({ exchange: z.string().min(1), searchscrip: z.string() });
export type SearchBody = z.infer<typeof searchBodySchema>;

export interface WireScrip {
  readonly exchange: string;
  readonly tradingsymbol: string;
  readonly symboltoken: string;
}

const scripSchema = z
  .object({ exchange: z.string(), tradingsymbol: z.string(), symboltoken: z.string() })
  .transform((row) => ({
    exchange: row.exchange,
    tradingSymbol: row.tradingsymbol,
    symbolToken: row.symboltoken,
  }));
export type Scrip = z.infer<typeof scripSchema>;

export const searchSchema = z
  .array(scripSchema)
  .nullable()
  .transform((rows) => rows ?? []);
