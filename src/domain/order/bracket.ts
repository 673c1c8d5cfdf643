/** One bracket: an entry, the target and stop its fills need, the exits that end it. State only; `bracket-rules.ts` acts on it. */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { roundDownToIncrement, roundUpToIncrement } from '../money.ts';
import { withinCircuit } from './limit-price.ts';
import { isLive, isSettled, type Order } from './order.ts';
import type { OrderIntent, Side } from './types.ts';

export class Bracket {
  readonly groupId: number;
  readonly strategyIndex: number;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly stopOffsetPaise: number;
  readonly targetOffsetPaise: number;
  /** In leg order; the entry comes first. */
  readonly orders: Order[] = [];
  /** Session time at which the rest of the entry is cancelled. */
  readonly entryDeadlineMs: number;
  /** The newest target, stop and exit; older ones are terminal. */
  target: Order | undefined;
  stop: Order | undefined;
  /** Session time of the first fill. Ticks stamped earlier do not trigger the stop: a report may overtake them. */
  armedFromMs = 0;
  exit: Order | undefined;
  /** The rest of the entry is not wanted any more. */
  isEntryOver = false;
  /** The venue refused or dropped a target: the stop protects alone from then on. */
  isTargetRefused = false;
  /** Everything is being closed; no target and no stop are kept. */
  isExiting = false;
  isClosed = false;
  /** No leg is left for an exit that is needed. */
  isStuck = false;
  /** Re-prices of the current exit, and the session time of the next exit action. */
  chases = 0;
  nextExitActionMs = 0;

  constructor(intent: OrderIntent, instrument: Instrument, entryDeadlineMs: number) {
    this.groupId = intent.intentId;
    this.strategyIndex = intent.strategyIndex;
    this.instrument = instrument;
    this.side = intent.side;
    this.stopOffsetPaise = intent.stopOffsetPaise;
    this.targetOffsetPaise = intent.targetOffsetPaise;
    this.entryDeadlineMs = entryDeadlineMs;
  }

  get entry(): Order {
    const entry = this.orders[0];
    assert(entry !== undefined, 'a bracket begins with its entry');
    return entry;
  }

  /** Units still open, positive in the direction of the entry; negative when the exits overshot (OC-03). */
  get openQuantity(): number {
    let open = 0;
    for (const order of this.orders) open += order.side * this.side * order.filledQuantity;
    return open;
  }

  /** Every order is settled and nothing is open (OC-05). */
  get isFinished(): boolean {
    return this.openQuantity === 0 && this.orders.every(isSettled);
  }

  get liveExit(): Order | undefined {
    return this.exit !== undefined && isLive(this.exit) ? this.exit : undefined;
  }

  /** Average entry price, not rounded; only meaningful once the entry has fills. */
  get entryPaise(): number {
    return this.entry.filledValuePaise / this.entry.filledQuantity;
  }

  /**
   * Trigger of the stop: the offset away from the average entry price, rounded towards the entry so that it loses no more than the
   * offset, and at least one increment away (OC-07). 0, which never triggers, below the lowest price there is.
   */
  get triggerPaise(): number {
    const step = Math.max(1, this.instrument.priceIncrementPaise);
    const raw = this.entryPaise - this.side * this.stopOffsetPaise;
    if (this.side === -1) {
      const nearest = roundDownToIncrement(this.entryPaise, step) + step;
      return Math.max(nearest, roundDownToIncrement(raw, step));
    }
    const nearest = roundUpToIncrement(this.entryPaise, step) - step;
    return Math.min(nearest, Math.max(step, roundUpToIncrement(raw, step)));
  }

  /**
   * Limit of the target: the offset away from the average entry price, rounded towards the entry, inside the circuit limits.
   * 0 where no price beyond the entry is left.
   */
  get targetPaise(): number {
    const increment = this.instrument.priceIncrementPaise;
    const raw = this.entryPaise + this.side * this.targetOffsetPaise;
    const rounded =
      this.side === 1 ? roundDownToIncrement(raw, increment) : roundUpToIncrement(raw, increment);
    const limit = withinCircuit(this.instrument, Math.max(rounded, 1, increment));
    return (limit - this.entryPaise) * this.side > 0 ? limit : 0;
  }
}
