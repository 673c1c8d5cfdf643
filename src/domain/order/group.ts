/**
 * One group of orders: an entry (in slices), the stop and targets its fills need, the exits that end it. Its fields are its journal
 * row. State and sums only; `group-rules.ts` acts on it. Owned by the order core.
 */
import { assert } from '../assert.ts';
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import { BPS_PER_UNIT } from '../money.ts';
import { isLive, isSettled, type Order, type TargetSlot } from './order.ts';
import type { GroupPlan, OrderIntent, OrderRole, Side, SignalOrigin } from './types.ts';

/** `bracket` begins with an entry, `oco` with a position it adopts, `exit` with a position that nothing else explains. */
export const GROUP_KINDS = ['bracket', 'oco', 'exit'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export interface GroupRow extends GroupPlan {
  readonly groupId: number;
  readonly strategyIndex: number;
  readonly kind: GroupKind;
  readonly origin: SignalOrigin;
  readonly instrumentIndex: InstrumentIndex;
  /** Of the position: +1 is long. */
  readonly side: Side;
  readonly parentGroupId: number;
  readonly openedAtMs: number;
  /** Units asked for; scaled once where a parent filled in part. */
  readonly quantity: number;
  /** Limit of the entry, or average price of the adopted position. */
  readonly limitPaise: number;
  /** Units of the position an `oco` protects that other groups' fills brought; 0 for the others. */
  readonly adoptedQuantity: number;
  /** Its entry waits for the parent's. */
  readonly isWaiting: boolean;
  /** Session time at which the rest of the entry is cancelled; 0 before it is sent. */
  readonly entryDeadlineMs: number;
  /** The rest of the entry is not wanted any more. */
  readonly isEntryOver: boolean;
  /** Session time of the first fill. Ticks stamped earlier trigger nothing: a report may overtake them. */
  readonly armedFromMs: number;
  /** Where the trailing stop stands; 0 until it has left the initial stop behind. Never loosens (OC-07). */
  readonly trailPaise: number;
  /** Bit per target slot: the venue refused or dropped it, the stop protects alone. */
  readonly refusedSlots: number;
  /** Bit per target slot: its price was reached here, so it goes to the venue while the stop is held here. */
  readonly takenSlots: number;
  /** The venue refused or dropped the stop; it is held here from then on. */
  readonly isStopRefused: boolean;
  /** Session time since which a part of the open quantity has no stop; 0 while all of it has. */
  readonly uncoveredSinceMs: number;
  /** That has lasted too long (OC-04). */
  readonly isUnprotected: boolean;
  /** All that was open was closed: what fills from here on is closed at once. */
  readonly isProtectionOver: boolean;
  /** Units that exits asked to leave at the market while the rest stays protected. */
  readonly reduceQuantity: number;
  /** Everything is being closed; no target and no stop are kept. */
  readonly isExiting: boolean;
  /** Limit of the current exit, its re-prices, and the session time of the next exit action. */
  readonly exitLimitPaise: number;
  readonly chases: number;
  readonly nextExitActionMs: number;
  /** No leg is left for an exit that is needed. */
  readonly isStuck: boolean;
  readonly isClosed: boolean;
  /** Session time at which it was closed last; 0 while it is open. */
  readonly closedAtMs: number;
  /** Place among the open groups: they are looked at in the order in which they were opened, or opened again. */
  readonly openSequence: number;
}

type Mutable<Row> = { -readonly [Field in keyof Row]: Row[Field] };

/** What tells how a new group begins, beyond its intent. */
export interface GroupOpening {
  readonly kind: GroupKind;
  readonly timeMs: number;
}

export class Group {
  readonly instrument: Instrument;
  readonly row: Mutable<GroupRow>;
  /** In leg order; entries come first. */
  readonly orders: Order[] = [];

  /** Takes `row` over: it changes with the group. */
  constructor(row: GroupRow, instrument: Instrument) {
    this.row = row;
    this.instrument = instrument;
  }

  get groupId(): number {
    return this.row.groupId;
  }

  get side(): Side {
    return this.row.side;
  }

  /** Units of the entry that filled, an adopted position included. */
  get entryQuantity(): number {
    let filled = this.row.adoptedQuantity;
    for (const order of this.orders) if (order.role === 'entry') filled += order.filledQuantity;
    return filled;
  }

  /** Average entry price, not rounded; only meaningful once something was entered. */
  get entryPaise(): number {
    let filled = this.row.adoptedQuantity;
    let valuePaise = filled * this.row.limitPaise;
    for (const order of this.orders) {
      if (order.role !== 'entry') continue;
      filled += order.filledQuantity;
      valuePaise += order.filledValuePaise;
    }
    return valuePaise / filled;
  }

  /** Units still open, positive in the direction of the entry; negative when the exits overshot (OC-03). */
  get openQuantity(): number {
    let open = this.row.adoptedQuantity;
    for (const order of this.orders) open += order.side * this.row.side * order.filledQuantity;
    return open;
  }

  /** Units of `open` that still have to leave at the market although the group goes on. */
  reduceLeaves(open: number): number {
    if (this.row.reduceQuantity === 0) return 0;
    let rest = this.row.reduceQuantity;
    for (const order of this.orders) if (order.role === 'exit') rest -= order.filledQuantity;
    return Math.max(0, Math.min(open, rest));
  }

  /** Every order is settled and nothing is open (OC-05). */
  get isFinished(): boolean {
    return !this.row.isWaiting && this.orders.every(isSettled) && this.openQuantity === 0;
  }

  /** Everything the entry will ever fill is known. */
  get isEntrySettled(): boolean {
    for (const order of this.orders) {
      if (order.role === 'entry' && !isSettled(order)) return false;
    }
    return true;
  }

  get hasLiveEntry(): boolean {
    for (const order of this.orders) if (order.role === 'entry' && isLive(order)) return true;
    return false;
  }

  /** The stop or target of `slot` that is watched here. */
  heldLeg(role: OrderRole, slot: TargetSlot): Order | undefined {
    for (const order of this.orders) {
      if (order.status === 'held' && order.role === role && order.slot === slot) return order;
    }
    return undefined;
  }

  /** Units that fills of the targets of `slot` closed. */
  targetFilled(slot: TargetSlot): number {
    let filled = 0;
    for (const order of this.orders) {
      if (order.role === 'target' && order.slot === slot) filled += order.filledQuantity;
    }
    return filled;
  }

  /**
   * Units of `open` that the target of `slot` should still close. The first has its share of what was entered in whole lots, the
   * second the rest; one lot, or a share that comes to no lot, has one target.
   */
  targetLeaves(slot: TargetSlot, open: number): number {
    const lotSize = this.instrument.lotSize;
    const lots = (units: number) =>
      Math.floor((Math.floor(units / lotSize) * this.row.firstTargetShareBps) / BPS_PER_UNIT);
    const hasTwo = this.row.secondTargetOffsetPaise > 0 && lots(this.row.quantity) > 0;
    if (!hasTwo) return slot === 0 ? open : 0;
    const share = lots(this.entryQuantity) * lotSize;
    const first = Math.min(open, Math.max(0, share - this.targetFilled(0)));
    return slot === 0 ? first : open - first;
  }
}

/** The row of a group that `intent` opens. */
export function groupRowOf(intent: OrderIntent, opening: GroupOpening): GroupRow {
  const adopts = opening.kind === 'oco';
  assert(intent.quantity > 0, 'a group is asked for a quantity above 0');
  return {
    groupId: intent.intentId,
    strategyIndex: intent.strategyIndex,
    kind: opening.kind,
    origin: intent.origin,
    instrumentIndex: intent.instrumentIndex,
    side: intent.side,
    parentGroupId: intent.parentGroupId,
    openedAtMs: opening.timeMs,
    quantity: intent.quantity,
    limitPaise: intent.limitPaise,
    adoptedQuantity: adopts ? intent.quantity : 0,
    stopOffsetPaise: intent.stopOffsetPaise,
    targetOffsetPaise: intent.targetOffsetPaise,
    secondTargetOffsetPaise: intent.secondTargetOffsetPaise,
    firstTargetShareBps: intent.firstTargetShareBps,
    trailOffsetPaise: intent.trailOffsetPaise,
    isWaiting: false,
    entryDeadlineMs: 0,
    isEntryOver: opening.kind !== 'bracket',
    armedFromMs: adopts ? opening.timeMs : 0,
    trailPaise: 0,
    refusedSlots: 0,
    takenSlots: 0,
    isStopRefused: false,
    uncoveredSinceMs: 0,
    isUnprotected: false,
    isProtectionOver: false,
    reduceQuantity: 0,
    isExiting: false,
    exitLimitPaise: 0,
    chases: 0,
    nextExitActionMs: 0,
    isStuck: false,
    isClosed: false,
    closedAtMs: 0,
    openSequence: 0,
  };
}
