import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_TAG_DAY,
  ORDER_TAG_LENGTH,
  orderTag,
  parseOrderTag,
  tagPrefixOf,
} from '../../../../src/domain/order/order-tag.ts';
import { intentIdOf, MAX_STRATEGIES, orderIdOf } from '../../../../src/domain/order/types.ts';

const anyOrderId = fc
  .tuple(
    fc.integer({ min: 0, max: MAX_STRATEGIES - 1 }),
    fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    fc.integer({ min: 0, max: 63 }),
  )
  .map(([strategy, sequence, leg]) => orderIdOf(intentIdOf(strategy, sequence), leg));
const anyPrefix = fc
  .tuple(
    fc.integer({ min: FIRST_TAG_DAY, max: FIRST_TAG_DAY + 46_655 }),
    fc.integer({ min: 0, max: 1295 }),
  )
  .map(([day, epoch]) => tagPrefixOf(day, epoch));

describe('order tags', () => {
  it('ID-07 are 15 characters of A–Z and 0–9, one for each order of each start', () => {
    fc.assert(
      fc.property(anyPrefix, anyOrderId, (tagPrefix, orderId) => {
        const tag = orderTag(tagPrefix, orderId);
        expect(tag).toHaveLength(ORDER_TAG_LENGTH);
        expect(tag).toMatch(/^[0-9A-Z]{15}$/);
        expect(parseOrderTag(tag)).toEqual({ tagPrefix, orderId });
      }),
    );
  });

  it('differ from day to day and from start to start', () => {
    const prefixes = [
      tagPrefixOf(FIRST_TAG_DAY, 0),
      tagPrefixOf(FIRST_TAG_DAY, 1),
      tagPrefixOf(FIRST_TAG_DAY + 1, 0),
    ];
    expect(new Set(prefixes.map((prefix) => orderTag(prefix, 1))).size).toBe(3);
  });

  it.each(['', 'ABC', 'abcdefghijklmno', '0123456789ABCDEF', '0000000000000-0'])(
    'a tag like "%s" is not ours',
    (tag) => {
      expect(parseOrderTag(tag)).toBeNull();
    },
  );

  it('a day before 2020 and a 1,297th start of a day have no tags', () => {
    expect(() => tagPrefixOf(FIRST_TAG_DAY - 1, 0)).toThrow(/2020/);
    expect(() => tagPrefixOf(FIRST_TAG_DAY, 1296)).toThrow(/1,296/);
  });
});
