/** The work of `ring/tick-work.ts` through a `DataView`: same values, same checksum. */
import { TICK } from '../../src/contract/records/tick.ts';
import type { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { BASE_TIME_MS } from '../ring/tick-work.ts';

/** Field offsets in bytes from the start of a record. */
const AT = {
  exchangeTimeMs: TICK.at.exchangeTimeMs * 8,
  receiveTimeNs: TICK.at.receiveTimeNs * 8,
  volume: TICK.at.volume * 8,
  lastPaise: TICK.at.lastPaise * 4,
  bidPaise: TICK.at.bidPaise * 4,
  askPaise: TICK.at.askPaise * 4,
  highPaise: TICK.at.highPaise * 4,
  lowPaise: TICK.at.lowPaise * 4,
  bidQuantity: TICK.at.bidQuantity * 4,
  askQuantity: TICK.at.askQuantity * 4,
  lastQuantity: TICK.at.lastQuantity * 4,
  instrumentIndex: TICK.at.instrumentIndex * 4,
  flags: TICK.at.flags * 4,
} as const;

/** The record area of a ring, without its cursors. */
export function recordsView(ring: BroadcastRing): DataView {
  const { buffer, byteOffset, byteLength } = ring.records.u32;
  return new DataView(buffer, byteOffset, byteLength);
}

export function fillTickView(view: DataView, byteBase: number, n: number): void {
  const last = 100_000 + (n & 0xfff) * 5;
  view.setFloat64(byteBase + AT.exchangeTimeMs, BASE_TIME_MS + n, true);
  view.setFloat64(byteBase + AT.receiveTimeNs, n * 8, true);
  view.setFloat64(byteBase + AT.volume, n * 3, true);
  view.setInt32(byteBase + AT.lastPaise, last, true);
  view.setInt32(byteBase + AT.bidPaise, last - 5, true);
  view.setInt32(byteBase + AT.askPaise, last + 5, true);
  view.setInt32(byteBase + AT.highPaise, last, true);
  view.setInt32(byteBase + AT.lowPaise, last, true);
  view.setInt32(byteBase + AT.bidQuantity, n & 1023, true);
  view.setInt32(byteBase + AT.askQuantity, n & 511, true);
  view.setInt32(byteBase + AT.lastQuantity, 1 + (n & 63), true);
  view.setInt32(byteBase + AT.instrumentIndex, n & 127, true);
  view.setInt32(byteBase + AT.flags, 0, true);
}

export function foldTickView(view: DataView, byteBase: number, checksum: number): number {
  const low =
    ((view.getFloat64(byteBase + AT.volume, true) | 0) +
      view.getInt32(byteBase + AT.lastPaise, true)) |
    0;
  const mid =
    (view.getInt32(byteBase + AT.bidPaise, true) + view.getInt32(byteBase + AT.askPaise, true)) | 0;
  const high =
    (view.getInt32(byteBase + AT.lastQuantity, true) +
      view.getInt32(byteBase + AT.instrumentIndex, true)) |
    0;
  return (Math.imul(checksum, 31) + ((((low + mid) | 0) + high) | 0)) | 0;
}
