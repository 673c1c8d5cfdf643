/** What one strategy holds in one instrument and what it earned there, in whole paise. A position book owns all of them. */
import { assert } from '../assert.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { shareOf } from '../money.ts';
import type { Side } from '../order/types.ts';
import type { PositionRow } from './rows.ts';

/** A change of one book: `valuePaise` is the exact Σ quantity × price. */
export interface BookChange {
  readonly side: Side;
  /** Units, > 0. */
  readonly quantity: number;
  readonly valuePaise: number;
  readonly chargesPaise: number;
  readonly sequence: number;
  /** 0 for an adjustment. */
  readonly orderId: number;
  /** '' for a fill. */
  readonly cause: string;
  readonly timeMs: number;
}

/** A better value of fills that were applied before: whoever counted them in did not know their exact price. */
export interface BookCorrection {
  /** Of the order whose fills they were. */
  readonly side: Side;
  /** Signed paise, Σ quantity × price is that much more. Not 0. */
  readonly valuePaise: number;
  /** Units that order has filled in all, > 0. */
  readonly filledQuantity: number;
  /** May be below 0. */
  readonly chargesPaise: number;
  readonly sequence: number;
  readonly orderId: number;
  readonly timeMs: number;
}

/** `shareOf` is exact for a whole below this. */
const SHARE_WHOLE_MAX = 2 ** 26;

/**
 * The cost is the exact sum of the fills that opened the position, not an average price: `realised − cost` is the cash that flowed, to
 * the paisa, whatever the averages. A partial close takes its share of the cost, rounded down; a fill through zero realises on the
 * closed part only and starts a new cost.
 */
export class Book {
  readonly strategyIndex: number;
  readonly instrumentIndex: InstrumentIndex;
  /** Signed units. */
  quantity = 0;
  /** Signed as the quantity. */
  costPaise = 0;
  /** Before charges. */
  realisedPaise = 0;
  turnoverPaise = 0;
  chargesPaise = 0;
  fillCount = 0;
  /** Of the last change. */
  sequence = 0;
  #cashPaise = 0;
  #orderId = 0;
  #cause = '';
  #timeMs = 0;

  constructor(strategyIndex: number, instrumentIndex: InstrumentIndex) {
    this.strategyIndex = strategyIndex;
    this.instrumentIndex = instrumentIndex;
  }

  static ofRow(row: PositionRow): Book {
    const book = new Book(row.strategyIndex, row.instrumentIndex);
    book.quantity = row.quantity;
    book.costPaise = row.costPaise;
    book.realisedPaise = row.realisedPaise;
    book.turnoverPaise = row.turnoverPaise;
    book.chargesPaise = row.chargesPaise;
    book.fillCount = row.fillCount;
    book.sequence = row.sequence;
    book.#cashPaise = row.realisedPaise - row.costPaise;
    book.#orderId = row.orderId;
    book.#cause = row.cause;
    book.#timeMs = row.timeMs;
    return book;
  }

  apply(change: BookChange): void {
    const { side, quantity, valuePaise } = change;
    assert(change.sequence > this.sequence, 'PP-05 a book changes only with a newer sequence');
    const held = this.quantity;
    const closing = held * side < 0 ? Math.min(quantity, Math.abs(held)) : 0;
    const closingPaise = closing === 0 ? 0 : exactShare(valuePaise, closing, quantity);
    if (closing > 0) this.#realise(side, closing, closingPaise);
    if (quantity > closing) {
      const openingPaise = side * (valuePaise - closingPaise);
      assert(closing === 0 || this.costPaise === 0, 'PP-04 a flip starts a new cost');
      this.costPaise += openingPaise;
    }
    this.quantity = held + side * quantity;
    this.turnoverPaise += valuePaise;
    this.chargesPaise += change.chargesPaise;
    this.fillCount += 1;
    this.sequence = change.sequence;
    this.#cashPaise -= side * valuePaise;
    this.#orderId = change.orderId;
    this.#cause = change.cause;
    this.#timeMs = change.timeMs;
    this.#assertBalanced();
  }

  /**
   * The part of the correction for units that are still held changes their cost, the rest the realised profit. Of an order on the side of
   * the position the newest units are the ones still held.
   */
  correct(correction: BookCorrection): void {
    const { side, valuePaise, filledQuantity } = correction;
    assert(correction.sequence > this.sequence, 'PP-05 a book changes only with a newer sequence');
    assert(filledQuantity > 0, 'a correction is of an order that has filled');
    const held = Math.min(filledQuantity, Math.max(0, side * this.quantity));
    const size = exactShare(Math.abs(valuePaise), held, filledQuantity);
    // Units are never held for less than nothing.
    const costPaise = Math.abs(this.costPaise);
    const heldPaise = valuePaise > 0 ? size : -Math.min(size, costPaise);
    this.costPaise += side * heldPaise;
    this.realisedPaise -= side * (valuePaise - heldPaise);
    this.turnoverPaise += valuePaise;
    this.chargesPaise += correction.chargesPaise;
    this.sequence = correction.sequence;
    this.#cashPaise -= side * valuePaise;
    this.#orderId = correction.orderId;
    this.#cause = '';
    this.#timeMs = correction.timeMs;
    this.#assertBalanced();
  }

  /** At a price in paise; 0 where there is none, which marks at cost. */
  unrealisedPaise(markPaise: number): number {
    return markPaise > 0 ? this.quantity * markPaise - this.costPaise : 0;
  }

  /** Rounded to whole paise; 0 when flat. */
  averagePaise(): number {
    return this.quantity === 0 ? 0 : Math.round(this.costPaise / this.quantity);
  }

  row(): PositionRow {
    return {
      sequence: this.sequence,
      strategyIndex: this.strategyIndex,
      instrumentIndex: this.instrumentIndex,
      quantity: this.quantity,
      costPaise: this.costPaise,
      realisedPaise: this.realisedPaise,
      turnoverPaise: this.turnoverPaise,
      chargesPaise: this.chargesPaise,
      fillCount: this.fillCount,
      orderId: this.#orderId,
      cause: this.#cause,
      timeMs: this.#timeMs,
    };
  }

  #assertBalanced(): void {
    assert(this.quantity !== 0 || this.costPaise === 0, 'PP-04 a flat position has no cost');
    assert(
      this.realisedPaise - this.costPaise === this.#cashPaise,
      'PP-03 realised profit less cost is the cash that flowed',
    );
    assert(Number.isSafeInteger(this.turnoverPaise), 'a turnover stays a safe integer');
  }

  #realise(side: Side, closing: number, closingPaise: number): void {
    const releasedPaise = exactShare(Math.abs(this.costPaise), closing, Math.abs(this.quantity));
    this.realisedPaise += side * (releasedPaise - closingPaise);
    this.costPaise += side * releasedPaise;
  }
}

function exactShare(totalPaise: number, part: number, whole: number): number {
  if (part === whole) return totalPaise;
  if (whole < SHARE_WHOLE_MAX) return shareOf(totalPaise, part, whole);
  return Number((BigInt(totalPaise) * BigInt(part)) / BigInt(whole));
}
