import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { OwnBooks } from '../../../../src/domain/matching/own-books.ts';
import { venueOrderOf } from '../../../support/paper-rig.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

const SILENT = { onTrigger: () => undefined, onFill: () => undefined };

describe('the books of our own orders', () => {
  it('are kept per instrument, and are empty when the last order left or filled', () => {
    const books = new OwnBooks(2);
    const first = venueOrderOf({ orderId: 1 });
    const second = venueOrderOf({ orderId: 2, instrument: stock(1) });
    books.add(first);
    books.add(second);
    expect(books.orders(1)).toEqual([second]);
    books.remove(first);
    expect([books.isEmpty(0), books.isEmpty(1)]).toEqual([true, false]);
    books.match(tickOf({ instrumentIndex: 1, askPaise: 10_000 }), SILENT);
    expect([books.isEmpty(1), second.bookStatus]).toEqual([true, 'filled']);
    expect(books.orders(0)).toEqual([]);
  });

  it('are asked only where something rested', () => {
    const books = new OwnBooks(1);
    expect(books.orders(0)).toEqual([]);
    expect(() => books.remove(venueOrderOf())).toThrow(InvariantError);
    expect(() => books.match(tickOf(), SILENT)).toThrow(InvariantError);
  });
});
