/** A generated trading day: the entry to this folder; runs in the market simulator's process. */
import { assembleDay } from './assemble-day.ts';
import type { MarketSource } from './market-source.ts';
import { buildUniverse } from './universe.ts';
import type { UniverseData } from './universe-data.ts';

export interface SyntheticDayOptions {
  readonly universe: UniverseData;
  /** A safe integer. The same seed, universe and date give the same updates, byte for byte. */
  readonly seed: number;
  /** `YYYY-MM-DD`; whether the exchange trades that day is the caller's to check. */
  readonly date: string;
}

/** Throws `UniverseDataError` when `date` is not a date or lies after the last known expiry. */
export function createSyntheticDay({ universe, seed, date }: SyntheticDayOptions): MarketSource {
  return assembleDay({ universe: buildUniverse({ data: universe, seed, date }) });
}
