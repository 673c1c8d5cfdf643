/** The broker's order and position books: copies that may be older than the question. */
import type { VenueReport } from '../../../src/domain/order/types.ts';
import type { TruthVenue } from '../venue/truth-venue.ts';
import type { TruthOrder } from '../venue/venue-order.ts';
import { bookEnd, bookRow, positionRow } from './reports.ts';

export class BrokerBooks {
  readonly #venue: TruthVenue;
  /** Age up to which a copy is handed out again. */
  #staleMs: number;
  #copiedMs = Number.NEGATIVE_INFINITY;
  #orders: readonly TruthOrder[] = [];

  constructor(venue: TruthVenue, staleMs: number) {
    this.#venue = venue;
    this.#staleMs = staleMs;
  }

  heal(): void {
    this.#staleMs = 0;
    this.#copiedMs = Number.NEGATIVE_INFINITY;
  }

  orders(queryId: number, timeMs: number): VenueReport[] {
    this.#refresh(timeMs);
    const rows = this.#orders.map((order) => bookRow(order, queryId, timeMs));
    return [...rows, bookEnd(queryId, rows.length, timeMs)];
  }

  /** Positions are read from the broker's risk system, which is always current. */
  positions(queryId: number, timeMs: number): VenueReport[] {
    const rows: VenueReport[] = [];
    this.#venue.netQuantity.forEach((quantity, at) => {
      const valuePaise = this.#venue.netValuePaise[at] ?? 0;
      if (quantity !== 0 || valuePaise !== 0) {
        rows.push(positionRow({ at, quantity, valuePaise }, queryId, timeMs));
      }
    });
    return [...rows, bookEnd(queryId, rows.length, timeMs)];
  }

  /** One order of the day by its tag. */
  find(tag: string): TruthOrder | undefined {
    const order = this.#venue.find(tag);
    return order !== undefined && this.#venue.dayOrders.includes(order) ? order : undefined;
  }

  #refresh(timeMs: number): void {
    if (timeMs - this.#copiedMs < this.#staleMs) return;
    this.#copiedMs = timeMs;
    this.#orders =
      this.#staleMs > 0
        ? this.#venue.dayOrders.map((order) => ({ ...order }))
        : this.#venue.dayOrders;
  }
}
