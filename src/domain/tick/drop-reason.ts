/** Why a received tick was not published. The list is closed; its order is the wire and metric order. */

export const DROP_REASONS = [
  'unknown_token',
  'wrong_length',
  'unknown_mode',
  'price_not_positive',
  'off_price_increment',
  'outside_circuit_band',
  'negative_quantity',
  'future_exchange_time',
  'older_exchange_time',
  'duplicate',
  'out_of_session',
  'quarantined',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

/** A check's answer in one word: `ACCEPTED`, or 1 + the index into `DROP_REASONS`. */
export type DropCode = number;

export const ACCEPTED: DropCode = 0;

/** Codes by name, for code that compares on the hot path. */
export const DROP = Object.freeze(
  Object.fromEntries(DROP_REASONS.map((reason, index) => [reason, index + 1])),
) as { readonly [Reason in DropReason]: DropCode };
