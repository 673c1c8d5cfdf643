/** Compares the venue's positions with ours and takes over a difference that two books agree on (PP-06 to PP-09). Order watch. */
import { assert } from '../../assert.ts';
import { f64At, u8At, u32At } from '../../cells.ts';
import { istDay } from '../../instrument/ist-date.ts';
import type { StateImage } from '../../journal-row.ts';
import { StateHash } from '../../state-hash.ts';
import type { VenueReport } from '../types.ts';
import type { WatchPort } from '../watch-port.ts';
import type { Book } from './book-collector.ts';
import { ADJUSTMENT_ROW, type Adjustment, type AdjustmentAction } from './rows.ts';
import type { WatchSettings } from './watch-settings.ts';

/** A book of positions with what else is needed to judge it. */
export interface PositionEvidence {
  readonly book: Book;
  readonly queryId: number;
  readonly requestedMs: number;
  /** When the last complete order book was asked for: its fills are applied. */
  readonly ordersRequestedMs: number;
  /** Has the instrument an order in flight, or activity of ours since that session time (PP-08)? */
  readonly isBusySince: (at: number, timeMs: number) => boolean;
  /** Signed units that orders which are not ours filled in the instrument. */
  readonly externalQuantity: (at: number) => number;
  /** Instruments with fills of such orders that no book of positions has shown yet, and what to do once one has. */
  readonly unsettled: ReadonlySet<number>;
  readonly settle: (at: number) => void;
  readonly timeMs: number;
}

/** A difference that one book showed. */
interface Suspicion {
  readonly venueQuantity: number;
  readonly ownQuantity: number;
  readonly queryId: number;
  readonly requestedMs: number;
}

interface Difference {
  readonly at: number;
  readonly venueQuantity: number;
  readonly ownQuantity: number;
}

/** What becomes of a difference, signed units. */
interface Share {
  /** To the order core: off our groups, or to be closed. */
  readonly bookedQuantity: number;
  /** Counted as unattributed here. */
  readonly reportedQuantity: number;
  /** Somebody else closed what our groups hold. */
  readonly isOursClosed: boolean;
}

const NO_SHARE: Share = { bookedQuantity: 0, reportedQuantity: 0, isOursClosed: false };

export class PositionCheck {
  /** Differences seen, confirmed or not. */
  differences = 0;
  adjustments = 0;
  /** Instruments whose unattributed quantity is another now; whoever tells it takes them off. */
  readonly changed = new Set<number>();
  /** Rows that contradict each other or name no instrument of ours. */
  unusableRows = 0;
  readonly #port: WatchPort;
  readonly #settings: WatchSettings;
  /** Signed units counted as unattributed here: the order core's books do not have them. */
  readonly #reported: Float64Array;
  readonly #ordinals: Uint32Array;
  readonly #isRefused: Uint8Array;
  readonly #suspicions = new Map<number, Suspicion>();
  /** How often each difference of an instrument was met on that day, since the operator last acknowledged it. */
  readonly #occurrences = new Map<number, Map<number, number>>();
  readonly #occurrenceDays: Float64Array;

  constructor(port: WatchPort, settings: WatchSettings, instrumentCount: number) {
    this.#port = port;
    this.#settings = settings;
    this.#reported = new Float64Array(instrumentCount);
    this.#ordinals = new Uint32Array(instrumentCount);
    this.#isRefused = new Uint8Array(instrumentCount);
    this.#occurrenceDays = new Float64Array(instrumentCount);
  }

  restore(image: StateImage): void {
    const rows = [...image.rows(ADJUSTMENT_ROW)].sort(
      (left, right) => left.ordinal - right.ordinal,
    );
    for (const row of rows) if (row.instrumentIndex < this.#reported.length) this.#take(row);
  }

  /** Does a difference wait for a second book? */
  get isSuspicious(): boolean {
    return this.#suspicions.size > 0;
  }

  /** Signed units of the instrument that no order explains and nobody closes. */
  unattributedQuantity(at: number): number {
    return f64At(this.#reported, at);
  }

  /** Instruments whose difference is not taken over any more (PP-09). */
  isRefused(at: number): boolean {
    return u8At(this.#isRefused, at) === 1;
  }

  /** An operator has looked at an instrument whose difference kept coming back: counting starts again. False: there is none. */
  acknowledge(at: number, timeMs: number): boolean {
    if (at < 0 || at >= this.#reported.length || !this.isRefused(at)) return false;
    const difference = { at, venueQuantity: 0, ownQuantity: 0 };
    this.#record(difference, { action: 'acknowledged', occurrence: 0, ...NO_SHARE }, timeMs);
    return true;
  }

  /** True when every instrument was compared and none differs any more. */
  check(evidence: PositionEvidence): boolean {
    const rows = this.#byInstrument(evidence.book.rows);
    const compared = new Set([...rows.keys(), ...this.#port.instrumentsWithPosition()]);
    for (const at of this.#suspicions.keys()) compared.add(at);
    for (let at = 0; at < this.#reported.length; at += 1) {
      if (f64At(this.#reported, at) !== 0) compared.add(at);
    }
    // A book that came whole has no position that it does not name, so it settles those too.
    if (evidence.book.isExact) {
      for (const at of evidence.unsettled)
        if (at >= 0 && at < this.#reported.length) compared.add(at);
    }
    let isClean = true;
    for (const at of [...compared].sort((left, right) => left - right)) {
      if (this.#compare(at, rows.get(at), evidence)) evidence.settle(at);
      else isClean = false;
    }
    return isClean;
  }

  #compare(
    at: number,
    rowQuantity: number | null | undefined,
    evidence: PositionEvidence,
  ): boolean {
    const isAbsent = rowQuantity === undefined;
    // PP-07: only a book that is exact says by its silence that there is nothing.
    if (rowQuantity === null || (isAbsent && !evidence.book.isExact)) return false;
    if (evidence.isBusySince(at, evidence.requestedMs - this.#settings.bookLagMs)) {
      this.#suspicions.delete(at);
      return false;
    }
    assert(
      !isAbsent || evidence.book.isExact,
      'PP-07 absence counts only in a book that came whole',
    );
    const venueQuantity = rowQuantity ?? 0;
    const ownQuantity = this.#port.netQuantity(at) + f64At(this.#reported, at);
    const differenceQuantity = venueQuantity - ownQuantity;
    const suspicion = this.#suspicions.get(at);
    if (differenceQuantity === 0) {
      this.#suspicions.delete(at);
      return true;
    }
    if (this.isRefused(at)) return false;
    this.differences += 1;
    // Equal differences at different quantities, or with own fills in between, are two stories, not one told twice.
    const isRepeated =
      suspicion !== undefined &&
      suspicion.venueQuantity === venueQuantity &&
      suspicion.ownQuantity === ownQuantity &&
      !evidence.isBusySince(at, suspicion.requestedMs);
    const ordersAtMs = evidence.ordersRequestedMs - this.#settings.bookLagMs;
    if (isRepeated && ordersAtMs >= suspicion.requestedMs) {
      this.#suspicions.delete(at);
      return this.#takeOver({ at, venueQuantity, ownQuantity }, suspicion, evidence);
    }
    // The first book that showed it stays the witness until an order book lies in between.
    if (!isRepeated) {
      const { queryId, requestedMs } = evidence;
      this.#suspicions.set(at, { venueQuantity, ownQuantity, queryId, requestedMs });
    }
    return false;
  }

  #takeOver(difference: Difference, first: Suspicion, evidence: PositionEvidence): boolean {
    const { at, venueQuantity, ownQuantity } = difference;
    const quantity = venueQuantity - ownQuantity;
    const isSameDay = f64At(this.#occurrenceDays, at) === istDay(evidence.timeMs);
    const before = isSameDay ? this.#occurrences.get(at)?.get(quantity) : undefined;
    const occurrence = (before ?? 0) + 1;
    const isRefused = occurrence > this.#settings.sameDifferenceMax;
    const share = isRefused ? NO_SHARE : this.#shareOf(difference);
    const action = isRefused ? 'refused' : share.bookedQuantity === 0 ? 'reported' : 'booked';
    const witnesses = { first, evidence };
    this.#record(difference, { action, occurrence, ...share }, evidence.timeMs, witnesses);
    assert(
      isRefused || occurrence <= this.#settings.sameDifferenceMax,
      'PP-09 the same difference is taken over a few times at most',
    );
    const detail = `venue ${venueQuantity}, ours ${ownQuantity}: ${action}`;
    if (isRefused) {
      this.#port.halt('account', 0, 'recurring_difference');
      this.#port.alarm('recurring_difference', at, detail);
      return false;
    }
    this.adjustments += 1;
    this.#port.alarm('position_difference', at, detail);
    if (share.isOursClosed) this.#port.halt('instrument', at, 'position_closed_elsewhere');
    if (share.bookedQuantity !== 0) {
      this.#port.closeUnattributed(at, share.bookedQuantity, { venueQuantity });
    }
    return true;
  }

  /**
   * Who a difference belongs to. First it ends what is counted as unattributed here; then what our groups hold, because somebody else
   * closed it, and what still protects or exits it could turn the position around (F57). The rest is nobody's: closed by the order core
   * where the policy says so and the venue holds it, counted here otherwise.
   */
  #shareOf({ at, venueQuantity, ownQuantity }: Difference): Share {
    const difference = venueQuantity - ownQuantity;
    const ended = against(difference, f64At(this.#reported, at));
    const ours = against(difference - ended, this.#port.netQuantity(at));
    const rest = difference - ended - ours;
    const isHeld = Math.sign(rest) === Math.sign(venueQuantity);
    const mayClose = this.#settings.unattributed === 'close' && isHeld;
    const closed = mayClose ? within(rest, venueQuantity) : 0;
    return {
      bookedQuantity: ours + closed,
      reportedQuantity: ended + rest - closed,
      isOursClosed: ours !== 0,
    };
  }

  #record(
    { at, venueQuantity, ownQuantity }: Difference,
    taken: Pick<Adjustment, 'action' | 'occurrence' | 'bookedQuantity' | 'reportedQuantity'>,
    timeMs: number,
    witnesses?: { readonly first: Suspicion; readonly evidence: PositionEvidence },
  ): void {
    const differenceQuantity = venueQuantity - ownQuantity;
    const identity = {
      day: istDay(timeMs),
      instrumentIndex: at,
      ordinal: u32At(this.#ordinals, at) + 1,
      venueQuantity,
      ownQuantity,
    };
    const externalQuantity = witnesses?.evidence.externalQuantity(at) ?? 0;
    const adjustment: Adjustment = {
      adjustmentId: idOf(identity),
      ...identity,
      differenceQuantity,
      bookedQuantity: taken.bookedQuantity,
      reportedQuantity: taken.reportedQuantity,
      occurrence: taken.occurrence,
      cause: externalQuantity === 0 ? 'unexplained' : 'external_order',
      action: taken.action,
      firstQueryId: witnesses?.first.queryId ?? 0,
      queryId: witnesses?.evidence.queryId ?? 0,
      requestedMs: witnesses?.evidence.requestedMs ?? 0,
      timeMs,
    };
    this.#take(adjustment);
    this.#port.record(ADJUSTMENT_ROW, adjustment);
  }

  /** The effect of one adjustment on what is counted here; restoring is the same. */
  #take(adjustment: Adjustment): void {
    const at = adjustment.instrumentIndex;
    this.#ordinals[at] = adjustment.ordinal;
    this.changed.add(at);
    this.#reported[at] = f64At(this.#reported, at) + adjustment.reportedQuantity;
    const action: AdjustmentAction = adjustment.action;
    if (action === 'acknowledged') {
      this.#isRefused[at] = 0;
      this.#occurrences.delete(at);
      return;
    }
    if (action === 'refused') this.#isRefused[at] = 1;
    const isSameDay = f64At(this.#occurrenceDays, at) === adjustment.day;
    const counts = (isSameDay ? this.#occurrences.get(at) : undefined) ?? new Map<number, number>();
    this.#occurrenceDays[at] = adjustment.day;
    counts.set(adjustment.differenceQuantity, adjustment.occurrence);
    this.#occurrences.set(at, counts);
  }

  /** Quantity by instrument; null where two rows contradict each other. */
  #byInstrument(rows: readonly VenueReport[]): Map<number, number | null> {
    const quantities = new Map<number, number | null>();
    for (const { instrumentIndex: at, quantity } of rows) {
      const known = quantities.get(at);
      if (at < 0 || at >= this.#reported.length) {
        this.#reportUnusable(at, `position of ${quantity} in an instrument we do not know`);
      } else if (known === undefined) quantities.set(at, quantity);
      else if (known !== quantity) {
        this.#reportUnusable(at, `two positions in one book: ${known} and ${quantity}`);
        quantities.set(at, null);
      }
    }
    return quantities;
  }

  #reportUnusable(at: number, detail: string): void {
    if (this.unusableRows === 0) this.#port.alarm('unusable_position', at, detail);
    this.unusableRows += 1;
  }
}

/** The part of `quantity` that ends a position of `heldQuantity`; both signed, 0 where both have the same sign. */
function against(quantity: number, heldQuantity: number): number {
  return Math.sign(quantity) === -Math.sign(heldQuantity) ? within(quantity, heldQuantity) : 0;
}

/** `quantity`, no larger than `bound` without its sign. */
function within(quantity: number, bound: number): number {
  return Math.sign(quantity) * Math.min(Math.abs(quantity), Math.abs(bound));
}

function idOf(identity: object): string {
  const hash = new StateHash();
  hash.addRecord(identity);
  return hash.digest();
}
