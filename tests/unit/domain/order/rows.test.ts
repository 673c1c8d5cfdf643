import { describe, expect, it } from 'vitest';
import { NO_CUSTODY } from '../../../../src/domain/order/custody-row.ts';
import type { FlattenRow } from '../../../../src/domain/order/flatten-row.ts';
import * as rows from '../../../../src/domain/order/rows.ts';
import { intentOf, OrderRig } from '../../../support/order-rig.ts';

describe('the rows of the order core', () => {
  it('name the entities they are the state of', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    const [order] = rig.image.rows(rows.ORDER_ROW);
    const [group] = rig.image.rows(rows.GROUP_ROW);
    expect(order === undefined ? 0 : rows.ORDER_ROW.keyOf?.(order)).toBe(order?.orderId);
    expect(group === undefined ? 0 : rows.GROUP_ROW.keyOf?.(group)).toBe(group?.groupId);
    expect(rows.CUSTODY_ROW.keyOf?.(NO_CUSTODY)).toBe(0);
    expect(rows.COMMAND_ROW.keyOf).toBeUndefined();
    expect(rows.ALARM_ROW.keyOf).toBeUndefined();
  });

  it('follow instruments to their indices of another start', () => {
    const newIndexOf = (at: number): number => (at === 2 ? -1 : 9 - at);
    const custody = { ...NO_CUSTODY, haltedInstruments: [1, 2, 5] };
    expect(rows.CUSTODY_ROW.rebase?.(custody, newIndexOf)?.haltedInstruments).toEqual([8, 4]);
    const flatten: FlattenRow = {
      ...{ flattenId: 1, cause: 'test', scope: 'instrument', at: 1, state: 'closing' },
      ...{ startedAtMs: 1, isOverdue: false, queryId: 0, queriedAtMs: 0 },
      ...{ queryFailures: 0, corrections: 0 },
    };
    expect(rows.FLATTEN_ROW.rebase?.(flatten, newIndexOf)?.at).toBe(8);
    expect(rows.FLATTEN_ROW.rebase?.({ ...flatten, at: 2 }, newIndexOf)).toBeNull();
    const strategy: FlattenRow = { ...flatten, scope: 'strategy', at: 2 };
    expect(rows.FLATTEN_ROW.rebase?.(strategy, newIndexOf)).toEqual(strategy);
  });

  it('have kinds of their own', () => {
    const kinds = Object.values(rows).map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});
