/** Which way a strategy last signalled on one instrument, and the order of signals when it turns round. */
import type { Side } from '../order/types.ts';
import type { StrategyContext } from './strategy.ts';

/** Distances in paise. */
export interface Offsets {
  readonly stopOffsetPaise: number;
  readonly targetOffsetPaise: number;
}

/**
 * A reversal exits at once and enters on the next bar: the risk gate denies an entry while the old position is being closed.
 * The stance is the strategy's view, not the position: a stop may have closed it, and the exit is then denied harmlessly.
 */
export class Stance {
  #side: Side | 0 = 0;
  #nextSide: Side | 0 = 0;

  get side(): Side | 0 {
    return this.#side;
  }

  enter(side: Side, offsets: Offsets, context: StrategyContext): void {
    if (this.#side === -side) {
      this.leave(context);
      this.#nextSide = side;
      return;
    }
    this.#nextSide = 0;
    this.#side = side;
    context.signal({ kind: 'entry', side, ...offsets });
  }

  leave(context: StrategyContext): void {
    this.#nextSide = 0;
    if (this.#side === 0) return;
    const side: Side = this.#side === 1 ? -1 : 1;
    this.#side = 0;
    context.signal({ kind: 'exit', side });
  }

  /** Enters when the previous bar brought a reversal. Call it on bars that bring neither entry nor exit. */
  hold(offsets: Offsets, context: StrategyContext): void {
    if (this.#nextSide !== 0) this.enter(this.#nextSide, offsets, context);
  }
}
