import { expect, it } from 'vitest';
import {
  END_OF_STEP,
  kindCodeOf,
  REDUCING_STEP,
  rowTag,
  versionOf,
} from '../../../src/threads/journal-message.ts';

it('carries the code and the version of every kind of row there can be', () => {
  for (const code of [1, 2, 127, 254, 255]) {
    for (const version of [1, 7, 255]) {
      const tag = rowTag(code, version);
      expect([kindCodeOf(tag), versionOf(tag)]).toEqual([code, version]);
      expect(tag).toBeLessThan(REDUCING_STEP);
    }
  }
});

it('tells a row from the end of a step, as 32 unsigned bits too', () => {
  const asWord = (tag: number) => new DataView(new Uint32Array([tag]).buffer).getUint32(0, true);
  const ends = [END_OF_STEP, END_OF_STEP | REDUCING_STEP].map(asWord);
  for (const end of ends) expect(end).toBeGreaterThanOrEqual(END_OF_STEP);
  expect(ends.map((end) => (end & REDUCING_STEP) !== 0)).toEqual([false, true]);
});
