/** Whether an instrument trades at one of its circuit limits, from its last price and its limits. Pure; the risk core owns one. */
import { f64At } from '../cells.ts';
import type { InstrumentIndex } from './instrument.ts';

/** At `upper` there may be nobody to buy from, at `lower` nobody to sell to. `unknown`: no price or no limits yet. */
export type CircuitState = 'unknown' | 'free' | 'upper' | 'lower';

export class CircuitStates {
  readonly #lastPaise: Float64Array;
  readonly #lowerPaise: Float64Array;
  readonly #upperPaise: Float64Array;

  constructor(instrumentCount: number) {
    this.#lastPaise = new Float64Array(instrumentCount);
    this.#lowerPaise = new Float64Array(instrumentCount);
    this.#upperPaise = new Float64Array(instrumentCount);
  }

  /** Limits in paise, as the venue states them (they move during the day); 0 where it states none. */
  setLimits(at: InstrumentIndex, lowerPaise: number, upperPaise: number): void {
    this.#lowerPaise[at] = lowerPaise;
    this.#upperPaise[at] = upperPaise;
  }

  recordLast(at: InstrumentIndex, lastPaise: number): void {
    this.#lastPaise[at] = lastPaise;
  }

  stateOf(at: InstrumentIndex): CircuitState {
    const lastPaise = f64At(this.#lastPaise, at);
    const lowerPaise = f64At(this.#lowerPaise, at);
    const upperPaise = f64At(this.#upperPaise, at);
    if (!(lastPaise > 0) || (lowerPaise <= 0 && upperPaise <= 0)) return 'unknown';
    if (upperPaise > 0 && lastPaise >= upperPaise) return 'upper';
    if (lowerPaise > 0 && lastPaise <= lowerPaise) return 'lower';
    return 'free';
  }
}
