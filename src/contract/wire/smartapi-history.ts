/** SmartAPI candles and open-interest history, with the windows one request may ask for. Client and simulator. */
import { z } from 'zod';
import { price, quantity } from './smartapi-numbers.ts';
import { isoStamp } from './smartapi-time.ts';

/** `days`: the longest window of one request. `minutes`: length of a candle; a day's candle starts at midnight IST. */
export const CANDLE_INTERVALS = {
  ONE_MINUTE: { minutes: 1, days: 30 },
  THREE_MINUTE: { minutes: 3, days: 60 },
  FIVE_MINUTE: { minutes: 5, days: 100 },
  TEN_MINUTE: { minutes: 10, days: 100 },
  FIFTEEN_MINUTE: { minutes: 15, days: 200 },
  THIRTY_MINUTE: { minutes: 30, days: 200 },
  ONE_HOUR: { minutes: 60, days: 400 },
  ONE_DAY: { minutes: 1440, days: 2000 },
} as const;
export type CandleInterval = keyof typeof CANDLE_INTERVALS;
const INTERVAL_NAMES = Object.keys(CANDLE_INTERVALS) as [CandleInterval, ...CandleInterval[]];

/** Exchanges that have candles. */
const CANDLE_EXCHANGES = ['NSE', 'NFO', 'BSE', 'BFO', 'MCX'] as const;

const MINUTE_TEXT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;

/** Body of `getCandleData` and `getOIData`; both ends are candle starts, `YYYY-MM-DD HH:MM` IST, and are included. */
export const candleBodySchema = z.object({
  exchange: z.enum(CANDLE_EXCHANGES),
  symboltoken: z.string().min(1),
  interval: z.enum(INTERVAL_NAMES),
  fromdate: z.string().regex(MINUTE_TEXT),
  todate: z.string().regex(MINUTE_TEXT),
});
export type CandleBody = z.infer<typeof candleBodySchema>;

/** Start of the candle `YYYY-MM-DDTHH:MM:SS+05:30`, open, high, low, close in rupees, volume (0 of an index). */
export type WireCandle = readonly [string, number, number, number, number, number];

const candleSchema = z
  .tuple([isoStamp, price, price, price, price, quantity])
  .transform(([startMs, openPaise, highPaise, lowPaise, closePaise, volume]) => ({
    startMs,
    openPaise,
    highPaise,
    lowPaise,
    closePaise,
    volume,
  }));
/** `startMs`: epoch ms. */
export type Candle = z.infer<typeof candleSchema>;

/** null or nothing where the window has no data: a holiday, a time before the contract existed. */
export const candlesSchema = z
  .array(candleSchema)
  .nullable()
  .transform((rows) => rows ?? []);

/** Open interest at the start of a candle, in units. */
export interface WireOpenInterest {
  readonly time: string;
  readonly oi: number;
}

const openInterestSchema = z
  .object({ time: isoStamp, oi: quantity })
  .transform(({ time, oi }) => ({ startMs: time, openInterest: oi }));
export type OpenInterest = z.infer<typeof openInterestSchema>;

export const openInterestsSchema = z
  .array(openInterestSchema)
  .nullable()
  .transform((rows) => rows ?? []);
