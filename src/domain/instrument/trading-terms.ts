/**
 * Whether what a venue says of an instrument can be traded on. Pure; asked once per row by whoever loads a list of instruments, and by the
 * risk gate through `mayOpen` in `instrument.ts`.
 */

/** Why nothing may be opened in an instrument. Closed and stable; the order is the order in which they are looked for. */
export const INSTRUMENT_DOUBTS = [
  /** No lot size, or one that is no whole number of units. */
  'lot_size_unknown',
  /** More than ten times, or less than a tenth of, what it was in the version before. */
  'lot_size_changed',
  /** Not a lot size the exchange has announced for the index and the date. */
  'lot_size_unexpected',
  /** It is traded and has no price step. */
  'price_increment_unknown',
  'freeze_quantity_unknown',
  /** Not even one lot could be sent. */
  'freeze_below_lot',
] as const;
export type InstrumentDoubt = (typeof INSTRUMENT_DOUBTS)[number];

/** Units, paise, units; 0 where the venue states none. */
export interface TradingTerms {
  readonly lotSize: number;
  readonly priceIncrementPaise: number;
  readonly freezeQuantity: number;
}

/** A lot that changes by more than this at once is taken for a mistake of the list. */
const LOT_CHANGE_MAX = 10;
const NOT_STATED: readonly number[] = [];

/** The first doubt, or ''. `allowedLotSizes`: what the exchange has announced; empty where nothing is known. */
export function doubtOf(
  terms: TradingTerms,
  allowedLotSizes: readonly number[] = NOT_STATED,
): InstrumentDoubt | '' {
  const { lotSize, priceIncrementPaise, freezeQuantity } = terms;
  if (!(lotSize > 0)) return 'lot_size_unknown';
  if (allowedLotSizes.length > 0 && !allowedLotSizes.includes(lotSize)) {
    return 'lot_size_unexpected';
  }
  if (!(priceIncrementPaise > 0)) return 'price_increment_unknown';
  if (!(freezeQuantity > 0)) return 'freeze_quantity_unknown';
  return freezeQuantity < lotSize ? 'freeze_below_lot' : '';
}

/** Is the step from one lot size to the next too large to be believed? Both at least 1. */
export function isLotChangeImplausible(fromUnits: number, toUnits: number): boolean {
  return toUnits > fromUnits * LOT_CHANGE_MAX || toUnits * LOT_CHANGE_MAX < fromUnits;
}
