/** Prices of LIMIT orders that are meant to trade at once. Pure; used by the risk core (entries) and the order core (exits). */
import type { Instrument } from '../instrument/instrument.ts';
import { bpsOf, roundDownToIncrement, roundUpToIncrement } from '../money.ts';
import type { QuoteTable } from '../position/quote-table.ts';
import type { Side } from './types.ts';

/** The price that an order of `side` trades against: the opposite touch, else the last price; 0 before the first quote. */
export function touchPaise(quotes: QuoteTable, instrumentIndex: number, side: Side): number {
  const touch = side === 1 ? quotes.askPaise(instrumentIndex) : quotes.bidPaise(instrumentIndex);
  return touch > 0 ? touch : quotes.lastPaise(instrumentIndex);
}

/** A price to trade against, and how far through it the limit may go. */
export interface Aim {
  /** On the increment, > 0. */
  readonly touchPaise: number;
  readonly offsetBps: number;
}

/** The touch moved by the offset against us, on the increment (rounded back to the touch), inside the circuit limits; > 0. */
export function marketableLimit(instrument: Instrument, side: Side, aim: Aim): number {
  const increment = instrument.priceIncrementPaise;
  const raw = aim.touchPaise + side * bpsOf(aim.touchPaise, aim.offsetBps);
  const rounded =
    side === 1 ? roundDownToIncrement(raw, increment) : roundUpToIncrement(raw, increment);
  return withinCircuit(instrument, Math.max(rounded, 1, increment));
}

/** `limitPaise` moved to the nearest price on the increment inside the circuit limits known at load time. */
export function withinCircuit(instrument: Instrument, limitPaise: number): number {
  const { priceIncrementPaise, lowerCircuitPaise, upperCircuitPaise } = instrument;
  if (upperCircuitPaise > 0 && limitPaise > upperCircuitPaise) {
    return roundDownToIncrement(upperCircuitPaise, priceIncrementPaise);
  }
  if (lowerCircuitPaise > 0 && limitPaise < lowerCircuitPaise) {
    return roundUpToIncrement(lowerCircuitPaise, priceIncrementPaise);
  }
  return limitPaise;
}
