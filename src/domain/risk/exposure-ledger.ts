/** What is committed beyond executed positions: reserved entries, live orders, who owns an instrument. The risk core owns one. */
import { assert } from '../assert.ts';
import { f64At, i32At, u8At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { isTerminal } from '../order/transitions.ts';
import type { OrderEvent, OrderIntent } from '../order/types.ts';
import type { PositionBook } from '../position/position-book.ts';

/**
 * An entry is reserved in full when it is approved and follows its order's leaves from then on, so that
 * `committed = executed + open + unanswered` at every moment (RG-02, OL-08). The reservation ends with the entry order.
 * An instrument is busy while it has a position, a live order or an approved intent the order core has not answered.
 */
export class ExposureLedger {
  readonly #positions: PositionBook;
  readonly #reservedQuantity: Float64Array;
  readonly #reservedLimitPaise: Float64Array;
  /** The bracket the reservation is for; a late fill of an older one must not touch it. */
  readonly #groupId: Float64Array;
  readonly #ownerStrategy: Int32Array;
  readonly #entrySide: Int32Array;
  readonly #isUnanswered: Uint8Array;
  readonly #liveCount: Int32Array;
  readonly #liveOrders = new Set<number>();
  /** Instruments with a reservation above 0. */
  readonly #reserved = new Set<InstrumentIndex>();
  /** Instruments that are busy without a position: working intents. */
  readonly #working = new Set<InstrumentIndex>();

  constructor(instrumentCount: number, positions: PositionBook) {
    this.#positions = positions;
    this.#reservedQuantity = new Float64Array(instrumentCount);
    this.#reservedLimitPaise = new Float64Array(instrumentCount);
    this.#groupId = new Float64Array(instrumentCount).fill(-1);
    this.#ownerStrategy = new Int32Array(instrumentCount).fill(-1);
    this.#entrySide = new Int32Array(instrumentCount);
    this.#isUnanswered = new Uint8Array(instrumentCount);
    this.#liveCount = new Int32Array(instrumentCount);
  }

  /** Takes an approved entry. */
  reserve(intent: OrderIntent): void {
    const at = intent.instrumentIndex;
    assert(!this.isBusy(at), 'an instrument has one bracket at a time');
    this.#groupId[at] = intent.intentId;
    this.#ownerStrategy[at] = intent.strategyIndex;
    this.#entrySide[at] = intent.side;
    this.#isUnanswered[at] = 1;
    this.#reservedLimitPaise[at] = intent.limitPaise;
    this.#setReserved(at, intent.quantity);
    this.#refresh(at);
  }

  /** Call it after the event's fill was given to the position book. */
  onOrderEvent(event: OrderEvent): void {
    const at = event.instrumentIndex;
    this.#trackLive(event);
    if (event.groupId === f64At(this.#groupId, at)) {
      this.#isUnanswered[at] = 0;
      if (event.role === 'entry') {
        const leaves = event.quantity - event.filledQuantity;
        this.#setReserved(at, isTerminal(event.status) ? 0 : leaves);
      }
    }
    this.#refresh(at);
  }

  isBusy(at: InstrumentIndex): boolean {
    return this.#positions.netQuantity(at) !== 0 || this.#isWorking(at);
  }

  /** Units of entries that are approved and not executed, cancelled or rejected. */
  openQuantity(at: InstrumentIndex): number {
    return f64At(this.#reservedQuantity, at);
  }

  /** Executed and open units, both taken positive. */
  committedQuantity(at: InstrumentIndex): number {
    return Math.abs(this.#positions.netQuantity(at)) + this.openQuantity(at);
  }

  /** Units that an exit order of `side` from `strategyIndex` could close or prevent; 0 for any other strategy or side. */
  closableQuantity(at: InstrumentIndex, strategyIndex: number, side: number): number {
    const isOwner = i32At(this.#ownerStrategy, at) === strategyIndex;
    return isOwner && i32At(this.#entrySide, at) === -side ? this.committedQuantity(at) : 0;
  }

  /** Instruments with a working intent and no position yet (or no position any more). */
  get workingIntents(): number {
    return this.#working.size;
  }

  get busyInstruments(): number {
    return this.#positions.openInstruments.length + this.#working.size;
  }

  /** Value of open entries at their limits. One pass over them. */
  reservedPaise(): number {
    let total = 0;
    for (const at of this.#reserved) {
      total += f64At(this.#reservedQuantity, at) * f64At(this.#reservedLimitPaise, at);
    }
    return total;
  }

  #trackLive(event: OrderEvent): void {
    const at = event.instrumentIndex;
    const wasLive = this.#liveOrders.has(event.orderId);
    const isLive = !isTerminal(event.status);
    if (isLive === wasLive) return;
    if (isLive) this.#liveOrders.add(event.orderId);
    else this.#liveOrders.delete(event.orderId);
    this.#liveCount[at] = i32At(this.#liveCount, at) + (isLive ? 1 : -1);
    assert(i32At(this.#liveCount, at) >= 0, 'an order that ends was live');
  }

  #setReserved(at: InstrumentIndex, quantity: number): void {
    assert(quantity >= 0, 'OL-02 the leaves of an order are not negative');
    this.#reservedQuantity[at] = quantity;
    if (quantity > 0) this.#reserved.add(at);
    else this.#reserved.delete(at);
  }

  #isWorking(at: InstrumentIndex): boolean {
    return u8At(this.#isUnanswered, at) === 1 || i32At(this.#liveCount, at) > 0;
  }

  #refresh(at: InstrumentIndex): void {
    if (this.#isWorking(at) && this.#positions.netQuantity(at) === 0) this.#working.add(at);
    else this.#working.delete(at);
  }
}
