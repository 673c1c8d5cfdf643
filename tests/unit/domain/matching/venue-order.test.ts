import { describe, expect, it } from 'vitest';
import {
  modifyProblem,
  placeProblem,
  type VenueOrder,
} from '../../../../src/domain/matching/venue-order.ts';
import type { VenueCommand } from '../../../../src/domain/order/types.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

function command(changes: Partial<VenueCommand> = {}): VenueCommand {
  return {
    kind: 'place',
    orderId: 1,
    instrumentIndex: 0,
    side: 1,
    quantity: 75,
    limitPaise: 10_000,
    timeMs: 0,
    originReceiveNs: 0,
    ...changes,
  };
}

function order(changes: Partial<VenueOrder> = {}): VenueOrder {
  return {
    orderId: 1,
    instrument: future(0),
    side: 1,
    quantity: 150,
    limitPaise: 10_000,
    filledQuantity: 75,
    isFresh: false,
    isDone: false,
    ...changes,
  };
}

describe('the checks of the venue', () => {
  it('pass what an exchange would take', () => {
    expect(placeProblem(future(0), command(), true)).toBe('');
    expect(placeProblem(stock(0), command({ quantity: 1 }), true)).toBe('');
    expect(modifyProblem(order(), command({ quantity: 225, limitPaise: 9_990 }), true)).toBe('');
  });

  it('ask about the session before the terms, and about the order before the session', () => {
    expect(placeProblem(future(0), command({ quantity: 1 }), false)).toBe('out_of_session');
    expect(modifyProblem(order({ isDone: true }), command(), false)).toBe('already_terminal');
    expect(modifyProblem(order(), command(), false)).toBe('out_of_session');
  });

  it('refuse to reduce an order to what is filled', () => {
    expect(modifyProblem(order(), command({ quantity: 75 }), true)).toBe('quantity_below_filled');
    expect(modifyProblem(order(), command({ quantity: 150 }), true)).toBe('');
  });
});
