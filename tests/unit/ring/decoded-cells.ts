/** Decoded packets for tests of the publisher and the market state. */
import { DECODED, DECODED_CELLS } from '../../../src/domain/tick/decoded-tick.ts';

/** A SnapQuote packet in which every cell has a value of its own; `over` replaces some. */
export function packet(over: Partial<Record<keyof typeof DECODED, number>> = {}): Float64Array {
  const cells = Float64Array.from({ length: DECODED_CELLS }, (_, index) => 1000 + index);
  cells[DECODED.mode] = 3;
  for (const [name, value] of Object.entries(over)) {
    cells[DECODED[name as keyof typeof DECODED]] = value;
  }
  return cells;
}
