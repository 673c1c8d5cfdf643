/**
 * The tick record: 64 bytes, one cache line, written by ingest, read by every consumer of the tick ring.
 *
 *   0        8        16       24   28  32  36   40  44     48     52      56         60    64
 *   | exchMs | recvNs | volume |last|bid|ask|high|low|bidQty|askQty|lastQty|instrument|flags|
 */
import { defineLayout } from '../layout.ts';

export const TICK = defineLayout('tick', 1, 64, {
  /** Exchange timestamp, epoch milliseconds. */
  exchangeTimeMs: 'f64',
  /** Monotonic receive stamp of the socket chunk, nanoseconds since engine start. */
  receiveTimeNs: 'f64',
  /** Cumulative day volume in units. */
  volume: 'f64',
  lastPaise: 'i32',
  /** Best bid and ask; 0 when the packet carries no depth (LTP, Quote) or the side is empty. */
  bidPaise: 'i32',
  askPaise: 'i32',
  /** Highest and lowest last price since the last published tick of the instrument; equal to `lastPaise` when nothing was merged. */
  highPaise: 'i32',
  lowPaise: 'i32',
  bidQuantity: 'i32',
  askQuantity: 'i32',
  /** Quantity of the last trade; 0 in LTP mode. */
  lastQuantity: 'i32',
  instrumentIndex: 'u32',
  /** Bit set of `TICK_FLAGS`. */
  flags: 'u32',
});

export const TICK_FLAGS = {
  /** Several received ticks were merged into this one because a critical reader was a full ring behind. */
  conflated: 1,
} as const;
