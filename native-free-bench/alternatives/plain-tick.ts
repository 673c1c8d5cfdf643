/** The work of `ring/tick-work.ts` on plain objects: same values, same checksum. */
import { BASE_TIME_MS } from '../ring/tick-work.ts';

export function makeTick(n: number) {
  const last = 100_000 + (n & 0xfff) * 5;
  return {
    exchangeTimeMs: BASE_TIME_MS + n,
    receiveTimeNs: n * 8,
    volume: n * 3,
    lastPaise: last,
    bidPaise: last - 5,
    askPaise: last + 5,
    highPaise: last,
    lowPaise: last,
    bidQuantity: n & 1023,
    askQuantity: n & 511,
    lastQuantity: 1 + (n & 63),
    instrumentIndex: n & 127,
    flags: 0,
  };
}

export type PlainTick = ReturnType<typeof makeTick>;

export function foldPlainTick(tick: PlainTick, checksum: number): number {
  const low = ((tick.volume | 0) + tick.lastPaise) | 0;
  const mid = (tick.bidPaise + tick.askPaise) | 0;
  const high = (tick.lastQuantity + tick.instrumentIndex) | 0;
  return (Math.imul(checksum, 31) + ((((low + mid) | 0) + high) | 0)) | 0;
}
