/** A record that betrays tearing: every word of it is derived from one stamp. Runs in tests and their threads. */
import { defineLayout, type RecordViews } from '../../src/contract/layout.ts';
import { f64At, u32At } from '../../src/domain/cells.ts';

export const STAMPED = defineLayout('stamped', 1, 64, {
  stamp: 'f64',
  word2: 'u32',
  word3: 'u32',
  word4: 'u32',
  word5: 'u32',
  word6: 'u32',
  word7: 'u32',
  word8: 'u32',
  word9: 'u32',
  word10: 'u32',
  word11: 'u32',
  word12: 'u32',
  word13: 'u32',
  word14: 'u32',
  word15: 'u32',
});

const FIRST_WORD = 2;
const WORDS = STAMPED.words;
const HALF = WORDS / 2;
const TWO_TO_32 = 4_294_967_296;

function wordOf(stamp: number, word: number): number {
  const low = Math.imul(stamp | 0, 0x9e3779b1);
  const high = Math.imul(Math.floor(stamp / TWO_TO_32) | 0, 0x85ebca6b);
  return (low ^ high ^ Math.imul(word, 0xc2b2ae35)) >>> 0;
}

/** Writes all 64 bytes of the record at word `base`. `stamp` is an integer from 0 to 2^53. */
export function writeStamp(records: RecordViews, base: number, stamp: number): void {
  records.f64[base >> 1] = stamp;
  for (let word = FIRST_WORD; word < WORDS; word++) records.u32[base + word] = wordOf(stamp, word);
}

/** Writes the first half of a record only: what a thread leaves behind that dies while it fills a slot. */
export function writeHalfStamp(records: RecordViews, base: number, stamp: number): void {
  records.f64[base >> 1] = stamp;
  for (let word = FIRST_WORD; word < HALF; word++) records.u32[base + word] = wordOf(stamp, word);
}

export function readStamp(records: RecordViews, base: number): number {
  return f64At(records.f64, base >> 1);
}

/** Whether all words of the record at `base` come from one write. */
export function isIntact(records: RecordViews, base: number): boolean {
  const stamp = readStamp(records, base);
  for (let word = FIRST_WORD; word < WORDS; word++) {
    if (u32At(records.u32, base + word) !== wordOf(stamp, word)) return false;
  }
  return true;
}

/** What a reader makes of a record it expects to carry `expected`. */
export function judge(
  records: RecordViews,
  base: number,
  expected: number,
): 'intact' | 'torn' | 'lost' | 'repeated' {
  if (!isIntact(records, base)) return 'torn';
  const stamp = readStamp(records, base);
  if (stamp === expected) return 'intact';
  return stamp > expected ? 'lost' : 'repeated';
}
