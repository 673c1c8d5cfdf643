/** Sector and usual volume of instruments, for the concentration limits. Pure; resolved once at start, read by the risk core. */
import type { Instrument } from '../instrument/instrument.ts';

export interface InstrumentProfile {
  /** '' when not known. */
  readonly sector: string;
  /** Units; 0 when not known. */
  readonly averageDailyVolume: number;
}

/** One entry of the profiles file, for a stock, an index or an underlying and what is derived from it. */
export interface ProfileEntry {
  /** `Instrument.name`: `SBIN`, `NIFTY`. */
  readonly name: string;
  readonly sector: string;
  /** Units a day, by kind of instrument; 0 where it is not known. */
  readonly equityVolume: number;
  readonly futureVolume: number;
  readonly optionVolume: number;
}

const UNKNOWN_PROFILE: InstrumentProfile = { sector: '', averageDailyVolume: 0 };

/** By instrument index. */
export function profilesOf(
  instruments: readonly Instrument[],
  entries: readonly ProfileEntry[],
): readonly InstrumentProfile[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return instruments.map((instrument) => {
    const entry = byName.get(instrument.name);
    if (entry === undefined) return UNKNOWN_PROFILE;
    return { sector: entry.sector, averageDailyVolume: volumeOf(entry, instrument) };
  });
}

function volumeOf(entry: ProfileEntry, { kind }: Instrument): number {
  switch (kind) {
    case 'equity':
      return entry.equityVolume;
    case 'future':
      return entry.futureVolume;
    case 'option':
      return entry.optionVolume;
    case 'index':
      return 0;
    default:
      kind satisfies never;
      return 0;
  }
}
