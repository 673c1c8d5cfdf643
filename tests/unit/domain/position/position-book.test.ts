import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { type Side, UNATTRIBUTED_STRATEGY } from '../../../../src/domain/order/types.ts';
import { PositionBook } from '../../../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { POSITION_ROW } from '../../../../src/domain/position/rows.ts';
import { chargedBook, fillTimeMs } from '../../../support/position-rig.ts';
import { tickOf } from '../../../support/tick-stream.ts';

function rigOf(instrumentCount = 4) {
  const rig = chargedBook(instrumentCount);
  let orderId = 0;
  return {
    ...rig,
    mark: (lastPaise: number, instrumentIndex = 0) =>
      rig.quotes.record(tickOf({ lastPaise, instrumentIndex })),
    fill: (
      [strategyIndex, instrumentIndex]: readonly [number, number],
      side: Side,
      [quantity, pricePaise]: readonly [number, number],
    ) => {
      orderId += 1;
      rig.book.applyFill({
        strategyIndex,
        instrumentIndex,
        side,
        quantity,
        valuePaise: quantity * pricePaise,
        orderId,
        timeMs: fillTimeMs(0),
      });
    },
  };
}

describe('a position', () => {
  it('is held per strategy and netted per instrument', () => {
    const { book, fill, mark } = rigOf();
    fill([0, 0], 1, [100, 10_000]);
    fill([1, 0], -1, [30, 10_400]);
    mark(10_200);
    expect([book.bookQuantity(0, 0), book.bookQuantity(1, 0)]).toEqual([100, -30]);
    expect([book.netQuantity(0), book.averagePaise(0)]).toEqual([70, 10_000]);
    expect(book.bookUnrealisedPaise(0, 0)).toBe(20_000);
    expect(book.bookUnrealisedPaise(1, 0)).toBe(6_000);
    expect(book.unrealisedPaise(0)).toBe(26_000);
    fill([1, 0], 1, [30, 10_200]);
    expect(book.bookRealisedPaise(1, 0)).toBe(6_000);
    expect([book.realisedPaise(0), book.totalRealisedPaise]).toEqual([6_000, 6_000]);
    expect(book.bookAveragePaise(0, 0)).toBe(10_000);
    expect(book.fillCount(0)).toBe(3);
    expect(book.turnoverPaise(0)).toBe(1_000_000 + 312_000 + 306_000);
    expect(book.booksOf(0).map(({ strategyIndex }) => strategyIndex)).toEqual([0, 1]);
  });

  it('earns in opposite books although the net is flat', () => {
    const { book, fill, mark } = rigOf();
    fill([0, 0], 1, [50, 10_000]);
    fill([1, 0], -1, [50, 10_300]);
    mark(9_000);
    expect(book.openInstruments).toEqual([]);
    expect(book.bookedInstruments).toEqual([0]);
    expect([book.netQuantity(0), book.averagePaise(0)]).toEqual([0, 0]);
    expect(book.totalUnrealisedPaise()).toBe(50 * 300);
    expect([book.grossExposurePaise(), book.netExposurePaise()]).toEqual([0, 0]);
    book.assertBalanced();
  });

  it('is marked at cost until its instrument has a quote', () => {
    const { book, fill } = rigOf();
    fill([0, 0], 1, [10, 10_000]);
    expect(book.unrealisedPaise(0)).toBe(0);
    expect(book.grossExposurePaise()).toBe(100_000);
    book.assertBalanced();
  });

  it('is 0 everywhere for a book that never traded', () => {
    const { book } = rigOf();
    expect([
      book.bookQuantity(0, 0),
      book.bookAveragePaise(0, 0),
      book.bookRealisedPaise(0, 0),
      book.bookUnrealisedPaise(0, 0),
      book.bookChargesPaise(0, 0),
      book.strategyNetPnlPaise(0),
      book.strategyTurnoverPaise(0),
    ]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(book.strategyBooks(0)).toEqual([]);
  });

  it('refuses fills that are not whole and positive, and changes nothing', () => {
    const { book, rows } = rigOf();
    const good = {
      strategyIndex: 0,
      instrumentIndex: 0,
      side: 1 as const,
      quantity: 1,
      valuePaise: 100,
      orderId: 1,
      timeMs: fillTimeMs(0),
    };
    for (const bad of [
      { quantity: 0 },
      { quantity: 1.5 },
      { valuePaise: 0 },
      { valuePaise: 0.5 },
      { orderId: 0 },
    ]) {
      expect(() => book.applyFill({ ...good, ...bad })).toThrow(InvariantError);
    }
    expect([book.sequence, book.totalChargesPaise, rows.all.length]).toEqual([0, 0, 0]);
  });
});

describe('an adjustment', () => {
  it('PP-06 goes to nobody with its cause, moves the net and costs no charges', () => {
    const { book, fill, rows } = rigOf();
    fill([0, 0], 1, [100, 10_000]);
    const chargesPaise = book.totalChargesPaise;
    book.adjust({
      instrumentIndex: 0,
      quantity: -40,
      pricePaise: 10_100,
      cause: 'external_trade',
      timeMs: fillTimeMs(0),
    });
    expect([book.netQuantity(0), book.bookQuantity(0, 0)]).toEqual([60, 100]);
    expect(book.bookQuantity(UNATTRIBUTED_STRATEGY, 0)).toBe(-40);
    expect(book.totalChargesPaise).toBe(chargesPaise);
    expect(rows.all.at(-1)).toMatchObject({
      kind: POSITION_ROW.kind,
      row: {
        strategyIndex: UNATTRIBUTED_STRATEGY,
        cause: 'external_trade',
        orderId: 0,
        sequence: 2,
      },
    });
  });

  it('takes units that ended worthless, at 0', () => {
    const { book } = rigOf();
    const at = { instrumentIndex: 2, timeMs: fillTimeMs(0) };
    book.adjust({ ...at, quantity: 75, pricePaise: 200, cause: 'external_trade' });
    book.adjust({ ...at, quantity: -75, pricePaise: 0, cause: 'expired' });
    expect([book.netQuantity(2), book.realisedPaise(2)]).toEqual([0, -15_000]);
    book.assertBalanced();
  });

  it('PP-06 needs units, a price and a cause', () => {
    const { book } = rigOf();
    const good = { instrumentIndex: 0, quantity: 1, pricePaise: 1, cause: 'x', timeMs: 0 };
    for (const bad of [{ quantity: 0 }, { quantity: 0.5 }, { pricePaise: -1 }, { cause: '' }]) {
      expect(() => book.adjust({ ...good, ...bad })).toThrow(InvariantError);
    }
    expect(book.sequence).toBe(0);
  });
});

describe('the account', () => {
  it('adds up gross and net exposure over open positions', () => {
    const { book, fill, mark } = rigOf();
    fill([0, 0], 1, [100, 10_000]);
    fill([0, 3], -1, [10, 50_000]);
    mark(10_100, 0);
    mark(49_000, 3);
    expect(book.grossExposurePaise()).toBe(1_010_000 + 490_000);
    expect(book.netExposurePaise()).toBe(1_010_000 - 490_000);
    expect(book.totalUnrealisedPaise()).toBe(10_000 + 10_000);
    fill([0, 3], 1, [10, 49_000]);
    expect(book.totalRealisedPaise).toBe(10_000);
    expect(book.openInstruments).toEqual([0]);
  });

  it('PP-03 its net profit is what equity changed by', () => {
    const { book, fill, mark } = rigOf();
    fill([0, 0], 1, [100, 10_000]);
    fill([1, 1], -1, [75, 2_400_000]);
    mark(10_010, 0);
    mark(2_399_000, 1);
    fill([0, 0], -1, [30, 10_020]);
    const charges = book.totalChargesPaise;
    expect(charges).toBe(book.chargesPaise(0) + book.chargesPaise(1));
    expect(book.netPnlPaise()).toBe(30 * 20 + 70 * 10 + 75 * 1000 - charges);
    expect(book.equityChangePaise()).toBe(book.netPnlPaise());
    const [first, second] = [book.strategyNetPnlPaise(0), book.strategyNetPnlPaise(1)];
    expect(first + second).toBe(book.netPnlPaise());
    expect(book.strategyChargesPaise(0)).toBe(book.bookChargesPaise(0, 0));
    expect(book.strategyUnrealisedPaise(0)).toBe(700);
  });

  it('counts turnover as uncharged where no rates are known', () => {
    const book = new PositionBook(new QuoteTable(1));
    book.applyFill({
      strategyIndex: 0,
      instrumentIndex: 0,
      side: 1,
      quantity: 2,
      valuePaise: 400,
      orderId: 1,
      timeMs: 0,
    });
    expect([book.totalChargesPaise, book.charges.unchargedTurnoverPaise]).toEqual([0, 400]);
    book.assertBalanced();
  });

  it('records each changed book with the sequence of its change', () => {
    const { fill, rows } = rigOf();
    fill([0, 0], 1, [100, 10_000]);
    fill([1, 0], 1, [10, 10_000]);
    fill([0, 0], -1, [100, 10_000]);
    const positions = rows.image().rows(POSITION_ROW);
    expect(
      positions.map(({ strategyIndex, quantity, sequence, fillCount }) => [
        strategyIndex,
        quantity,
        sequence,
        fillCount,
      ]),
    ).toEqual([
      [0, 0, 3, 2],
      [1, 10, 2, 1],
    ]);
  });

  it('is restored only before it is used', () => {
    const { book, fill, rows } = rigOf();
    fill([0, 0], 1, [100, 10_000]);
    expect(() => book.restore(rows.image())).toThrow(InvariantError);
  });
});
