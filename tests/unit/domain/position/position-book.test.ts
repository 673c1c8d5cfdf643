import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import type { Side } from '../../../../src/domain/order/types.ts';
import { PositionBook } from '../../../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { tickOf } from '../../../support/tick-stream.ts';

function bookOf(instrumentCount = 2) {
  const quotes = new QuoteTable(instrumentCount);
  const book = new PositionBook(quotes);
  return {
    book,
    mark: (lastPaise: number, instrumentIndex = 0) =>
      quotes.record(tickOf({ lastPaise, instrumentIndex })),
    fill: (side: Side, quantity: number, pricePaise: number, instrumentIndex = 0) =>
      book.applyFill({ instrumentIndex, side, quantity, pricePaise }),
  };
}

describe('a position', () => {
  it('averages its purchases and realises on the part that is sold', () => {
    const { book, fill, mark } = bookOf();
    fill(1, 100, 10_000);
    fill(1, 50, 10_300);
    expect(book.netQuantity(0)).toBe(150);
    expect(book.averagePaise(0)).toBe(10_100);
    fill(-1, 60, 10_500);
    expect(book.realisedPaise(0)).toBe(60 * 400);
    expect(book.averagePaise(0)).toBe(10_100);
    mark(10_000);
    expect(book.unrealisedPaise(0)).toBe(-90 * 100);
    expect(book.turnoverPaise(0)).toBe(100 * 10_000 + 50 * 10_300 + 60 * 10_500);
    expect(book.fillCount(0)).toBe(3);
  });

  it('gains on the short side when the price falls', () => {
    const { book, fill, mark } = bookOf();
    fill(-1, 75, 20_000);
    mark(19_900);
    expect(book.netQuantity(0)).toBe(-75);
    expect(book.unrealisedPaise(0)).toBe(7_500);
    fill(1, 75, 19_800);
    expect(book.realisedPaise(0)).toBe(15_000);
    expect(book.unrealisedPaise(0)).toBe(0);
  });

  it('PP-04 realises only the closed part of a fill through zero and starts a new cost', () => {
    const { book, fill } = bookOf();
    fill(1, 100, 10_000);
    fill(-1, 250, 10_100);
    expect(book.realisedPaise(0)).toBe(10_000);
    expect(book.netQuantity(0)).toBe(-150);
    expect(book.averagePaise(0)).toBe(10_100);
  });

  it('balances to the paisa although its average is no whole number', () => {
    const { book, fill } = bookOf();
    fill(1, 3, 10_000);
    fill(1, 4, 10_001);
    for (let unit = 0; unit < 7; unit += 1) fill(-1, 1, 10_000);
    expect(book.realisedPaise(0)).toBe(-4);
    expect(book.averagePaise(0)).toBe(0);
  });

  it('is marked at cost until its instrument has a quote', () => {
    const { book, fill } = bookOf();
    fill(1, 10, 10_000);
    expect(book.unrealisedPaise(0)).toBe(0);
    expect(book.grossExposurePaise()).toBe(100_000);
  });

  it('refuses fills that are not whole and positive', () => {
    const { fill } = bookOf();
    for (const [quantity, price] of [
      [0, 100],
      [-1, 100],
      [1.5, 100],
      [1, 0],
      [1, 99.5],
    ] as const) {
      expect(() => fill(1, quantity, price)).toThrow(InvariantError);
    }
  });
});

describe('the account', () => {
  it('adds up gross and net exposure over open positions', () => {
    const { book, fill, mark } = bookOf();
    fill(1, 100, 10_000, 0);
    fill(-1, 10, 50_000, 1);
    mark(10_100, 0);
    mark(49_000, 1);
    expect(book.grossExposurePaise()).toBe(1_010_000 + 490_000);
    expect(book.netExposurePaise()).toBe(1_010_000 - 490_000);
    expect(book.totalUnrealisedPaise()).toBe(10_000 + 10_000);
    fill(1, 10, 49_000, 1);
    expect(book.totalRealisedPaise).toBe(10_000);
  });

  it('lists open instruments through any order of opening and closing', () => {
    const { book, fill } = bookOf(4);
    for (const at of [2, 0, 3, 1]) fill(1, 1, 100, at);
    expect(book.openInstruments).toEqual([2, 0, 3, 1]);
    fill(-1, 1, 100, 0);
    expect(book.openInstruments).toEqual([2, 1, 3]);
    fill(-1, 2, 100, 1);
    expect(book.openInstruments).toEqual([2, 1, 3]);
    for (const at of [3, 2]) fill(-1, 1, 100, at);
    fill(1, 1, 100, 1);
    expect(book.openInstruments).toEqual([]);
    fill(1, 1, 100, 3);
    expect(book.openInstruments).toEqual([3]);
  });
});
