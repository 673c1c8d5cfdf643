/** Forgets groups that were closed long ago, oldest first, and answers for their orders from then on. Run by the order core. */
import { assert } from '../assert.ts';
import { istDay } from '../instrument/ist-date.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import type { RuleContext } from './exit-rules.ts';
import { type ForgottenAt, ForgottenOrders } from './forgotten-orders.ts';
import type { Group } from './group.ts';
import type { Order } from './order.ts';
import { groupIdOf, type VenueReport } from './types.ts';

/** Forgotten with one timer, so that a long silence does not make one input large. */
const GROUPS_PER_TIMER = 256;
/** Places already looked at that may lie before the next one. */
const PASSED_MAX = 1024;

export class ForgetRules {
  readonly #context: RuleContext;
  readonly #forgotten: ForgottenOrders;
  /** By the time of closing, then by id. One that was opened again stays until its turn comes, and is passed over. */
  #closed: (Group | undefined)[] = [];
  /** When each of them was closed. */
  #closedAtMs: number[] = [];
  /** The next to look at. */
  #next = 0;

  constructor(context: RuleContext, record: RecordRow) {
    this.#context = context;
    this.#forgotten = new ForgottenOrders(record);
  }

  /** Groups known by the quantities of their orders alone. */
  get size(): number {
    return this.#forgotten.size;
  }

  has(groupId: number): boolean {
    return this.#forgotten.has(groupId);
  }

  /** Cumulative quantity a forgotten order ended with; −1 for any other, and for one that never left us. */
  quantityOf(orderId: number): number {
    return this.#forgotten.quantityOf(groupIdOf(orderId), orderId);
  }

  onClosed(group: Group): void {
    const { closedAtMs } = group.row;
    const closed = this.#closed;
    let at = closed.length;
    this.#closedAtMs.push(closedAtMs);
    // Those closed at the same time stand by id, as they do after a restart.
    for (; at > this.#next && this.#closedAtMs[at - 1] === closedAtMs; at -= 1) {
      const before = closed[at - 1] as Group;
      if (before.groupId <= group.groupId) break;
      closed[at] = before;
    }
    closed[at] = group;
  }

  /** Time has passed. A group that another one waits for holds up those after it. */
  advance(): void {
    const { desk, registry, settings } = this.#context;
    const dueMs = desk.timeMs - settings.forgetAfterMs;
    for (let count = 0; count < GROUPS_PER_TIMER; ) {
      const group = this.#closed[this.#next];
      const closedAtMs = this.#closedAtMs[this.#next] ?? 0;
      if (group === undefined || closedAtMs > dueMs) break;
      if (this.#isStillClosed(group, closedAtMs)) {
        if (registry.isAwaited(group.groupId)) break;
        this.#forget(group);
        count += 1;
      }
      this.#closed[this.#next] = undefined;
      this.#next += 1;
    }
    if (this.#next <= PASSED_MAX || this.#next * 2 < this.#closed.length) return;
    this.#closed = this.#closed.slice(this.#next);
    this.#closedAtMs = this.#closedAtMs.slice(this.#next);
    this.#next = 0;
  }

  /** True when the report is about a forgotten order: it is counted, and more than was filled then is an alarm. */
  takes(report: VenueReport): boolean {
    const quantity = this.quantityOf(report.orderId);
    if (quantity < 0) return false;
    const { desk, counters } = this.#context;
    if (report.cumulativeQuantity <= quantity) {
      counters.lateDuplicates += 1;
      return true;
    }
    counters.unknownOrderReports += 1;
    const filled = `${report.cumulativeQuantity} filled, ${quantity} known`;
    const detail = `order ${report.orderId}: ${filled}`;
    desk.alarm('late_fill_of_forgotten_order', report.instrumentIndex, detail);
    return true;
  }

  restore(image: StateImage): ForgottenAt {
    const closed = [...this.#context.registry.groups()].filter(({ row }) => row.isClosed);
    closed.sort(
      (one, other) => one.row.closedAtMs - other.row.closedAtMs || one.groupId - other.groupId,
    );
    this.#closed = closed;
    this.#closedAtMs = closed.map(({ row }) => row.closedAtMs);
    this.#next = 0;
    return this.#forgotten.restore(image);
  }

  #isStillClosed(group: Group, closedAtMs: number): boolean {
    const { row } = group;
    const isKnown = this.#context.registry.group(group.groupId) === group;
    return isKnown && row.isClosed && row.closedAtMs === closedAtMs;
  }

  #forget(group: Group): void {
    const { desk, registry } = this.#context;
    assert(!this.has(group.groupId), 'ID-07 a group is forgotten once');
    registry.forget(group);
    this.#forgotten.add({
      groupId: group.groupId,
      day: istDay(group.row.closedAtMs),
      quantities: group.orders.map(quantityAtVenue),
      eventSequence: desk.eventSequence,
      openSequence: registry.openSequence,
      timeMs: desk.timeMs,
    });
  }
}

function quantityAtVenue({ sentAtMs, filledQuantity }: Order): number {
  return sentAtMs > 0 ? filledQuantity : -1;
}
