import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexSet } from '../../../../src/domain/position/index-set.ts';

describe('an index set', () => {
  it('is in ascending order through any order of joining and leaving', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean())), (steps) => {
        const set = new IndexSet();
        const model = new Set<number>();
        for (const [index, isMember] of steps) {
          set.set(index, isMember);
          if (isMember) model.add(index);
          else model.delete(index);
          expect(set.items).toEqual([...model].sort((a, b) => a - b));
        }
      }),
    );
  });
});
