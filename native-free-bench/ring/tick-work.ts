/**
 * The work every ring variant does per record, so that their checksums can be compared. Runs in
 * writer and reader threads.
 */
import type { RecordViews } from '../../src/contract/layout.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { f64At, i32At } from '../../src/domain/cells.ts';

/**
 * A local constant folds into the code; a property of an imported one is loaded for every record.
 */
const AT = TICK.at;
export const BASE_TIME_MS = 1_795_062_600_000;

/**
 * Fills all fourteen fields of the record at word `base` with values derived from its number `n`.
 */
export function fillTick(records: RecordViews, base: number, n: number): void {
  const { f64, i32 } = records;
  const base64 = base >> 1;
  const last = 100_000 + (n & 0xfff) * 5;
  f64[base64 + AT.exchangeTimeMs] = BASE_TIME_MS + n;
  f64[base64 + AT.receiveTimeNs] = n * 8;
  f64[base64 + AT.volume] = n * 3;
  i32[base + AT.lastPaise] = last;
  i32[base + AT.bidPaise] = last - 5;
  i32[base + AT.askPaise] = last + 5;
  i32[base + AT.highPaise] = last;
  i32[base + AT.lowPaise] = last;
  i32[base + AT.bidQuantity] = n & 1023;
  i32[base + AT.askQuantity] = n & 511;
  i32[base + AT.lastQuantity] = 1 + (n & 63);
  i32[base + AT.instrumentIndex] = n & 127;
  i32[base + AT.flags] = 0;
}

/**
 * Folds the record at word `base` into `checksum`. Six fields from both ends of the record; order
 * matters, so a record lost, doubled or swapped changes the result.
 */
export function foldTick(records: RecordViews, base: number, checksum: number): number {
  const { f64, i32 } = records;
  const low = ((f64At(f64, (base >> 1) + AT.volume) | 0) + i32At(i32, base + AT.lastPaise)) | 0;
  const mid = (i32At(i32, base + AT.bidPaise) + i32At(i32, base + AT.askPaise)) | 0;
  const high = (i32At(i32, base + AT.lastQuantity) + i32At(i32, base + AT.instrumentIndex)) | 0;
  return (Math.imul(checksum, 31) + ((((low + mid) | 0) + high) | 0)) | 0;
}
