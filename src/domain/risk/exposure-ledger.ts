/** What is committed: positions, approved entries, live orders, protection, per group, and what others have. The risk core owns one. */
import { assert } from '../assert.ts';
import { f64At, i32At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { isTerminal } from '../order/transitions.ts';
import {
  ENTRY_LEG,
  legOf,
  type OrderIntent,
  type Side,
  UNATTRIBUTED_STRATEGY,
} from '../order/types.ts';
import type { PositionBook } from '../position/position-book.ts';
import {
  applyOrder,
  type ExposureGroup,
  entryLeaves,
  isForgettable,
  isOver,
  newGroup,
  type OrderChange,
  type OrderFact,
  openRiskPaise,
  restingConflictPaise,
  stopLeaves,
} from './exposure-group.ts';
import type { ExternalLedger } from './external-ledger.ts';

/** Instruments fit into the lower part of a pair's key. */
const INSTRUMENTS_PER_STRATEGY = 2 ** 20;

/** What is known of an approval after a restart. */
export type ApprovedPlan = Pick<OrderIntent, 'intentId' | 'quantity' | 'stopOffsetPaise'>;

/**
 * An entry is reserved in full when it is approved and follows the leaves of its orders from then on, whatever their status says (unknown
 * and unsent ones count in full), so that `committed = executed + open + unconfirmed + external` at every moment (RG-02, OL-08, OL-12). The
 * reservation ends with the group's entry orders. More than one strategy may hold an instrument; a strategy is busy in one while its
 * book is not flat, or while a group of its own has a live order or waits for the order core's answer.
 */
export class ExposureLedger {
  readonly #positions: PositionBook;
  readonly #externals: ExternalLedger;
  readonly #groups = new Map<number, ExposureGroup>();
  /** Groups by strategy and instrument, and by instrument, in the order of their approval. */
  readonly #groupsOfPair = new Map<number, ExposureGroup[]>();
  readonly #groupsAt: ExposureGroup[][];
  readonly #reservedAt: Float64Array;
  readonly #liveAt: Int32Array;
  /** Instruments with a group and no position. */
  readonly #working = new Set<InstrumentIndex>();
  /** Groups with a reservation above 0, in the order of their approval. */
  readonly #reserving = new Set<ExposureGroup>();

  constructor(instrumentCount: number, positions: PositionBook, externals: ExternalLedger) {
    this.#positions = positions;
    this.#externals = externals;
    this.#groupsAt = Array.from({ length: instrumentCount }, () => []);
    this.#reservedAt = new Float64Array(instrumentCount);
    this.#liveAt = new Int32Array(instrumentCount);
  }

  /** Takes an approved entry. */
  reserve(intent: OrderIntent): void {
    assert(!this.#groups.has(intent.intentId), 'RG-01 an approval is used once');
    const group = newGroup(intent, intent.intentId);
    group.approvedQuantity = intent.quantity;
    group.limitPaise = intent.limitPaise;
    group.stopOffsetPaise = intent.stopOffsetPaise;
    group.isUnanswered = true;
    this.#add(group);
    this.#refresh(group);
  }

  /** Call it after the event's fill was given to the position book. */
  onOrderEvent(event: OrderChange): void {
    const group = this.#groups.get(event.groupId) ?? newGroup(entryOf(event), event.groupId);
    group.isUnanswered = false;
    group.netQuantity += event.side * event.fillQuantity;
    applyOrder(group, event);
    this.#add(group);
    this.#refresh(group);
    assert(
      event.role !== 'entry' ||
        isTerminal(event.status) ||
        group.reservedQuantity >= event.quantity - event.filledQuantity,
      'OL-08 an entry that is not over, unknown or unsent too, counts with all it can still fill',
    );
    if (group.live.size === 0) this.#sweep(group.strategyIndex, group.instrumentIndex);
  }

  /** A change of the position that no order event told. */
  onPosition(at: InstrumentIndex): void {
    for (const { strategyIndex } of [...this.#groupsOf(at)]) this.#sweep(strategyIndex, at);
    this.#refreshWorking(at);
  }

  /**
   * Everything the order core has a row for, once, after a restart. Approvals it has none for are void: their intents were lost before
   * anything was sent.
   */
  restore(orders: Iterable<OrderFact>, approvals: Iterable<ApprovedPlan>): void {
    assert(this.#groups.size === 0, 'a ledger is restored before it is used');
    const groups = new Map<number, ExposureGroup>();
    for (const order of orders) {
      const { groupId } = order;
      const group = groups.get(groupId) ?? newGroup(entryOf(order), groupId);
      groups.set(groupId, group);
      group.netQuantity += order.side * order.filledQuantity;
      applyOrder(group, order);
    }
    for (const { intentId, quantity, stopOffsetPaise } of approvals) {
      const group = groups.get(intentId);
      if (group === undefined) continue;
      group.approvedQuantity = quantity;
      group.stopOffsetPaise = stopOffsetPaise;
    }
    for (const group of groups.values()) {
      if (isForgettable(group)) continue;
      this.#add(group);
      this.#refresh(group);
      if (isOver(group)) this.#sweep(group.strategyIndex, group.instrumentIndex);
    }
    for (const at of this.#positions.bookedInstruments) this.#refreshWorking(at);
  }

  /** Whether the strategy holds the instrument, or has an order or an approved intent of its own there. */
  isBusy(strategyIndex: number, at: InstrumentIndex): boolean {
    return (
      this.#positions.bookQuantity(strategyIndex, at) !== 0 ||
      this.#pairGroups(strategyIndex, at).length > 0
    );
  }

  isInstrumentBusy(at: InstrumentIndex): boolean {
    return this.#isOwn(at) || this.#externals.isCounted(at);
  }

  /**
   * Units on the larger side of all books, what others hold among them: what the venue's position can become when the books of the other
   * side are closed. Books that offset each other do not make room for more.
   */
  heldQuantity(at: InstrumentIndex): number {
    return this.#largerSide(at, this.#externals.heldQuantity(at));
  }

  /** Units of entries that are approved and not executed, cancelled or rejected. */
  openQuantity(at: InstrumentIndex): number {
    return f64At(this.#reservedAt, at);
  }

  /** Executed and open units, ours and others', all taken positive. */
  committedQuantity(at: InstrumentIndex): number {
    return this.heldQuantity(at) + this.openQuantity(at) + this.#externals.openQuantity(at);
  }

  /** Units that an order of `side` from the strategy could close, or prevent from being opened. */
  closableQuantity(at: InstrumentIndex, strategyIndex: number, side: Side): number {
    const held = Math.max(0, -side * this.#positions.bookQuantity(strategyIndex, at));
    let open = 0;
    for (const group of this.#pairGroups(strategyIndex, at)) {
      if (group.side === -side) open += group.reservedQuantity;
    }
    return held + open;
  }

  /** Units of the strategy's book on `side` that no live stop of its own covers. */
  unprotectedQuantity(at: InstrumentIndex, strategyIndex: number, side: Side): number {
    const held = Math.max(0, side * this.#positions.bookQuantity(strategyIndex, at));
    let covered = 0;
    for (const group of this.#pairGroups(strategyIndex, at)) {
      if (group.side !== side) continue;
      // Units of a group are the group's to protect and to close, also in the moment between one of its orders and the next.
      covered += Math.max(stopLeaves(group), side * group.netQuantity);
    }
    return Math.max(0, held - covered);
  }

  /** Units of the position that live stops cover. */
  protectedQuantity(at: InstrumentIndex): number {
    let covered = 0;
    for (const group of this.#groupsOf(at)) covered += stopLeaves(group);
    return covered;
  }

  /** Instruments with a working intent and no position yet (or no position any more). */
  get workingIntents(): number {
    return this.#working.size;
  }

  get busyInstruments(): number {
    const { instruments } = this.#externals;
    const others = instruments.filter((at) => !this.#isOwn(at));
    return this.#positions.bookedInstruments.length + this.#working.size + others.length;
  }

  /** All that may still trade, or explain what a strategy holds; in the order of their approval. */
  get groups(): readonly Readonly<ExposureGroup>[] {
    return [...this.#groups.values()];
  }

  /** Groups with an open entry. */
  get reservations(): Iterable<Readonly<ExposureGroup>> {
    return this.#reserving;
  }

  /** Value of open entries at their limits. One pass over them. */
  reservedPaise(): number {
    let total = 0;
    for (const group of this.#reserving) total += group.reservedQuantity * group.limitPaise;
    return total;
  }

  /** What is lost when every stop, of positions and open entries, is hit at its trigger. One pass over all groups. */
  openRiskPaise(): number {
    let total = 0;
    for (const group of this.#groups.values()) {
      total += openRiskPaise(group, this.#positions.averagePaise(group.instrumentIndex));
    }
    return total;
  }

  /** Limit of an own resting order that an order of `side` at `limitPaise` could trade against; 0 for none (RG-08). */
  conflictPaise(at: InstrumentIndex, side: Side, limitPaise: number): number {
    for (const group of this.#groupsOf(at)) {
      const conflictPaise = restingConflictPaise(group, side, limitPaise);
      if (conflictPaise > 0) return conflictPaise;
    }
    return 0;
  }

  /** Whether a live entry of the strategy has just this side, quantity and limit (RG-07). */
  hasLiveEntry(order: {
    readonly strategyIndex: number;
    readonly instrumentIndex: InstrumentIndex;
    readonly side: Side;
    readonly quantity: number;
    readonly limitPaise: number;
  }): boolean {
    return this.#pairGroups(order.strategyIndex, order.instrumentIndex).some(
      (group) =>
        group.reservedQuantity > 0 &&
        group.side === order.side &&
        group.approvedQuantity === order.quantity &&
        group.limitPaise === order.limitPaise,
    );
  }

  #add(group: ExposureGroup): void {
    if (this.#groups.has(group.groupId)) return;
    this.#groups.set(group.groupId, group);
    const key = pairKey(group);
    const pair = this.#groupsOfPair.get(key);
    if (pair === undefined) this.#groupsOfPair.set(key, [group]);
    else pair.push(group);
    this.#groupsOf(group.instrumentIndex).push(group);
    this.#liveAt[group.instrumentIndex] = i32At(this.#liveAt, group.instrumentIndex) + 1;
  }

  /**
   * Forgets groups of a strategy in an instrument that have nothing live. While its book is open, one whose own fills do not add up to 0 is
   * kept: a stop may follow the entry it belongs to, and its risk is measured from that entry.
   */
  #sweep(strategyIndex: number, at: InstrumentIndex): void {
    const isFlat = this.#positions.bookQuantity(strategyIndex, at) === 0;
    const groups = this.#pairGroups(strategyIndex, at);
    // Backwards: a group that is dropped leaves the list.
    for (let place = groups.length - 1; place >= 0; place -= 1) {
      const group = groups[place] as ExposureGroup;
      if (isFlat ? isOver(group) : isForgettable(group)) this.#drop(group);
    }
    this.#refreshWorking(at);
  }

  #drop(group: ExposureGroup): void {
    this.#groups.delete(group.groupId);
    const key = pairKey(group);
    const pair = this.#groupsOfPair.get(key) ?? [];
    remove(pair, group);
    if (pair.length === 0) this.#groupsOfPair.delete(key);
    remove(this.#groupsOf(group.instrumentIndex), group);
    this.#liveAt[group.instrumentIndex] = i32At(this.#liveAt, group.instrumentIndex) - 1;
  }

  #refresh(group: ExposureGroup): void {
    const at = group.instrumentIndex;
    const leaves = isOver(group) ? 0 : entryLeaves(group);
    assert(leaves >= 0, 'OL-02 the leaves of an order are not negative');
    this.#reservedAt[at] = f64At(this.#reservedAt, at) + leaves - group.reservedQuantity;
    group.reservedQuantity = leaves;
    if (leaves > 0) this.#reserving.add(group);
    else this.#reserving.delete(group);
    this.#refreshWorking(at);
  }

  #refreshWorking(at: InstrumentIndex): void {
    if (i32At(this.#liveAt, at) > 0 && this.#largerSide(at, 0) === 0) this.#working.add(at);
    else this.#working.delete(at);
  }

  /** `otherQuantity`: signed units beside our books, as if they were a book of their own. */
  #largerSide(at: InstrumentIndex, otherQuantity: number): number {
    let long = Math.max(0, otherQuantity);
    let short = Math.max(0, -otherQuantity);
    for (const { quantity } of this.#positions.booksOf(at)) {
      if (quantity > 0) long += quantity;
      else short -= quantity;
    }
    return Math.max(long, short);
  }

  /** Whether a strategy of ours is busy there. */
  #isOwn(at: InstrumentIndex): boolean {
    return i32At(this.#liveAt, at) > 0 || this.#largerSide(at, 0) !== 0;
  }

  #pairGroups(strategyIndex: number, at: InstrumentIndex): readonly ExposureGroup[] {
    return this.#groupsOfPair.get(strategyIndex * INSTRUMENTS_PER_STRATEGY + at) ?? NO_GROUPS;
  }

  #groupsOf(at: InstrumentIndex): ExposureGroup[] {
    const groups = this.#groupsAt[at];
    assert(groups !== undefined, 'an order is for an instrument there is');
    return groups;
  }
}

const NO_GROUPS: readonly ExposureGroup[] = [];

function pairKey(group: ExposureGroup): number {
  return group.strategyIndex * INSTRUMENTS_PER_STRATEGY + group.instrumentIndex;
}

/** Strategy, instrument and entry side of the group an order belongs to. */
function entryOf(
  order: OrderFact,
): Pick<OrderIntent, 'strategyIndex' | 'instrumentIndex' | 'side'> {
  const { orderId, strategyIndex, role } = order;
  // A position nobody's orders explain comes in by the adjustment its group begins with.
  const isFirst = strategyIndex === UNATTRIBUTED_STRATEGY && legOf(orderId) === ENTRY_LEG;
  const isOpening = role === 'entry' || (role === 'adjustment' && isFirst);
  const side = (isOpening ? order.side : -order.side) as Side;
  return { strategyIndex: order.strategyIndex, instrumentIndex: order.instrumentIndex, side };
}

function remove(groups: ExposureGroup[], group: ExposureGroup): void {
  const place = groups.indexOf(group);
  assert(place >= 0, 'a group that ends was listed');
  groups.splice(place, 1);
}
