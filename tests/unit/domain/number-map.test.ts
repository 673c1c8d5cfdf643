import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberMap } from '../../../src/domain/number-map.ts';

/** Few enough to meet again, and some that differ in their upper half alone. */
const keys = fc.oneof(
  fc.integer({ min: 1, max: 80 }),
  fc.integer({ min: 1, max: 40 }).map((upper) => upper * 2 ** 32 + 7),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
);

describe('the map of numbers', () => {
  it('keeps what a map keeps, however it grew and shrank', () => {
    const acts = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), keys, fc.nat()), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(acts, (sequence) => {
        const map = new NumberMap();
        const model = new Map<number, number>();
        for (const [act, key, value] of sequence) {
          if (act > 0) {
            map.set(key, value);
            model.set(key, value);
          } else {
            map.delete(key);
            model.delete(key);
          }
        }
        expect(map.size).toBe(model.size);
        for (const [, key] of sequence) expect(map.get(key, -1)).toBe(model.get(key) ?? -1);
      }),
      { numRuns: 300 },
    );
  });

  it('takes no key that marks a free cell', () => {
    const map = new NumberMap();
    expect(() => map.set(0, 1)).toThrow('above 0');
    map.delete(0);
    expect(map.get(5, 9)).toBe(9);
  });
});
