/** Gathers the rows of one book until its end and says whether it is whole (PP-07). Order core. */
import type { VenueReport } from '../types.ts';

export interface Book {
  /** In the order of arrival, repeated rows once. */
  readonly rows: readonly VenueReport[];
  /** Every row the venue counted is a different one: only then does absence from the book mean anything at all. */
  readonly isExact: boolean;
}

export class BookCollector {
  readonly #rowsMax: number;
  readonly #rows = new Map<string, VenueReport>();
  #received = 0;
  #skipped = 0;

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  begin(): void {
    this.#rows.clear();
    this.#received = 0;
    this.#skipped = 0;
  }

  /** Of a book that grows beyond all bounds only the count is kept, and it never becomes whole. */
  add(row: VenueReport): void {
    this.#received += 1;
    if (this.#rows.size < this.#rowsMax) this.#rows.set(contentOf(row), row);
  }

  /** Rows that say what is known anyway: they count, and need not be looked at. */
  skip(count: number): void {
    this.#received += count;
    this.#skipped += count;
  }

  /** `count`: the rows the venue says it sent. Null when they did not all arrive. */
  end(count: number): Book | null {
    const rows = [...this.#rows.values()];
    // What is known anyway takes no memory, so the orders of a long day do not make its book unusable.
    const isBounded = this.#received - this.#skipped < this.#rowsMax;
    // A repeated row is counted by some venues and made by some transports.
    const different = rows.length + this.#skipped;
    const isWhole = this.#received === count || different === count;
    this.begin();
    return isBounded && isWhole ? { rows, isExact: different === count } : null;
  }
}

function contentOf(row: VenueReport): string {
  return [
    row.venueOrderId,
    row.orderId,
    row.tagPrefix,
    row.instrumentIndex,
    row.side,
    row.bookStatus,
    row.quantity,
    row.limitPaise,
    row.triggerPaise,
    row.cumulativeQuantity,
  ].join(' ');
}
