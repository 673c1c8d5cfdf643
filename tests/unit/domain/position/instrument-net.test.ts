import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import type { Side } from '../../../../src/domain/order/types.ts';
import { Book } from '../../../../src/domain/position/book.ts';
import { InstrumentNet } from '../../../../src/domain/position/instrument-net.ts';

function netOf() {
  const net = new InstrumentNet();
  const books = new Map<number, Book>();
  let sequence = 0;
  const fill = (strategyIndex: number, side: Side, quantity: number, pricePaise: number) => {
    const book = books.get(strategyIndex) ?? new Book(strategyIndex, 0);
    if (!books.has(strategyIndex)) net.addBook(book);
    books.set(strategyIndex, book);
    sequence += 1;
    net.takeOut(book);
    book.apply({
      side,
      quantity,
      valuePaise: quantity * pricePaise,
      chargesPaise: 3,
      sequence,
      orderId: sequence,
      cause: '',
      timeMs: 0,
    });
    net.putIn(book);
    net.move(side * quantity);
  };
  return { net, fill };
}

describe('the net of an instrument', () => {
  it('adds up its books and keeps them by strategy', () => {
    const { net, fill } = netOf();
    fill(7, 1, 100, 10_000);
    fill(2, 1, 50, 10_300);
    fill(4, -1, 30, 10_600);
    expect(net.books.map(({ strategyIndex }) => strategyIndex)).toEqual([2, 4, 7]);
    expect([net.quantity, net.openBooks, net.fillCount]).toEqual([120, 3, 3]);
    expect(net.chargesPaise).toBe(9);
    expect(net.turnoverPaise).toBe(1_000_000 + 515_000 + 318_000);
    expect(net.costPaise).toBe(1_000_000 + 515_000 - 318_000);
    expect(net.unrealisedPaise(10_500)).toBe(100 * 500 + 50 * 200 + 30 * 100);
  });

  it('averages the books on the side of the net', () => {
    const { net, fill } = netOf();
    fill(0, 1, 100, 10_000);
    fill(1, -1, 40, 12_000);
    expect(net.averagePaise()).toBe(10_000);
    expect(net.marketValuePaise(0)).toBe(60 * 10_000);
    fill(1, -1, 160, 12_000);
    expect([net.quantity, net.averagePaise()]).toEqual([-100, 12_000]);
    expect(net.marketValuePaise(11_000)).toBe(-100 * 11_000);
  });

  it('is flat while opposite books are open and earn', () => {
    const { net, fill } = netOf();
    fill(0, 1, 10, 10_000);
    fill(1, -1, 10, 10_200);
    expect([net.quantity, net.openBooks, net.averagePaise()]).toEqual([0, 2, 0]);
    expect(net.unrealisedPaise(9_000)).toBe(2_000);
    expect(net.marketValuePaise(9_000)).toBe(0);
    fill(0, -1, 10, 10_100);
    fill(1, 1, 10, 10_100);
    expect([net.openBooks, net.realisedPaise, net.costPaise]).toEqual([0, 2_000, 0]);
  });

  it('PP-01 refuses a net that is not the sum of its books', () => {
    const { net, fill } = netOf();
    fill(0, 1, 10, 10_000);
    expect(() => net.move(1)).toThrow(InvariantError);
  });
});
