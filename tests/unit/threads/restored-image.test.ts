import { expect, it } from 'vitest';
import { GROUP_ROW } from '../../../src/domain/order/rows.ts';
import { POSITION_ROW } from '../../../src/domain/position/rows.ts';
import { RestoredImage } from '../../../src/threads/restored-image.ts';
import { positionRow } from '../../support/order-rows.ts';

it('gives the rows of a kind as they were handed over, and none of a kind that was not', () => {
  const rows = [positionRow({ instrumentIndex: 3 }), positionRow({ instrumentIndex: 1 })];
  const image = new RestoredImage([{ kind: 'position', rows }]);
  expect(image.rows(POSITION_ROW)).toEqual(rows);
  expect(image.rows(GROUP_ROW)).toEqual([]);
  expect(image.isEmpty).toBe(false);
});

it('is empty on a first start', () => {
  const image = new RestoredImage([]);
  expect(image.isEmpty).toBe(true);
  expect(image.rows(POSITION_ROW)).toEqual([]);
});
