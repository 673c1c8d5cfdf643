/**
 * OC-04 over time: an open quantity that nothing covers may not stay so while the engine is up and its instrument ticks, unless the engine
 * itself says, durably, that the group is unprotected.
 */
import type { GroupRow } from '../../../src/domain/order/group.ts';
import { GROUP_ROW } from '../../../src/domain/order/rows.ts';
import { strategyIndexOf, UNATTRIBUTED_STRATEGY } from '../../../src/domain/order/types.ts';
import type { Step } from '../process/journal-store.ts';
import type { StateFold } from '../process/state-fold.ts';
import { type CheckContext, check } from './check-context.ts';
import { isOver, type KnownOrder } from './order-ledger.ts';

/** Healthy seconds: cancels and their answers, a refused stop, and one exit through the rate budget fit in. */
const CROSSED_SECONDS_MOST = 30;
const UNCOVERED_SECONDS_MOST = 90;

export class CoverChecks {
  readonly #context: CheckContext;
  readonly #uncovered = new Map<number, number>();
  readonly #crossed = new Map<number, number>();
  /** Groups the engine says are unprotected. */
  readonly #declared = new Set<number>();
  /** Groups that are being closed. */
  readonly #exiting = new Set<number>();

  constructor(context: CheckContext) {
    this.#context = context;
  }

  reset(image: StateFold): void {
    this.#uncovered.clear();
    this.#crossed.clear();
    this.#declared.clear();
    this.#exiting.clear();
    for (const row of image.rows(GROUP_ROW)) this.#take(row);
  }

  onDurable(steps: readonly Step[]): void {
    for (const { rows } of steps) {
      for (const { kind, row } of rows)
        if (kind.kind === GROUP_ROW.kind) this.#take(row as GroupRow);
    }
  }

  /** A stop that is held acts soon after its price was crossed. */
  checkCrossed(isHealthy: (instrumentIndex: number) => boolean): void {
    const { ledger, venue } = this.#context;
    for (const groupId of ledger.openGroups) {
      for (const order of ledger.groups.get(groupId) ?? []) {
        if (order.role !== 'stop' || order.status !== 'held') continue;
        const lastPaise = venue.lastPaise(order.instrumentIndex);
        const isCrossed = (lastPaise - order.triggerPaise) * order.side > 0;
        if (!isCrossed) this.#crossed.delete(order.orderId);
        else if (isHealthy(order.instrumentIndex)) this.#count(order);
      }
    }
  }

  #count({ orderId, triggerPaise }: KnownOrder): void {
    const seconds = (this.#crossed.get(orderId) ?? 0) + 1;
    this.#crossed.set(orderId, seconds);
    check(
      seconds <= CROSSED_SECONDS_MOST,
      'OC-04',
      () => `stop ${orderId} is held ${seconds} healthy seconds beyond its trigger ${triggerPaise}`,
    );
  }

  /** The kill is durable: whatever its orders were doing, every group that may hold something is being closed (KS-03). */
  onKill(): void {
    const { ledger } = this.#context;
    for (const [groupId, orders] of ledger.groups) {
      const entries = orders.filter(({ role }) => role === 'entry');
      if (entries.length === 0) continue;
      const isEnded = entries.every(({ status }) => isOver(status));
      check(
        (isEnded && !ledger.openGroups.has(groupId)) || this.#exiting.has(groupId),
        'KS-03',
        () => `group ${groupId}, its entry ${entries[0]?.status}, goes on after the kill`,
      );
    }
  }

  #take({ groupId, isUnprotected, isExiting }: GroupRow): void {
    if (isExiting) this.#exiting.add(groupId);
    if (isUnprotected) {
      if (!this.#declared.has(groupId)) this.#context.marks.hit('group.unprotected');
      this.#declared.add(groupId);
    } else this.#declared.delete(groupId);
  }

  /** One second passed in which the engine ran; `isHealthy`: and the instrument ticked, and could trade. */
  onSecond(isHealthy: (instrumentIndex: number) => boolean): void {
    const { ledger, marks } = this.#context;
    for (const groupId of this.#uncovered.keys()) {
      if (!ledger.openGroups.has(groupId)) this.#uncovered.delete(groupId);
    }
    for (const groupId of ledger.openGroups) {
      const orders = ledger.groups.get(groupId) ?? [];
      const open = ledger.openQuantity(groupId);
      const instrumentIndex = orders[0]?.instrumentIndex ?? -1;
      if (covers(orders, open * ledger.directionOf(groupId))) {
        this.#uncovered.delete(groupId);
        continue;
      }
      if (strategyIndexOf(groupId) === UNATTRIBUTED_STRATEGY) continue;
      // An exit that could trade with it waits for its outcome.
      if (ledger.hasUnknown(instrumentIndex, ledger.directionOf(groupId))) {
        marks.hit('group.blockedByUnknown');
        continue;
      }
      if (!isHealthy(instrumentIndex)) continue;
      const seconds = (this.#uncovered.get(groupId) ?? 0) + 1;
      this.#uncovered.set(groupId, seconds);
      marks.hit('group.uncoveredSecond');
      check(
        seconds <= UNCOVERED_SECONDS_MOST || this.#declared.has(groupId),
        'OC-04',
        () => `group ${groupId} has ${open} open and uncovered for ${seconds} healthy seconds`,
      );
    }
  }
}

/** `position`: signed units of the group. */
function covers(orders: readonly KnownOrder[], position: number): boolean {
  let covered = 0;
  for (const { role, side, status, quantity, filledQuantity } of orders) {
    // A target of unknown outcome may still sell its part.
    const isUnsure = role === 'target' && status === 'unknown';
    const isCover = ((role === 'stop' || role === 'exit') && !isOver(status)) || isUnsure;
    if (isCover && side * position < 0) covered += quantity - filledQuantity;
  }
  return covered >= Math.abs(position);
}
