import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import type { AmendedOrder } from '../../../../src/domain/matching/venue-order.ts';
import type { VenueCommand } from '../../../../src/domain/order/types.ts';
import {
  modifyRefusal,
  type PreflightFacts,
  placeRefusal,
} from '../../../../src/venue/angel/preflight.ts';
import { commandOf, OPEN_MARKET } from '../../../support/gateway-rig.ts';
import { future, index, stock } from '../../../support/trading-instruments.ts';

const FACTS: PreflightFacts = { isAddressRegistered: true, market: OPEN_MARKET };

function place(
  changes: Partial<VenueCommand> = {},
  instrument: Instrument | undefined = stock(0),
  facts = FACTS,
): string {
  return placeRefusal(commandOf('place', changes), instrument, facts);
}

function modify(changes: Partial<VenueCommand> = {}, order: Partial<AmendedOrder> = {}): string {
  const amended: AmendedOrder = {
    instrument: stock(0),
    orderType: 'limit',
    filledQuantity: 0,
    bookStatus: 'open',
    ...order,
  };
  return modifyRefusal(commandOf('modify', changes), amended, FACTS);
}

describe('what leaves', () => {
  it('lets a LIMIT order and a stop with its limit beyond its trigger through', () => {
    expect(place()).toBe('');
    expect(place({ orderType: 'stop_limit', triggerPaise: 9_900 })).toBe('');
    const sell = { orderType: 'stop_limit', side: -1, triggerPaise: 10_100 } as const;
    expect(place(sell)).toBe('');
  });

  it('lets a modify of a live order through', () => {
    expect(modify({ quantity: 150, limitPaise: 10_005 })).toBe('');
  });
});

describe('an instrument the broker cannot trade', () => {
  it.each<[string, Instrument | undefined]>([
    ['an index', index(0)],
    ['an exchange without orders', stock(0, { exchange: 'CDS' })],
    ['a token with a letter', stock(0, { token: '30A5' })],
    ['an empty token', stock(0, { token: '' })],
    ['a token of more than ten digits', stock(0, { token: '12345678901' })],
    ['an empty symbol', stock(0, { symbol: '' })],
    ['a symbol with a blank', stock(0, { symbol: 'Nifty 50' })],
    ['a symbol with a quote', stock(0, { symbol: 'SB"IN' })],
    ['an unknown lot', stock(0, { lotSize: 0 })],
    ['an unknown price increment', stock(0, { priceIncrementPaise: 0 })],
  ])('refuses %s', (_what, instrument) => {
    expect(place({}, instrument)).toBe('not_tradable');
  });

  it('refuses an instrument nobody knows', () => {
    expect(placeRefusal(commandOf('place'), undefined, FACTS)).toBe('not_tradable');
  });
});

describe('terms the broker could only refuse', () => {
  it.each<[string, Partial<VenueCommand>, string]>([
    ['no quantity', { quantity: 0 }, 'quantity_not_whole_lots'],
    ['a fraction of a unit', { quantity: 1.5 }, 'quantity_not_whole_lots'],
    ['more than any order has', { quantity: 2 ** 31 }, 'quantity_not_whole_lots'],
    ['no price', { limitPaise: 0 }, 'price_off_increment'],
    ['a price between increments', { limitPaise: 10_002 }, 'price_off_increment'],
    ['a trigger on a LIMIT order', { triggerPaise: 9_900 }, 'order_type_not_allowed'],
    ['a stop without a trigger', { orderType: 'stop_limit' }, 'price_off_increment'],
    [
      'a stop whose limit is on the near side of its trigger',
      { orderType: 'stop_limit', triggerPaise: 10_100 },
      'order_type_not_allowed',
    ],
  ])('refuses %s', (_what, changes, reason) => {
    expect(place(changes)).toBe(reason);
  });

  it('refuses parts of a lot and more than the freeze quantity', () => {
    expect(place({ quantity: 100 }, future(0))).toBe('quantity_not_whole_lots');
    expect(place({ quantity: 1_875 }, future(0))).toBe('quantity_above_freeze');
    expect(place({ quantity: 1_800 }, future(0))).toBe('');
  });

  it('refuses prices outside the circuit limits', () => {
    const instrument = stock(0, { lowerCircuitPaise: 9_500, upperCircuitPaise: 10_500 });
    expect(place({ limitPaise: 10_505 }, instrument)).toBe('price_outside_circuit');
    expect(place({ limitPaise: 9_495 }, instrument)).toBe('price_outside_circuit');
  });

  it('refuses an order without an id, which could carry no tag', () => {
    expect(place({ orderId: 0 })).toBe('venue_error');
  });
});

describe('the moment', () => {
  it('refuses while the market is closed, and stops in its closing auction', () => {
    const closed = { ...FACTS, market: { ...OPEN_MARKET, isOpen: false } };
    expect(place({}, stock(0), closed)).toBe('out_of_session');
    const auction = { ...FACTS, market: { ...OPEN_MARKET, phase: 'closing_auction' } } as const;
    const stop = { orderType: 'stop_limit', triggerPaise: 9_900 } as const;
    expect(place(stop, stock(0), auction)).toBe('order_type_not_allowed');
  });

  it('refuses a stop whose trigger the last price has crossed', () => {
    const facts = { ...FACTS, market: { ...OPEN_MARKET, lastPaise: 9_950 } };
    const stop = { orderType: 'stop_limit', triggerPaise: 9_900 } as const;
    expect(place(stop, stock(0), facts)).toBe('trigger_already_crossed');
  });

  it('refuses everything from an address that is not registered', () => {
    const facts = { ...FACTS, isAddressRegistered: false };
    expect(place({}, stock(0), facts)).toBe('venue_error');
    const order: AmendedOrder = {
      instrument: stock(0),
      orderType: 'limit',
      filledQuantity: 0,
      bookStatus: 'open',
    };
    expect(modifyRefusal(commandOf('modify'), order, facts)).toBe('venue_error');
  });
});

describe('a modify', () => {
  it('refuses to change an order that is over', () => {
    expect(modify({}, { bookStatus: 'cancelled' })).toBe('already_terminal');
  });

  it('OL-10 refuses to go below what is filled', () => {
    expect(modify({ quantity: 40 }, { filledQuantity: 40 })).toBe('quantity_below_filled');
  });

  it('refuses to change the type of an order', () => {
    const changes = { orderType: 'stop_limit', triggerPaise: 9_900 } as const;
    expect(modify(changes)).toBe('order_type_not_allowed');
  });

  it('refuses a quantity and an instrument that a place would not have', () => {
    expect(modify({ quantity: 0.5 })).toBe('quantity_not_whole_lots');
    expect(modify({}, { instrument: stock(0, { token: 'x' }) })).toBe('not_tradable');
  });
});
