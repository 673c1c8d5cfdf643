import { describe, expect, it } from 'vitest';
import { PositionBook } from '../../../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { EquityWatch } from '../../../../src/domain/risk/equity-watch.ts';
import { seededRandom, tickOf } from '../../../support/tick-stream.ts';

function watched() {
  const quotes = new QuoteTable(3);
  const positions = new PositionBook(quotes);
  return { quotes, positions, equity: new EquityWatch(positions, quotes) };
}

describe('the equity watch', () => {
  it('PP-03 equals the sum over all positions after every tick and fill', () => {
    const { quotes, positions, equity } = watched();
    const random = seededRandom(3);
    for (let step = 0; step < 2_000; step += 1) {
      const instrumentIndex = Math.floor(random() * 3);
      const lastPaise = 1_000 + Math.floor(random() * 500);
      if (random() < 0.3) {
        const quantity = 1 + Math.floor(random() * 50);
        const side = random() < 0.5 ? 1 : -1;
        const strategyIndex = Math.floor(random() * 2);
        const order = { strategyIndex, orderId: step, instrumentIndex, side, quantity } as const;
        positions.applyFill({ ...order, valuePaise: quantity * lastPaise, timeMs: 0 });
      } else {
        quotes.record(tickOf({ instrumentIndex, lastPaise }));
      }
      equity.onPosition(instrumentIndex);
      expect(equity.pnlPaise).toBe(positions.netPnlPaise());
    }
  });

  it('counts held instruments without a price, also after a rebuild', () => {
    const { quotes, positions, equity } = watched();
    for (const instrumentIndex of [0, 2]) {
      positions.adjust({ instrumentIndex, quantity: 5, pricePaise: 10, cause: 'x', timeMs: 0 });
    }
    equity.rebuild();
    expect(equity.unpriced).toBe(2);
    quotes.record(tickOf({ instrumentIndex: 2, lastPaise: 12 }));
    equity.mark(2);
    expect([equity.unpriced, equity.pnlPaise]).toEqual([1, 10]);
    positions.adjust({ instrumentIndex: 0, quantity: -5, pricePaise: 10, cause: 'x', timeMs: 0 });
    equity.onPosition(0);
    expect(equity.unpriced).toBe(0);
  });
});

describe('opposite books', () => {
  it('are held though the net is flat, and their first price counts', () => {
    const { quotes, positions, equity } = watched();
    const fill = { orderId: 1, instrumentIndex: 0, quantity: 10, timeMs: 0 };
    positions.applyFill({ ...fill, strategyIndex: 0, side: 1, valuePaise: 1_000 });
    positions.applyFill({ ...fill, strategyIndex: 1, side: -1, valuePaise: 1_100 });
    equity.rebuild();
    expect([equity.isHeld(0), equity.isHeld(1), equity.unpriced]).toEqual([true, false, 1]);
    quotes.record(tickOf({ lastPaise: 500 }));
    equity.mark(0);
    expect([equity.pnlPaise, equity.unpriced]).toEqual([100, 0]);
  });
});
