import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupTable } from '../../../../src/domain/order/group-table.ts';
import { GTT_STRATEGY, intentIdOf, MAX_STRATEGIES } from '../../../../src/domain/order/types.ts';

const groupIds = fc
  .tuple(
    fc.constantFrom(0, 1, GTT_STRATEGY, MAX_STRATEGIES - 1),
    fc.oneof(fc.nat(3000), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1)),
  )
  .map(([strategyIndex, sequence]) => intentIdOf(strategyIndex, sequence));

describe('the table of groups', () => {
  it('keeps what a map keeps, by strategy and signal number', () => {
    const acts = fc.array(fc.tuple(fc.boolean(), groupIds, fc.nat()), { maxLength: 200 });
    fc.assert(
      fc.property(acts, (sequence) => {
        const table = new GroupTable<number>();
        const model = new Map<number, number>();
        for (const [isKept, groupId, value] of sequence) {
          if (isKept) table.set(groupId, value);
          else table.delete(groupId);
          if (isKept) model.set(groupId, value);
          else model.delete(groupId);
        }
        expect(table.size).toBe(model.size);
        for (const [, groupId] of sequence) expect(table.get(groupId)).toBe(model.get(groupId));
        expect([...table.entries()]).toEqual([...model].sort(([one], [other]) => one - other));
      }),
    );
  });

  it('is empty once it is cleared', () => {
    const table = new GroupTable<string>();
    table.set(intentIdOf(2, 5), 'a');
    table.clear();
    expect(table.size).toBe(0);
    expect(table.get(intentIdOf(2, 5))).toBeUndefined();
    expect([...table.entries()]).toEqual([]);
  });
});
