import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/domain/assert.ts';
import {
  bpsOf,
  roundDownToIncrement,
  roundUpToIncrement,
  shareOf,
} from '../../../src/domain/money.ts';

describe('rounding to the increment', () => {
  it('goes down or up, and leaves prices on the increment alone', () => {
    expect(roundDownToIncrement(10_004, 5)).toBe(10_000);
    expect(roundUpToIncrement(10_001, 5)).toBe(10_005);
    expect(roundDownToIncrement(10_005, 5)).toBe(10_005);
    expect(roundUpToIncrement(10_005, 5)).toBe(10_005);
  });

  it('takes a missing increment as one paisa', () => {
    expect(roundDownToIncrement(10_004.7, 0)).toBe(10_004);
    expect(roundUpToIncrement(10_004.2, 0)).toBe(10_005);
  });
});

describe('basis points', () => {
  it('are rounded down to whole paise', () => {
    expect(bpsOf(10_000, 10)).toBe(10);
    expect(bpsOf(9_999, 10)).toBe(9);
  });
});

describe('a share', () => {
  it('is exact where the plain product leaves the safe integers', () => {
    const totalPaise = 9_000_000_000_000_001;
    const expected = Number((BigInt(totalPaise) * 333_333n) / 1_000_000n);
    expect(shareOf(totalPaise, 333_333, 1_000_000)).toBe(expected);
    expect(shareOf(totalPaise, 1_000_000, 1_000_000)).toBe(totalPaise);
    expect(shareOf(totalPaise, 0, 1_000_000)).toBe(0);
  });

  it('refuses a part larger than the whole', () => {
    expect(() => shareOf(100, 3, 2)).toThrow(InvariantError);
  });
});
