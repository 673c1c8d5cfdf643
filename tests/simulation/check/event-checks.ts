/** Checks of every order event, as soon as the engine says it. */
import type { OrderEvent } from '../../../src/domain/order/types.ts';
import { isAlive } from '../venue/venue-order.ts';
import { type CheckContext, check } from './check-context.ts';
import { isOver, type KnownOrder } from './order-ledger.ts';
import type { SendChecks } from './send-checks.ts';

interface StopMemory {
  entered: number;
  triggerPaise: number;
}

export class EventChecks {
  readonly #context: CheckContext;
  readonly #sends: SendChecks;
  readonly #stops = new Map<number, StopMemory>();

  constructor(context: CheckContext, sends: SendChecks) {
    this.#context = context;
    this.#sends = sends;
  }

  reset(): void {
    this.#stops.clear();
  }

  onEvent(event: OrderEvent): void {
    const { ledger, marks } = this.#context;
    const before = ledger.take(event);
    marks.hit(`transition.${before?.status ?? 'new'}-${event.status}`);
    const name = () => `order ${event.orderId} (${event.role} ${event.status})`;
    check(
      event.filledQuantity >= 0 && event.filledQuantity <= event.quantity,
      'OL-02',
      () => `${name()} has ${event.filledQuantity} of ${event.quantity}`,
    );
    const isWhole = event.status !== 'filled' || event.filledQuantity === event.quantity;
    check(isWhole, 'OL-02', () => `${name()} is not filled whole`);
    if (before !== undefined) this.#checkChange(before, event);
    if (event.role === 'adjustment') this.#checkAdjustment(event);
    this.#checkTruth(before, event);
    this.#checkGroup(event);
  }

  #checkChange(before: KnownOrder, event: OrderEvent): void {
    check(
      event.filledQuantity >= before.filledQuantity,
      'OL-03',
      () => `order ${event.orderId} falls from ${before.filledQuantity} to ${event.filledQuantity}`,
    );
    const reopens = isOver(before.status) && !isOver(event.status);
    check(
      !reopens,
      'OL-01',
      () => `order ${event.orderId} goes ${before.status} → ${event.status}`,
    );
    const isLate = isOver(before.status) && event.fillQuantity > 0;
    if (isLate) this.#context.marks.hit('order.lateFill');
  }

  /** Nobody but us ever traded the instrument: there is nothing to adjust, only something we do not know yet. */
  #checkAdjustment({ orderId, instrumentIndex, side, quantity }: OrderEvent): void {
    this.#context.marks.hit('reconcile.adjustment');
    check(
      this.#context.venue.externalFills(instrumentIndex) > 0,
      'PP-08',
      () => `adjustment ${orderId} of ${side * quantity} where nobody else traded`,
    );
  }

  /** What the event says against what the venue knows. */
  #checkTruth(before: KnownOrder | undefined, event: OrderEvent): void {
    const { venue } = this.#context;
    if (!this.#sends.wasPosted(event.orderId)) return;
    const truth = venue.find(this.#sends.tagOf(event.orderId));
    check(
      event.filledQuantity <= (truth?.cumulativeQuantity ?? 0),
      'ID-05',
      () =>
        `order ${event.orderId} has ${event.filledQuantity}, the venue ${truth?.cumulativeQuantity ?? 0}`,
    );
    const isEnding =
      isOver(event.status) && event.status !== 'filled' && !isOver(before?.status ?? 'sending');
    if (!isEnding) return;
    const isProven = truth === undefined ? this.#sends.wasRefused(event.orderId) : !isAlive(truth);
    check(
      isProven,
      'OL-06',
      () => `order ${event.orderId} is ${event.status}, at the venue ${truth?.status ?? 'unknown'}`,
    );
  }

  #checkGroup(event: OrderEvent): void {
    const { ledger } = this.#context;
    const entered = ledger.enteredQuantity(event.groupId);
    if (event.status === 'held') {
      check(
        event.quantity <= entered,
        'OC-01',
        () => `${event.role} ${event.orderId} of ${event.quantity}, entered ${entered}`,
      );
    }
    if (event.role === 'stop' && event.status === 'held') this.#checkStop(event, entered);
  }

  /** Between two fills of the entry a stop stays or moves towards the market. */
  #checkStop(event: OrderEvent, entered: number): void {
    const memory = this.#stops.get(event.groupId);
    const moved = -(event.triggerPaise - (memory?.triggerPaise ?? 0)) * event.side;
    if (memory !== undefined && memory.entered === entered) {
      check(
        moved >= 0,
        'OC-07',
        () => `stop of group ${event.groupId} loosens by ${-moved} paise to ${event.triggerPaise}`,
      );
      if (moved > 0) this.#context.marks.hit('stop.trailed');
    }
    this.#stops.set(event.groupId, {
      entered,
      triggerPaise: event.triggerPaise,
    });
  }
}
