import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import { Bracket } from '../../../../src/domain/order/bracket.ts';
import { applyFill, newOrder, type Order, transition } from '../../../../src/domain/order/order.ts';
import type { OrderIntent, Side } from '../../../../src/domain/order/types.ts';
import { intentOf } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

let nextId = 0;

function orderOf(side: Side, quantity: number): Order {
  nextId += 1;
  return newOrder({
    orderId: nextId,
    role: 'entry',
    instrumentIndex: 0,
    side,
    quantity,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
}

/** A bracket whose entry filled 100 at `entryPaise`. */
function bracketOf(
  entryPaise: number,
  intent: Partial<OrderIntent> = {},
  instrument: Instrument = stock(0),
): Bracket {
  const bracket = new Bracket(intentOf(intent), instrument, 0);
  const entry = orderOf(intent.side ?? 1, 100);
  bracket.orders.push(entry);
  applyFill(entry, 100, entryPaise);
  return bracket;
}

describe('a bracket', () => {
  it('nets its fills in the direction of the entry', () => {
    for (const side of [1, -1] as const) {
      const bracket = bracketOf(10_000, { side });
      expect(bracket.openQuantity).toBe(100);
      const target = orderOf(side === 1 ? -1 : 1, 100);
      const exit = orderOf(side === 1 ? -1 : 1, 100);
      bracket.orders.push(target, exit);
      applyFill(target, 70, 10_200);
      expect(bracket.openQuantity).toBe(30);
      applyFill(exit, 50, 9_900);
      expect(bracket.openQuantity).toBe(-20);
    }
  });

  it('OC-05 is finished when nothing is open and nothing can come any more', () => {
    const bracket = bracketOf(10_000);
    const exit = orderOf(-1, 100);
    bracket.orders.push(exit);
    bracket.exit = exit;
    expect(bracket.liveExit).toBe(exit);
    expect(bracket.isFinished).toBe(false);
    applyFill(exit, 100, 10_000);
    expect(bracket.isFinished).toBe(true);
    expect(bracket.liveExit).toBeUndefined();
    const other = orderOf(-1, 10);
    bracket.orders.push(other);
    expect(bracket.isFinished).toBe(false);
    transition(other, 'rejected_report');
    expect(bracket.isFinished).toBe(true);
  });

  it('OC-07 rounds the stop towards the entry, at least one increment away', () => {
    expect(bracketOf(10_003).triggerPaise).toBe(9_905);
    expect(bracketOf(10_003, { side: -1 }).triggerPaise).toBe(10_100);
    expect(bracketOf(10_003, { stopOffsetPaise: 1 }).triggerPaise).toBe(10_000);
    expect(bracketOf(10_003, { stopOffsetPaise: 1, side: -1 }).triggerPaise).toBe(10_005);
    expect(bracketOf(50, { stopOffsetPaise: 100 }).triggerPaise).toBe(5);
    expect(bracketOf(5, { stopOffsetPaise: 100 }).triggerPaise).toBe(0);
  });

  it('rounds the target towards the entry and keeps it inside the circuit limits', () => {
    expect(bracketOf(10_003).targetPaise).toBe(10_200);
    expect(bracketOf(10_003, { side: -1 }).targetPaise).toBe(9_805);
    expect(bracketOf(50, { side: -1 }).targetPaise).toBe(5);
    expect(bracketOf(5, { side: -1 }).targetPaise).toBe(0);
    const banded = stock(0, { lowerCircuitPaise: 9_900, upperCircuitPaise: 10_100 });
    expect(bracketOf(10_000, {}, banded).targetPaise).toBe(10_100);
    expect(bracketOf(10_100, {}, banded).targetPaise).toBe(0);
    expect(bracketOf(10_000, { side: -1 }, banded).targetPaise).toBe(9_900);
  });
});
