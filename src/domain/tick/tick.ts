/** One market-data update as the domain reads it. */
import type { InstrumentIndex } from '../instrument/instrument.ts';

/**
 * A tick, read in place: in a thread it is a movable view over the ring, valid only during the call that hands it over.
 * Copy what you keep. In one program run all ticks come from one implementation, so reads stay monomorphic.
 */
export interface Tick {
  /** Position in the tick ring, 0-based, contiguous over the session. */
  readonly sequence: number;
  readonly instrumentIndex: InstrumentIndex;
  /** Exchange timestamp, epoch milliseconds. */
  readonly exchangeTimeMs: number;
  /** Receive stamp, nanoseconds since engine start. */
  readonly receiveTimeNs: number;
  /** Cumulative day volume, units. */
  readonly volume: number;
  readonly lastPaise: number;
  /** Best bid and ask; 0 when unknown. */
  readonly bidPaise: number;
  readonly askPaise: number;
  readonly bidQuantity: number;
  readonly askQuantity: number;
  /** Extremes of the last price since the previous published tick of this instrument, `lastPaise` included. */
  readonly highPaise: number;
  readonly lowPaise: number;
  readonly lastQuantity: number;
  readonly isConflated: boolean;
}
