/**
 * SmartAPI WebSocket Streaming 2.0 on the wire. Source: Angel One's public documentation of the stream, read on 2026-11-20.
 * Binary frames carry exactly one packet, little endian; prices are paise (currency segment: 1e-7 rupees).
 */
import { z } from 'zod';

export const STREAM_MODES = { ltp: 1, quote: 2, snapQuote: 3 } as const;
export type StreamMode = keyof typeof STREAM_MODES;

/** Packet length in bytes by mode number; index 0 is unused. */
export const PACKET_BYTES = [0, 51, 123, 379] as const;

/** Byte offsets from the start of a packet. 8-byte integers unless said otherwise. */
export const PACKET_AT = {
  /** int8 */
  mode: 0,
  /** int8 */
  exchangeType: 1,
  /** 25 bytes ASCII, NUL padded */
  token: 2,
  sequence: 27,
  /** epoch milliseconds */
  exchangeTimeMs: 35,
  last: 43,
  lastQuantity: 51,
  average: 59,
  volume: 67,
  /** float64 */
  totalBuyQuantity: 75,
  /** float64 */
  totalSellQuantity: 83,
  open: 91,
  high: 99,
  low: 107,
  /** previous close */
  close: 115,
  /** epoch seconds */
  lastTradeTime: 123,
  openInterest: 131,
  /** float64, undefined content; ignored */
  openInterestChange: 139,
  /** ten entries of `DEPTH_ENTRY_BYTES`: five buys, then five sells */
  depth: 147,
  upperCircuit: 347,
  lowerCircuit: 355,
  yearHigh: 363,
  yearLow: 371,
} as const;

export const TOKEN_BYTES = 25;
export const DEPTH_ENTRY_BYTES = 20;
/** Offsets inside one depth entry. Trust the flag, not the order of entries. */
export const DEPTH_AT = {
  /** int16: 1 buy, 0 sell */
  side: 0,
  quantity: 2,
  price: 10,
  /** int16 */
  orders: 18,
} as const;

/** One session carries at most this many (token, mode) pairs; the venue may omit the excess without an error. */
export const MAX_SUBSCRIPTIONS = 1000;

/** Client → server, text JSON. `action` 1 subscribes, 0 unsubscribes. */
export const streamRequestSchema = z.object({
  correlationID: z.string().optional(),
  action: z.union([z.literal(0), z.literal(1)]),
  params: z.object({
    mode: z.number().int(),
    tokenList: z.array(z.object({ exchangeType: z.number().int(), tokens: z.array(z.string()) })),
  }),
});
export type StreamRequest = z.infer<typeof streamRequestSchema>;

/** Server → client error answer, text JSON. E1001 invalid request, E1002 subscription limit. */
export interface StreamError {
  readonly correlationID: string;
  readonly errorCode: 'E1001' | 'E1002';
  readonly errorMessage: string;
}

export const STREAM_PATH = '/smart-stream';

/**
 * Upgrade-response header by which tickring's market simulator announces its clock:
 * `<exchange epoch ms at the upgrade>;speed=<exchange seconds per second>`. A real venue never sends it.
 */
export const SIMULATED_CLOCK_HEADER = 'x-tickring-simulated-clock';
