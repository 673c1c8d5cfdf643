/** What every check may look at, and how it complains. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import type { Marks } from '../run/marks.ts';
import type { TruthVenue } from '../venue/truth-venue.ts';
import type { InvariantId } from './invariant-ids.ts';
import type { OrderLedger } from './order-ledger.ts';
import { EXIT_INVARIANT, EXIT_LIVENESS, Violation } from './violation.ts';

export interface CheckContext {
  readonly instruments: readonly Instrument[];
  readonly venue: TruthVenue;
  readonly ledger: OrderLedger;
  readonly marks: Marks;
  nowMs(): number;
  /** Continuous hours of the instrument at true time. */
  isOpen(instrument: Instrument, timeMs: number): boolean;
  /** True time from which nothing may be opened in the instrument. */
  flatByMs(instrument: Instrument): number;
  /** The engine’s own clock is within a second of the truth. */
  isClockRight(): boolean;
  /** The engine stopped taking over what it cannot explain in the instrument, and says so (PP-09). */
  isDeclared(instrumentIndex: number): boolean;
  /** The kill was acknowledged and not reset. */
  isKilled(): boolean;
}

/** Throws when `holds` is false. */
export function check(holds: boolean, id: InvariantId, message: () => string): void {
  if (!holds) throw new Violation(EXIT_INVARIANT, id, message());
}

/** As `check`, for what a healed engine has to reach. */
export function checkRest(
  holds: boolean,
  id: InvariantId | 'liveness',
  message: () => string,
): void {
  if (!holds) throw new Violation(EXIT_LIVENESS, id, message());
}
