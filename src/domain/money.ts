/** Integer paise: rounding to price increments, basis points, exact shares. Pure, for every thread. */
import { assert } from './assert.ts';

export const BPS_PER_UNIT = 10_000;

/** The highest price on the increment that is not above `paise`. An increment of 0 (indices state none) counts as 1. */
export function roundDownToIncrement(paise: number, incrementPaise: number): number {
  const step = incrementPaise > 0 ? incrementPaise : 1;
  return Math.floor(paise / step) * step;
}

/** The lowest price on the increment that is not below `paise`. An increment of 0 counts as 1. */
export function roundUpToIncrement(paise: number, incrementPaise: number): number {
  const step = incrementPaise > 0 ? incrementPaise : 1;
  return Math.ceil(paise / step) * step;
}

/** `bps` basis points of `paise`, rounded down to whole paise. */
export function bpsOf(paise: number, bps: number): number {
  return Math.floor((paise * bps) / BPS_PER_UNIT);
}

/**
 * `totalPaise × part ÷ whole`, rounded down, exact while `totalPaise` is below 2^53 and `whole` below 2^26: the division is
 * split so that no product leaves the safe integers. Needs `0 <= part <= whole`, `whole > 0`, `totalPaise >= 0`.
 */
export function shareOf(totalPaise: number, part: number, whole: number): number {
  assert(part >= 0 && part <= whole, 'a part is between nothing and the whole');
  const perUnit = Math.floor(totalPaise / whole);
  const remainder = totalPaise - perUnit * whole;
  return perUnit * part + Math.floor((remainder * part) / whole);
}
