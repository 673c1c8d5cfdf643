/** Which orders need to be asked for: late, of unknown outcome, stuck or missing; and what that halts (OL-09). Part of the order watch. */
import { assert } from '../../assert.ts';
import type { Order } from '../order.ts';
import type { WatchPort } from '../watch-port.ts';
import type { WatchSettings } from './watch-settings.ts';

interface Attention {
  /** Session time since which an answer is expected; 0 when none is. */
  expectedSinceMs: number;
  askedMs: number;
  /** When it was last asked for by itself. */
  singleMs: number;
  /** The query about it that is on its way; 0 when none is. */
  queryId: number;
  haltLevel: 0 | 1 | 2;
  isStuck: boolean;
  /** The newest row showed it otherwise than we know it. */
  isChanged: boolean;
  /** How often what the venue showed was taken over. */
  takenOver: number;
  /** Complete books in a row that did not have it. */
  missingBooks: number;
  /** Number of the last review that saw it live. */
  review: number;
}

const MISSING_BOOKS_ALARM = 2;

export class OrderAttention {
  stuck = 0;
  missing = 0;
  notFound = 0;
  abandoned = 0;
  readonly #port: WatchPort;
  readonly #settings: WatchSettings;
  readonly #entries = new Map<number, Attention>();
  readonly #queried = new Map<number, number>();
  #review = 0;

  constructor(port: WatchPort, settings: WatchSettings) {
    this.#port = port;
    this.#settings = settings;
    assert(
      settings.orderQueryTimeoutMs < settings.askEveryMs,
      'OL-09 a query is given up before the next one is due',
    );
  }

  /** Looks at every live order; returns those to ask for now, the longest waiting first, among equals the one longest not asked by itself. */
  review(nowMs: number): number[] {
    this.#review += 1;
    const due: { orderId: number; askedMs: number; singleMs: number }[] = [];
    for (const order of this.#port.liveOrders()) {
      const entry = this.#entryOf(order);
      entry.review = this.#review;
      this.#abandonQuery(entry, nowMs);
      const isDue = this.#judge(order, entry, nowMs);
      if (isDue && nowMs - entry.askedMs >= this.#settings.askEveryMs) {
        due.push({ orderId: order.orderId, askedMs: entry.askedMs, singleMs: entry.singleMs });
      }
    }
    for (const [orderId, entry] of this.#entries) {
      if (entry.review !== this.#review) this.#remove(orderId, entry);
    }
    due.sort((left, right) => left.askedMs - right.askedMs || left.singleMs - right.singleMs);
    return due.map(({ orderId }) => orderId);
  }

  asked(orderId: number, queryId: number, nowMs: number): void {
    const entry = this.#entries.get(orderId);
    if (entry === undefined) return;
    if (entry.queryId !== 0) this.#queried.delete(entry.queryId);
    entry.askedMs = nowMs;
    entry.queryId = queryId;
    if (queryId === 0) return;
    entry.singleMs = nowMs;
    this.#queried.set(queryId, orderId);
  }

  /** When the query was sent that a single answer belongs to; undefined when nobody waits for it. The query is answered by that. */
  answered(queryId: number): number | undefined {
    const orderId = this.#queried.get(queryId);
    const entry = orderId === undefined ? undefined : this.#entries.get(orderId);
    if (entry === undefined) return undefined;
    this.#queried.delete(queryId);
    entry.queryId = 0;
    return entry.askedMs;
  }

  /** The venue knows it. */
  found(orderId: number): void {
    const entry = this.#entries.get(orderId);
    if (entry !== undefined) entry.missingBooks = 0;
  }

  /** A complete book did not have it. That proves nothing (OL-06): it stays as it is, counts in full, and is asked for by itself. */
  missed(order: Order): void {
    const entry = this.#entryOf(order);
    this.missing += 1;
    entry.missingBooks += 1;
    if (entry.missingBooks !== MISSING_BOOKS_ALARM) return;
    this.#port.alarm('order_missing', order.instrumentIndex, `order ${order.orderId}`);
  }

  /**
   * The venue has it otherwise than we know it: somebody else changed it, or an older modify of ours came through late. An operator is told,
   * and it is asked for again. True when a second row in a row says so: then the venue is right, a bounded number of times (PP-09).
   */
  isChangeProven(order: Order): boolean {
    const entry = this.#entryOf(order);
    if (!entry.isChanged) {
      entry.isChanged = true;
      this.#port.alarm('order_changed_elsewhere', order.instrumentIndex, `order ${order.orderId}`);
      return false;
    }
    if (entry.takenOver >= this.#settings.sameDifferenceMax) return false;
    entry.takenOver += 1;
    entry.isChanged = false;
    return true;
  }

  /** A row shows it as we know it. */
  unchanged(orderId: number): void {
    const entry = this.#entries.get(orderId);
    if (entry !== undefined) entry.isChanged = false;
  }

  /** Do we know what the venue has of every live order (of instrument `at`, of all when it is absent)? */
  isSettled(at?: number): boolean {
    for (const order of this.#port.liveOrders()) {
      if (at !== undefined && order.instrumentIndex !== at) continue;
      if (isAwaited(order) || (this.#entries.get(order.orderId)?.missingBooks ?? 0) > 0) {
        return false;
      }
    }
    return true;
  }

  /** True when it should be asked for once its last question is old enough. */
  #judge(order: Order, entry: Attention, nowMs: number): boolean {
    if (!isAwaited(order)) {
      entry.expectedSinceMs = 0;
      entry.haltLevel = 0;
      entry.isStuck = false;
      return entry.missingBooks > 0 || this.#awaitsProof(entry);
    }
    if (isUnproven(order)) entry.expectedSinceMs = order.sentAtMs;
    else if (entry.expectedSinceMs === 0) entry.expectedSinceMs = order.askedAtMs;
    const ageMs = nowMs - entry.expectedSinceMs;
    if (isUnproven(order)) this.#escalate(order, entry, ageMs);
    else if (ageMs >= this.#settings.stuckAfterMs) this.#reportStuck(order, entry);
    return order.status === 'unknown' || ageMs >= this.#settings.lateAfterMs;
  }

  #awaitsProof({ isChanged, takenOver }: Attention): boolean {
    return isChanged && takenOver < this.#settings.sameDifferenceMax;
  }

  /** OL-09: the longer nobody knows, the less is allowed. */
  #escalate(order: Order, entry: Attention, ageMs: number): void {
    const { instrumentIndex: at, orderId } = order;
    if (ageMs > this.#settings.haltInstrumentAfterMs && entry.haltLevel < 1) {
      entry.haltLevel = 1;
      this.#port.halt('instrument', at, 'unknown_order');
    }
    if (ageMs > this.#settings.haltAccountAfterMs && entry.haltLevel < 2) {
      entry.haltLevel = 2;
      this.#port.halt('account', 0, 'unknown_order');
      this.#port.alarm('unknown_order', at, `order ${orderId}: no answer for ${ageMs} ms`);
    }
  }

  #reportStuck(order: Order, entry: Attention): void {
    if (entry.isStuck) return;
    entry.isStuck = true;
    this.stuck += 1;
    const cause = order.status === 'pending_cancel' ? 'stuck_cancel' : 'stuck_modify';
    this.#port.alarm(cause, order.instrumentIndex, `order ${order.orderId}`);
  }

  #abandonQuery(entry: Attention, nowMs: number): void {
    if (entry.queryId === 0) return;
    if (nowMs - entry.askedMs < this.#settings.orderQueryTimeoutMs) return;
    this.abandoned += 1;
    this.#queried.delete(entry.queryId);
    entry.queryId = 0;
  }

  #entryOf(order: Order): Attention {
    const known = this.#entries.get(order.orderId);
    if (known !== undefined) return known;
    const entry: Attention = {
      expectedSinceMs: 0,
      askedMs: Number.NEGATIVE_INFINITY,
      singleMs: Number.NEGATIVE_INFINITY,
      queryId: 0,
      haltLevel: 0,
      isStuck: false,
      isChanged: false,
      takenOver: 0,
      missingBooks: 0,
      review: this.#review,
    };
    this.#entries.set(order.orderId, entry);
    return entry;
  }

  #remove(orderId: number, entry: Attention): void {
    if (entry.queryId !== 0) this.#queried.delete(entry.queryId);
    this.#entries.delete(orderId);
  }
}

function isUnproven(order: Order): boolean {
  return order.status === 'sending' || order.status === 'unknown';
}

/** Something was asked of the venue and not answered. */
function isAwaited(order: Order): boolean {
  return (
    isUnproven(order) || order.status === 'pending_cancel' || order.status === 'pending_update'
  );
}
