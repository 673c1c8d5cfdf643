/**
 * The client order id: what the venue carries as its order tag and what reconciliation looks an order up by. At most 15 characters of
 * A–Z and 0–9 (SmartAPI `ordertag`), derived, unique for the account: session day, start of that day, order id.
 */
import { assert } from '../assert.ts';

const BASE = 36;
const DAY_DIGITS = 3;
const EPOCH_DIGITS = 2;
const ORDER_DIGITS = 10;
export const ORDER_TAG_LENGTH = DAY_DIGITS + EPOCH_DIGITS + ORDER_DIGITS;

/** Starts of the engine on one day that have tags of their own. */
export const EPOCHS_PER_DAY = BASE ** EPOCH_DIGITS;
/** 2020-01-01 as days since 1970-01-01: the first day that has tags; they last until 2147. */
export const FIRST_TAG_DAY = 18_262;

/** A tag without its order id: the part all orders of one engine start share. `day`: days since 1970-01-01 IST. `epoch`: 0-based. */
export function tagPrefixOf(day: number, epoch: number): number {
  assert(
    day >= FIRST_TAG_DAY && day < FIRST_TAG_DAY + BASE ** DAY_DIGITS,
    'a tag has a day between 2020 and 2147',
  );
  assert(epoch >= 0 && epoch < EPOCHS_PER_DAY, 'the engine starts fewer than 1,296 times a day');
  return (day - FIRST_TAG_DAY) * EPOCHS_PER_DAY + epoch;
}

/** 15 characters. */
export function orderTag(tagPrefix: number, orderId: number): string {
  assert(orderId >= 0 && orderId < BASE ** ORDER_DIGITS, 'an order id fits its tag');
  return digits(tagPrefix, DAY_DIGITS + EPOCH_DIGITS) + digits(orderId, ORDER_DIGITS);
}

/** The inverse; null for a tag that is not ours. */
export function parseOrderTag(tag: string): { tagPrefix: number; orderId: number } | null {
  if (tag.length !== ORDER_TAG_LENGTH || !/^[0-9A-Z]+$/.test(tag)) return null;
  const split = DAY_DIGITS + EPOCH_DIGITS;
  return {
    tagPrefix: Number.parseInt(tag.slice(0, split), BASE),
    orderId: Number.parseInt(tag.slice(split), BASE),
  };
}

function digits(value: number, length: number): string {
  return value.toString(BASE).toUpperCase().padStart(length, '0');
}
