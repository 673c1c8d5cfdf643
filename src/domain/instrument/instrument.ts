/** The instrument as the whole engine knows it. */
import type { InstrumentDoubt } from './trading-terms.ts';

/** Dense id, 0-based, assigned once at start; the index of every per-instrument array. */
export type InstrumentIndex = number;

export const INSTRUMENT_KINDS = ['index', 'equity', 'future', 'option'] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

/** Exchange segments by SmartAPI `exchangeType` number (Streaming 2.0, `exchangeType` table). */
export const EXCHANGE_TYPES = {
  NSE: 1,
  NFO: 2,
  BSE: 3,
  BFO: 4,
  MCX: 5,
  NCDEX: 7,
  CDS: 13,
} as const;
export type Exchange = keyof typeof EXCHANGE_TYPES;

/** Which trading hours apply; see `session-calendar.ts`. `cash_cas` stocks stop continuous trading early for the closing auction. */
export const SESSION_SEGMENTS = ['index', 'cash', 'cash_cas', 'derivatives'] as const;
export type SessionSegment = (typeof SESSION_SEGMENTS)[number];

export interface Instrument {
  readonly index: InstrumentIndex;
  readonly exchange: Exchange;
  /** Trading symbol as sent in orders: `SBIN-EQ`, `NIFTY23NOV2626000CE`; indices have display names (`Nifty 50`). */
  readonly symbol: string;
  /** Venue token, a decimal string; unique only within an exchange. */
  readonly token: string;
  /** Underlying or short name: `SBIN`, `NIFTY`. */
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly segment: SessionSegment;
  /** Units in one lot, at least 1. Order quantities are units and whole lots. */
  readonly lotSize: number;
  /** Smallest price step in paise; 0 where the venue states none (indices). */
  readonly priceIncrementPaise: number;
  /** Largest quantity of one order in units (exchange freeze quantity); 0 means unknown. */
  readonly freezeQuantity: number;
  /** Circuit limits in paise at load time; 0 means unknown. SnapQuote packets update them. */
  readonly lowerCircuitPaise: number;
  readonly upperCircuitPaise: number;
  /** `YYYY-MM-DD` or '' when the instrument does not expire. */
  readonly expiry: string;
  /** Strike in paise; 0 for non-options. */
  readonly strikePaise: number;
  readonly optionType: 'CE' | 'PE' | '';
  /** Present: what the venue says of it is unknown or implausible, nothing may be opened. What is held may be closed. */
  readonly doubt?: InstrumentDoubt;
}

/** Indices are computed, not traded. */
export function isTradable(instrument: Instrument): boolean {
  return instrument.kind !== 'index';
}

/** Traded, and without a doubt about its lot, price step and freeze quantity. */
export function mayOpen(instrument: Instrument): boolean {
  return isTradable(instrument) && instrument.doubt === undefined;
}

/** The public name of an instrument: `<exchange>:<symbol>`. */
export function instrumentName(instrument: Pick<Instrument, 'exchange' | 'symbol'>): string {
  return `${instrument.exchange}:${instrument.symbol}`;
}
