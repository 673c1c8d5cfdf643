/** The market the simulator serves. It is handed one and never knows whether it is generated or recorded. */
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';

/** Receives one update. `cells` have the `DECODED` layout and are valid only during the call. */
export type EmitUpdate = (instrumentIndex: InstrumentIndex, cells: Float64Array) => void;

/** A market day that plays forward once. */
export interface MarketSource {
  /** In order of index. */
  readonly instruments: readonly Instrument[];
  /** Exchange time at which the day begins, epoch milliseconds. */
  readonly openTimeMs: number;
  /** Exchange time after which nothing is emitted, epoch milliseconds. */
  readonly closeTimeMs: number;
  /** Emits every update due up to and including `untilExchangeMs`, in time order. */
  next(untilExchangeMs: number, emit: EmitUpdate): void;
}
