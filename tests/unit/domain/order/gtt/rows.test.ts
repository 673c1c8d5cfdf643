import { expect, it } from 'vitest';
import { GTT_ROW } from '../../../../../src/domain/order/gtt/rows.ts';
import { GttRig } from '../../../../support/gtt-rig.ts';

it('a row holds every field of a GTT, once, under its id', () => {
  const rig = new GttRig();
  const gttId = rig.create();
  rig.tick({ lastPaise: 9_900 });
  const rows = rig.image.rows(GTT_ROW);
  expect(rows).toEqual(rig.book.list());
  expect(rows.map(({ gttId: id }) => id)).toEqual([gttId]);
});
