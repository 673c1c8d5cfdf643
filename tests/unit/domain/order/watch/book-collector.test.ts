import { describe, expect, it } from 'vitest';
import { BookCollector } from '../../../../../src/domain/order/watch/book-collector.ts';
import { rowOf } from '../../../../support/watch-rig.ts';

function collected(ids: readonly number[], count: number, rowsMax = 10) {
  const collector = new BookCollector(rowsMax);
  collector.begin();
  for (const orderId of ids) collector.add(rowOf({ orderId, venueOrderId: orderId }));
  return collector.end(count);
}

describe('a book', () => {
  it('is whole and exact when as many different rows came as the venue counted', () => {
    expect(collected([1, 2], 2)).toMatchObject({
      isExact: true,
      rows: [{ orderId: 1 }, { orderId: 2 }],
    });
    expect(collected([], 0)).toEqual({ isExact: true, rows: [] });
  });

  it('PP-07 is nothing when rows are missing or too many', () => {
    expect(collected([1, 2], 3)).toBeNull();
    expect(collected([1, 2], 1)).toBeNull();
    expect(collected([], 1)).toBeNull();
  });

  it('F12 takes repeated rows once; when the venue counted them, absence from it says nothing', () => {
    expect(collected([1, 1, 2], 2)).toMatchObject({ isExact: true });
    const counted = collected([1, 1, 2], 3);
    expect(counted?.isExact).toBe(false);
    expect(counted?.rows).toHaveLength(2);
  });

  it('is never whole when it is larger than allowed', () => {
    expect(collected([1, 2, 3], 3, 3)).toBeNull();
  });

  it('may have any number of rows that say nothing new', () => {
    const collector = new BookCollector(3);
    collector.begin();
    collector.skip(50);
    collector.add(rowOf({ orderId: 1 }));
    expect(collector.end(51)).toMatchObject({ isExact: true, rows: [{ orderId: 1 }] });
  });

  it('is forgotten at its end and at a new beginning', () => {
    const collector = new BookCollector(10);
    collector.add(rowOf({ orderId: 1 }));
    collector.begin();
    expect(collector.end(0)).toEqual({ isExact: true, rows: [] });
    collector.add(rowOf({ orderId: 1 }));
    collector.end(1);
    expect(collector.end(0)).toEqual({ isExact: true, rows: [] });
  });
});
