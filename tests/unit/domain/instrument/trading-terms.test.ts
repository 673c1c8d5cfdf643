/** Doubts about the lot, the price step and the freeze quantity of an instrument. */
import { describe, expect, it } from 'vitest';
import {
  doubtOf,
  isLotChangeImplausible,
  type TradingTerms,
} from '../../../../src/domain/instrument/trading-terms.ts';

const SOUND: TradingTerms = { lotSize: 65, priceIncrementPaise: 5, freezeQuantity: 1800 };

describe('a doubt', () => {
  it('is none where lot, step and freeze quantity are stated and fit', () => {
    expect(doubtOf(SOUND)).toBe('');
    expect(doubtOf({ ...SOUND, freezeQuantity: 65 }, [65, 75])).toBe('');
  });

  it.each<[string, Partial<TradingTerms>, readonly number[]]>([
    ['lot_size_unknown', { lotSize: 0 }, []],
    ['lot_size_unknown', { lotSize: Number.NaN }, []],
    ['lot_size_unknown', { lotSize: -1, priceIncrementPaise: 0 }, []],
    ['lot_size_unexpected', {}, [75]],
    ['price_increment_unknown', { priceIncrementPaise: 0 }, [65]],
    ['freeze_quantity_unknown', { freezeQuantity: 0 }, []],
    ['freeze_below_lot', { freezeQuantity: 64 }, []],
  ])('is %s for %o with the lots %o allowed', (doubt, changes, allowed) => {
    expect(doubtOf({ ...SOUND, ...changes }, allowed)).toBe(doubt);
  });
});

it('a lot may grow or shrink to ten times or a tenth, not further', () => {
  const changes = [
    [10, 100],
    [10, 101],
    [100, 10],
    [101, 10],
    [25, 75],
  ] as const;
  expect(changes.map(([from, to]) => isLotChangeImplausible(from, to))).toEqual([
    false,
    true,
    false,
    true,
    false,
  ]);
});
