/** The cells of a decoded packet do not overlap and fill the array. */
import { expect, test } from 'vitest';
import {
  DECODED,
  DECODED_CELLS,
  DEPTH_CELLS,
  DEPTH_LEVELS,
} from '../../../../src/domain/tick/decoded-tick.ts';

test('every cell belongs to exactly one field or depth level', () => {
  const taken: number[] = [];
  for (const [field, first] of Object.entries(DECODED)) {
    const cells = field === 'bids' || field === 'asks' ? DEPTH_LEVELS * DEPTH_CELLS : 1;
    for (let cell = first; cell < first + cells; cell += 1) taken.push(cell);
  }
  expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: DECODED_CELLS }, (_, at) => at));
});
