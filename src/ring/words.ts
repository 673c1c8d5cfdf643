/** Shared words: cursors and flags live on lines of their own, so that two threads never write the same cache line. */

/** Two 64-byte lines: adjacent-line prefetch pulls pairs, so 64 bytes apart is not far enough. */
export const LINE_BYTES = 128;
export const LINE_WORDS = LINE_BYTES / 4;

/** Rounds up to a whole line. */
export function wholeLines(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
}

export function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && (value & (value - 1)) === 0;
}
