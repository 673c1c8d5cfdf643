/** What a generated or recorded market offers to whoever serves it; one owner drives it on its own thread. */
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';

/** Receives one update. `cells` have the `DECODED` layout and are valid only during the call. */
export type EmitUpdate = (instrumentIndex: InstrumentIndex, cells: Float64Array) => void;

/** A market day that plays forward once. */
export interface MarketSource {
  /** In order of index. */
  readonly instruments: readonly Instrument[];
  /** Epoch milliseconds of the first update; every instrument has one at this moment, or as soon as its data begins. */
  readonly openTimeMs: number;
  /** Epoch milliseconds before which the last update falls. */
  readonly closeTimeMs: number;
  /**
   * Emits every update due up to and including `untilExchangeMs` in time order. How the day is cut into calls changes
   * nothing.
   */
  next(untilExchangeMs: number, emit: EmitUpdate): void;
}
