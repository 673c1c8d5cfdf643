import { describe, expect, it } from 'vitest';
import { isPowerOfTwo, LINE_BYTES, LINE_WORDS, wholeLines } from '../../../src/ring/words.ts';

describe('words', () => {
  it('keeps cursors two cache lines apart', () => {
    expect(LINE_BYTES).toBe(128);
    expect(LINE_WORDS * 4).toBe(LINE_BYTES);
  });

  it('rounds up to whole lines', () => {
    expect([0, 1, 127, 128, 129].map(wholeLines)).toEqual([0, 128, 128, 128, 256]);
  });

  it('knows powers of two', () => {
    expect([1, 2, 64, 2 ** 30].every(isPowerOfTwo)).toBe(true);
    expect([0, -2, 3, 2.5, Number.NaN, Number.POSITIVE_INFINITY].some(isPowerOfTwo)).toBe(false);
  });
});
