import { describe, expect, it } from 'vitest';
import type { RecordRow } from '../../../../src/domain/journal-row.ts';
import {
  FORGOTTEN_DAY_ROW,
  FORGOTTEN_GROUP_ROW,
  ForgottenOrders,
} from '../../../../src/domain/order/forgotten-orders.ts';
import { intentIdOf, orderIdOf } from '../../../../src/domain/order/types.ts';
import { JournalImage } from '../../../../src/journal/state-image.ts';

const GROUP = intentIdOf(3, 7);
const AT = { eventSequence: 9, openSequence: 4, timeMs: 1_000 };

function rig() {
  const image = new JournalImage();
  const record: RecordRow = (kind, row) => image.apply(kind, structuredClone(row));
  return { image, orders: new ForgottenOrders(record) };
}

describe('forgotten orders', () => {
  it('are known again with the quantity they ended with, and only they', () => {
    const { orders } = rig();
    orders.add({ groupId: GROUP, day: 20_000, quantities: [50, -1, 0], ...AT });
    expect(orders.quantityOf(GROUP, orderIdOf(GROUP, 0))).toBe(50);
    expect(orders.quantityOf(GROUP, orderIdOf(GROUP, 1))).toBe(-1);
    expect(orders.quantityOf(GROUP, orderIdOf(GROUP, 2))).toBe(0);
    expect(orders.quantityOf(GROUP, orderIdOf(GROUP, 3))).toBe(-1);
    expect(orders.quantityOf(GROUP + 1, orderIdOf(GROUP + 1, 0))).toBe(-1);
  });

  it('take the rows of their group and orders out of the image', () => {
    expect(
      FORGOTTEN_GROUP_ROW.forgets?.({ groupId: GROUP, day: 1, quantities: [1, 2], ...AT }),
    ).toEqual([
      { kind: 'group', key: GROUP },
      { kind: 'order', key: orderIdOf(GROUP, 0) },
      { kind: 'order', key: orderIdOf(GROUP, 1) },
    ]);
  });

  it('come back after a restart', () => {
    const { image, orders } = rig();
    orders.add({ groupId: GROUP, day: 20_000, quantities: [50], ...AT });
    const restored = new ForgottenOrders(() => undefined);
    expect(restored.restore(image)).toEqual(AT);
    expect(restored.has(GROUP)).toBe(true);
    expect(restored.quantityOf(GROUP, orderIdOf(GROUP, 0))).toBe(50);
  });

  it('go with their day, in the image too', () => {
    const { image, orders } = rig();
    for (let n = 0; n < 12_000; n += 1) {
      orders.add({ groupId: intentIdOf(1, n + 1), day: 20_000, quantities: [1], ...AT });
    }
    orders.add({ groupId: GROUP, day: 20_001, quantities: [2], ...AT });
    expect(orders.size).toBe(1);
    expect(image.rows(FORGOTTEN_GROUP_ROW).map(({ groupId }) => groupId)).toEqual([GROUP]);
    expect(FORGOTTEN_DAY_ROW.keyOf).toBeUndefined();
  });
});
