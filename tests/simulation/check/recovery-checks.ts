/** Checks of every restart: what the journal gave back against what was written, sent and shown. */
import { ORDER_ROW } from '../../../src/domain/order/rows.ts';
import type { OrderEvent } from '../../../src/domain/order/types.ts';
import type { Step } from '../process/journal-store.ts';
import { StateFold } from '../process/state-fold.ts';
import { check } from './check-context.ts';
import { isOver, type KnownOrder } from './order-ledger.ts';

interface Shown {
  filledQuantity: number;
  isOver: boolean;
}

export class RecoveryChecks {
  /** The fold of all durable steps: at least this much must come back. */
  readonly #durable = new StateFold();
  /** Filled units of each order, as far as they are durable. */
  readonly #durableOrders = new Map<number, number>();
  /** Handed to the disk and not synced. */
  #unsynced: Step[] = [];
  readonly #shown = new Map<number, Shown>();

  onWritten(steps: readonly Step[]): void {
    this.#unsynced.push(...steps);
  }

  onDurable(steps: readonly Step[]): void {
    for (const step of steps) this.#fold(step);
    // Batches are written and synced one after the other: what is not durable now was refused.
    this.#unsynced = [];
  }

  isOrderDurable(orderId: number): boolean {
    return this.#durableOrders.has(orderId);
  }

  onShown({ orderId, filledQuantity, status }: OrderEvent): void {
    const durable = this.#durableOrders.get(orderId) ?? -1;
    check(
      durable >= filledQuantity,
      'ID-04',
      () => `order ${orderId} is shown with ${filledQuantity} filled, ${durable} are durable`,
    );
    this.#shown.set(orderId, { filledQuantity, isOver: isOver(status) });
  }

  /** `orders`: those of the image. `posted`: order ids that were ever sent. */
  onRecovered(image: StateFold, orders: readonly KnownOrder[], posted: Iterable<number>): void {
    this.#checkFold(image);
    const byId = new Map(orders.map((order) => [order.orderId, order]));
    for (const [orderId, shown] of this.#shown) {
      const order = byId.get(orderId);
      const isThere = order !== undefined && order.filledQuantity >= shown.filledQuantity;
      check(isThere, 'ID-04', () => `order ${orderId} was shown and is not in the journal`);
      const isStillOver = !shown.isOver || isOver((order as KnownOrder).status);
      check(isStillOver, 'ID-04', () => `order ${orderId} was shown as over and is not`);
    }
    for (const orderId of posted) {
      check(
        byId.has(orderId),
        'ID-03',
        () => `order ${orderId} was sent and is not in the journal`,
      );
    }
  }

  /** A fresh process knows the books the one before knew. */
  checkSame(before: readonly number[], after: readonly number[]): void {
    const same = before.every((quantity, at) => quantity === after[at]);
    check(same, 'JR-06', () => `books of ${before.join()} came back as ${after.join()}`);
  }

  /** What came back is every durable step and, of those that were not synced, a whole number, oldest first. */
  #checkFold(image: StateFold): void {
    const first = this.#durable.difference(image);
    let difference = first;
    for (const step of [...this.#unsynced]) {
      if (difference === '') break;
      this.#fold(step);
      this.#unsynced.shift();
      difference = this.#durable.difference(image);
    }
    this.#unsynced = [];
    check(difference === '', 'JR-03', () => `what came back is no fold of the steps: ${first}`);
  }

  #fold(step: Step): void {
    for (const recorded of step.rows) {
      this.#durable.apply(recorded);
      if (recorded.kind.kind !== ORDER_ROW.kind) continue;
      const { orderId, filledQuantity } = recorded.row as KnownOrder;
      this.#durableOrders.set(orderId, filledQuantity);
    }
  }
}
