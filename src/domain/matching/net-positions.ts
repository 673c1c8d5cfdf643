/** Net position per instrument as the paper venue keeps it, from its own fills alone. */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { shareOf } from '../money.ts';
import type { Side } from '../order/types.ts';

export interface NetPosition {
  readonly instrumentIndex: InstrumentIndex;
  /** Signed units. */
  readonly quantity: number;
  /** What they were bought, or sold short, for; signed as the quantity, paise. */
  readonly costPaise: number;
}

/** A partial close takes its share of the cost, rounded down; a fill through zero starts a new cost (PP-04). */
export class NetPositions {
  readonly #quantity: Float64Array;
  readonly #costPaise: Float64Array;

  constructor(instrumentCount: number) {
    this.#quantity = new Float64Array(instrumentCount);
    this.#costPaise = new Float64Array(instrumentCount);
  }

  restore(position: NetPosition): void {
    const { instrumentIndex: at, quantity, costPaise } = position;
    assert(at >= 0 && at < this.#quantity.length, 'a position is in a known instrument');
    this.#quantity[at] = quantity;
    this.#costPaise[at] = costPaise;
  }

  /** `quantity`: units, > 0. */
  apply(at: InstrumentIndex, side: Side, fill: { quantity: number; pricePaise: number }): void {
    const before = f64At(this.#quantity, at);
    const held = Math.abs(before);
    const closing = before * side < 0 ? Math.min(fill.quantity, held) : 0;
    let costPaise = f64At(this.#costPaise, at);
    if (closing > 0) costPaise += side * shareOf(Math.abs(costPaise), closing, held);
    this.#quantity[at] = before + side * fill.quantity;
    this.#costPaise[at] = costPaise + side * (fill.quantity - closing) * fill.pricePaise;
  }

  /** Those that are not flat, by instrument. */
  open(): NetPosition[] {
    const positions: NetPosition[] = [];
    for (let at = 0; at < this.#quantity.length; at += 1) {
      const quantity = f64At(this.#quantity, at);
      if (quantity === 0) continue;
      positions.push({ instrumentIndex: at, quantity, costPaise: f64At(this.#costPaise, at) });
    }
    return positions;
  }
}
