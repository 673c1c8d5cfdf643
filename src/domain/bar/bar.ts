/** A bar as strategies read it. */
import type { InstrumentIndex } from '../instrument/instrument.ts';

/** OHLCV of one instrument over `[openTimeMs, openTimeMs + intervalMs)`. Prices in paise, volume in units. */
export interface Bar {
  readonly instrumentIndex: InstrumentIndex;
  readonly intervalMs: number;
  readonly openTimeMs: number;
  readonly openPaise: number;
  readonly highPaise: number;
  readonly lowPaise: number;
  readonly closePaise: number;
  readonly volume: number;
  readonly tickCount: number;
}
