/** A venue that does what it is asked and pushes nothing: all that is known of it comes from its books. */
import type { BookStatus, VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { reportOf } from './order-rig.ts';

export interface SilentOrder {
  command: VenueCommand;
  readonly venueOrderId: number;
  cumulativeQuantity: number;
  cumulativeValuePaise: number;
  status: BookStatus;
}

export class SilentVenue {
  readonly orders = new Map<number, SilentOrder>();
  /** Signed units by instrument, fills of our orders and of everybody else on the account. */
  readonly net = new Map<number, number>();
  #answers: VenueReport[] = [];

  send(command: VenueCommand): void {
    const order = this.orders.get(command.orderId);
    switch (command.kind) {
      case 'place':
        this.orders.set(command.orderId, {
          command,
          venueOrderId: 500 + this.orders.size,
          cumulativeQuantity: 0,
          cumulativeValuePaise: 0,
          status: 'open',
        });
        return;
      case 'modify':
        if (order?.status === 'open' && command.quantity > order.cumulativeQuantity) {
          order.command = command;
        }
        return;
      case 'cancel':
        if (order?.status === 'open') order.status = 'cancelled';
        return;
      default:
        this.#answer(command, order);
    }
  }

  /** Fills `quantity` units of an order at its limit. */
  fill(orderId: number, quantity: number): void {
    const order = this.orders.get(orderId);
    if (order?.status !== 'open') throw new Error(`Order ${orderId} is not open`);
    const { side, limitPaise, instrumentIndex } = order.command;
    order.cumulativeQuantity += quantity;
    order.cumulativeValuePaise += quantity * limitPaise;
    if (order.cumulativeQuantity === order.command.quantity) order.status = 'filled';
    this.net.set(instrumentIndex, (this.net.get(instrumentIndex) ?? 0) + side * quantity);
  }

  /** The answers to the queries since the last call. */
  taken(): VenueReport[] {
    const answers = this.#answers;
    this.#answers = [];
    return answers;
  }

  get open(): SilentOrder[] {
    return [...this.orders.values()].filter(({ status }) => status === 'open');
  }

  #answer(command: VenueCommand, order: SilentOrder | undefined): void {
    const { kind, queryId, timeMs } = command;
    if (kind === 'query_order') {
      const { orderId } = command;
      const absent = reportOf({ kind: 'not_found', orderId, queryId, timeMs });
      this.#answers.push(order === undefined ? absent : rowOf(order, command));
      return;
    }
    const rows =
      kind === 'query_orders'
        ? [...this.orders.values()].map((each) => rowOf(each, command))
        : [...this.net].map(([instrumentIndex, quantity]) =>
            reportOf({ kind: 'book_position', queryId, instrumentIndex, quantity, timeMs }),
          );
    const end = reportOf({ kind: 'book_end', queryId, quantity: rows.length, timeMs });
    this.#answers.push(...rows, end);
  }
}

function rowOf(order: SilentOrder, query: VenueCommand): VenueReport {
  const { command, venueOrderId, cumulativeQuantity, cumulativeValuePaise, status } = order;
  const { orderId, tagPrefix, instrumentIndex, side, quantity, limitPaise, triggerPaise } = command;
  return reportOf({
    kind: 'book_order',
    ...{
      orderId,
      tagPrefix,
      venueOrderId,
      instrumentIndex,
      side,
      quantity,
      limitPaise,
      triggerPaise,
    },
    bookStatus: status,
    queryId: query.queryId,
    cumulativeQuantity,
    cumulativeValuePaise,
    timeMs: query.timeMs,
  });
}
