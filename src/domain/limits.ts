/** The bounds the domain's own rules obey, with the relations between them checked when the module loads. */
import { assert } from './assert.ts';
import { LEGS_PER_GROUP, MAX_STRATEGIES } from './order/types.ts';

/** Quantities travel as `i32`. */
export const QUANTITY_MAX = 2_147_483_647;

/** A bar never spans two days. */
export const BAR_SECONDS_MAX = 86_400;
export const INDICATOR_PERIOD_MAX = 10_000;

/** A call into a strategy may leave this many signals; one more disables it. */
export const SIGNALS_PER_CALL_MAX = 4;

/** Stops and targets closer than this many price increments to the fill would sit inside the spread. */
export const OFFSET_INCREMENTS_MIN = 4;

/** Orders one entry can be cut into. */
export const ENTRY_SLICES_MAX = 8;

/** Legs that only exits may use, so that repeated targets cannot use up the way out. */
export const EXIT_LEGS_RESERVED = 32;

/** However often an exit is re-priced, its limit goes no further than this through the touch. */
export const EXIT_OFFSET_BPS_MAX = 500;

/** How often a refused cancel is asked again before the group counts as stuck. */
export const CANCEL_ATTEMPTS_MAX = 5;

/** How often the same change of an order is asked for. */
export const MODIFY_ATTEMPTS_MAX = 3;

/** How often the venue is asked in vain, or contradicts our books, before a flatten has failed (PP-09). */
export const FLATTEN_ATTEMPTS_MAX = 3;

assert(
  MAX_STRATEGIES * 2 ** 32 * LEGS_PER_GROUP <= Number.MAX_SAFE_INTEGER,
  'every derived order id is a safe integer',
);
assert(
  LEGS_PER_GROUP - EXIT_LEGS_RESERVED > 2 * ENTRY_SLICES_MAX + 3,
  'entry and target slices, a second target and a stop fit beside the legs reserved for exits',
);
