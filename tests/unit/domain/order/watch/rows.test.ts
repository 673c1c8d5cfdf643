import { expect, it } from 'vitest';
import { ADJUSTMENT_ROW, EXTERNAL_ORDER_ROW } from '../../../../../src/domain/order/watch/rows.ts';
import { positionOf, rowOf, WatchRig } from '../../../../support/watch-rig.ts';

it('external orders are kept by the number of the venue, adjustments by the hash of their evidence', () => {
  const rig = new WatchRig();
  const external = rowOf({
    orderId: 0,
    venueOrderId: 77,
    bookStatus: 'filled',
    cumulativeQuantity: 100,
  });
  rig.reconcile([external], [positionOf(0, 100)]);
  expect(rig.core.image.rows(EXTERNAL_ORDER_ROW)).toMatchObject([
    { venueOrderId: 77, isClaimed: false },
  ]);
  const adjustments = rig.core.image.rows(ADJUSTMENT_ROW);
  expect(adjustments).toMatchObject([
    { instrumentIndex: 0, differenceQuantity: 100, cause: 'external_order', action: 'reported' },
  ]);
  expect(adjustments[0]?.adjustmentId).toMatch(/^[0-9a-f]{16}$/);
});
