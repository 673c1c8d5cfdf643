import { describe, expect, it } from 'vitest';
import {
  isLive,
  type MarketMoment,
  modifyProblem,
  placeProblem,
} from '../../../../src/domain/matching/venue-order.ts';
import { BOOK_STATUSES } from '../../../../src/domain/order/types.ts';
import { commandOf, venueOrderOf } from '../../../support/paper-rig.ts';
import { future, index, stock } from '../../../support/trading-instruments.ts';

const OPEN: MarketMoment = { isOpen: true, phase: 'before_close', lastPaise: 10_000 };
const CLOSED: MarketMoment = { isOpen: false, phase: 'over', lastPaise: 10_000 };
const AUCTION: MarketMoment = { isOpen: false, phase: 'closing_auction', lastPaise: 10_000 };

const lots = (changes = {}) => commandOf({ quantity: 75, ...changes });
const sellStop = (changes = {}) =>
  commandOf({
    orderType: 'stop_limit',
    side: -1,
    triggerPaise: 9_950,
    limitPaise: 9_940,
    ...changes,
  });
const buyStop = (changes = {}) =>
  sellStop({ side: 1, triggerPaise: 10_050, limitPaise: 10_060, ...changes });
const inLots = (changes = {}) =>
  venueOrderOf({ instrument: future(0), quantity: 150, filledQuantity: 75, ...changes });

describe('the checks of the venue', () => {
  it('pass what an exchange would take', () => {
    expect(placeProblem(future(0), lots(), OPEN)).toBe('');
    expect(placeProblem(stock(0), commandOf({ quantity: 1 }), OPEN)).toBe('');
    expect(placeProblem(stock(0), sellStop(), OPEN)).toBe('');
    expect(placeProblem(stock(0), buyStop({ limitPaise: 10_050 }), OPEN)).toBe('');
    expect(modifyProblem(inLots(), lots({ quantity: 225, limitPaise: 9_990 }), OPEN)).toBe('');
  });

  it('ask about the session before the terms, and about the order before the session', () => {
    expect(placeProblem(future(0), lots({ quantity: 1 }), CLOSED)).toBe('out_of_session');
    expect(placeProblem(index(0), commandOf(), CLOSED)).toBe('not_tradable');
    const ended = inLots({ bookStatus: 'expired' });
    expect(modifyProblem(ended, lots(), CLOSED)).toBe('already_terminal');
    expect(modifyProblem(inLots(), lots(), CLOSED)).toBe('out_of_session');
  });

  it('refuse to reduce an order to what is filled', () => {
    expect(modifyProblem(inLots(), lots(), OPEN)).toBe('quantity_below_filled');
    expect(modifyProblem(inLots(), lots({ quantity: 150 }), OPEN)).toBe('');
  });
});

describe('the checks of a stop', () => {
  it('refuse a trigger that has traded, on either side, when the last price is known', () => {
    const at = (lastPaise: number) => ({ ...OPEN, lastPaise });
    expect(placeProblem(stock(0), sellStop(), at(9_950))).toBe('trigger_already_crossed');
    expect(placeProblem(stock(0), sellStop(), at(9_955))).toBe('');
    expect(placeProblem(stock(0), sellStop(), at(0))).toBe('');
    expect(placeProblem(stock(0), buyStop(), at(10_050))).toBe('trigger_already_crossed');
    expect(placeProblem(stock(0), buyStop(), at(10_045))).toBe('');
  });

  it('refuse a trigger that its limit does not reach, or that is no price', () => {
    const problem = (changes: object) => placeProblem(stock(0), sellStop(changes), OPEN);
    expect(problem({ limitPaise: 9_955 })).toBe('order_type_not_allowed');
    expect(placeProblem(stock(0), buyStop({ limitPaise: 10_045 }), OPEN)).toBe(
      'order_type_not_allowed',
    );
    expect(problem({ triggerPaise: 9_951 })).toBe('price_off_increment');
    expect(problem({ triggerPaise: 0 })).toBe('price_off_increment');
    const banded = stock(0, { lowerCircuitPaise: 9_000, upperCircuitPaise: 10_040 });
    expect(placeProblem(banded, buyStop({ limitPaise: 10_040 }), OPEN)).toBe(
      'price_outside_circuit',
    );
  });

  it('refuse a LIMIT order with a trigger, and a stop in the closing auction', () => {
    expect(placeProblem(stock(0), commandOf({ triggerPaise: 9_950 }), OPEN)).toBe(
      'order_type_not_allowed',
    );
    expect(placeProblem(stock(0), sellStop(), AUCTION)).toBe('order_type_not_allowed');
    expect(placeProblem(stock(0), commandOf(), AUCTION)).toBe('out_of_session');
  });

  it('hold for a modify until the trigger has traded', () => {
    const terms = { side: -1, orderType: 'stop_limit', triggerPaise: 9_950 } as const;
    const pending = venueOrderOf({ ...terms, bookStatus: 'trigger_pending' });
    const triggered = venueOrderOf(terms);
    const crossed = sellStop({ triggerPaise: 10_000 });
    expect(modifyProblem(pending, crossed, OPEN)).toBe('trigger_already_crossed');
    expect(modifyProblem(pending, sellStop({ triggerPaise: 9_960 }), OPEN)).toBe('');
    expect(modifyProblem(pending, commandOf(), OPEN)).toBe('order_type_not_allowed');
    expect(modifyProblem(triggered, crossed, OPEN)).toBe('');
    expect(modifyProblem(triggered, commandOf(), OPEN)).toBe('');
    expect(modifyProblem(venueOrderOf(), sellStop(), OPEN)).toBe('order_type_not_allowed');
  });
});

it('an order is in the book while it is open or waits for its trigger', () => {
  const live = BOOK_STATUSES.filter((bookStatus) => isLive(venueOrderOf({ bookStatus })));
  expect(live).toEqual(['open', 'trigger_pending']);
});
