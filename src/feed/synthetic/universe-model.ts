/** What is known of one simulated day before it starts: its instruments and the figures their price models start from. */
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';
import type { UniverseData } from './universe-data.ts';

/** What the price model knows about one instrument beyond its listing. */
export interface InstrumentModel {
  readonly previousClosePaise: number;
  /** Sensitivity to the market factor (indices, stocks). */
  readonly beta: number;
  /** Name of the sector it follows as well, or ''. */
  readonly sector: string;
  /** Annual volatility of its own movement beyond market and sector; 0 where it has none. */
  readonly ownVolatility: number;
  /** Units; 0 for indices. */
  readonly dailyVolume: number;
  /** Units at the open; 0 where there is none. */
  readonly openInterest: number;
  readonly updatesPerSecond: number;
  readonly spreadBps: number;
  /** The index of a future, the future of an option, otherwise -1. */
  readonly underlying: InstrumentIndex;
}

export interface SyntheticUniverse {
  readonly data: UniverseData;
  readonly seed: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Expiry of futures and options, epoch milliseconds of that day's derivatives close. */
  readonly expiryMs: number;
  /** Indices, futures, options (call then put of each strike, lowest strike first), stocks. */
  readonly instruments: readonly Instrument[];
  /** Same index as `instruments`. */
  readonly models: readonly InstrumentModel[];
}

export interface UniverseOptions {
  readonly data: UniverseData;
  readonly seed: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Previous closes that replace those of the data, by instrument name; an index among them re-centres the chain. */
  readonly previousClosePaise?: Readonly<Record<string, number>>;
}

/** A calendar year, for time to expiry. */
export const YEAR_MS = 365 * 86_400_000;
/** Index levels are published in steps of five paise. */
export const INDEX_STEP_PAISE = 5;
const TRADING_DAYS = 252;

/** Standard deviation of one second's return when the annual one is `volatility`, at the average pace of the day. */
export function perRootSecond(volatility: number, sessionSeconds: number): number {
  return volatility / Math.sqrt(TRADING_DAYS * sessionSeconds);
}
