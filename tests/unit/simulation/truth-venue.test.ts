import { beforeEach, describe, expect, it } from 'vitest';
import { BrokerBooks } from '../../simulation/network/broker-books.ts';
import { Marks } from '../../simulation/run/marks.ts';
import { RateWindow } from '../../simulation/venue/rate-window.ts';
import { type TruthChange, TruthVenue } from '../../simulation/venue/truth-venue.ts';
import type { VenueTerms } from '../../simulation/venue/venue-order.ts';
import { calmProfile, type FaultProfile } from '../../simulation/world/fault-profile.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';
import { PriceProcess } from '../../simulation/world/price-process.ts';
import { listings } from '../../simulation/world/universe.ts';

const [listing] = listings(1);
if (listing === undefined) throw new Error('There is a listing');

let changes: TruthChange[];
let venue: TruthVenue;
let price: PriceProcess;
let isOpen: boolean;

function build(faults: Partial<FaultProfile> = {}): void {
  const random = new KeyedRandom(4);
  const profile = { ...calmProfile(), ...faults };
  if (listing === undefined) return;
  price = new PriceProcess(listing, random, calmProfile());
  price.advance(1_000);
  changes = [];
  isOpen = true;
  venue = new TruthVenue({
    ...{ random, profile },
    instruments: [listing.instrument],
    quotes: [price.quote],
    marks: new Marks(),
    isOpen: () => isOpen,
    changed: (change) => changes.push({ ...change, order: { ...change.order } }),
  });
}

function terms(changed: Partial<VenueTerms> = {}): VenueTerms {
  return {
    tag: 'TAG1',
    isExternal: false,
    orderId: 64,
    tagPrefix: 1,
    instrumentIndex: 0,
    side: 1,
    orderType: 'limit',
    quantity: 10,
    limitPaise: price.quote.askPaise,
    triggerPaise: 0,
    ...changed,
  };
}

const kinds = () => changes.map(({ kind }) => kind);

beforeEach(() => build());

describe('the simulated venue', () => {
  it('fills a marketable order at the touch and nets the position', () => {
    const order = venue.place(terms(), 1_000);
    venue.onQuote(0);
    expect(kinds()).toEqual(['accepted', 'fill']);
    expect(order).toMatchObject({ status: 'filled', cumulativeQuantity: 10 });
    expect(order.cumulativeValuePaise).toBe(10 * price.quote.askPaise);
    expect(venue.netQuantity[0]).toBe(10);
    expect(venue.ownNetQuantity[0]).toBe(10);
  });

  it('rests an order away from the touch, changes it, and cancels it once', () => {
    const order = venue.place(terms({ limitPaise: price.quote.bidPaise - 500 }), 1_000);
    venue.onQuote(0);
    expect(order.status).toBe('open');
    const amendment = { quantity: 6, limitPaise: order.limitPaise, triggerPaise: 0 };
    expect(venue.modify(order, amendment)).toBe('');
    expect(venue.cancel(order)).toBe('');
    expect(venue.cancel(order)).toBe('already_terminal');
    expect(kinds()).toEqual(['accepted', 'modified', 'cancelled']);
  });

  it('reports the last fill after the cancel when the cancel lost the race', () => {
    build({ fillAfterCancel: 1 });
    const order = venue.place(terms({ limitPaise: price.quote.bidPaise - 500 }), 1_000);
    venue.cancel(order);
    expect(kinds()).toEqual(['accepted', 'cancelled', 'fill']);
    expect(changes[1]?.order.cumulativeQuantity).toBe(0);
    expect(order.cumulativeQuantity).toBeGreaterThan(0);
    expect(order.status).toBe('cancelled');
  });

  it('holds a stop until its trigger trades', () => {
    const stop = venue.place(
      terms({
        side: -1,
        orderType: 'stop_limit',
        triggerPaise: price.quote.lastPaise - 50,
        limitPaise: price.quote.lastPaise - 1_000,
      }),
      1_000,
    );
    venue.onQuote(0);
    expect(stop.status).toBe('trigger_pending');
    price.quote.lowPaise = stop.triggerPaise;
    venue.onQuote(0);
    expect(kinds()).toEqual(['accepted', 'triggered', 'fill']);
  });

  it('refuses what an exchange refuses', () => {
    const refused = (changed: Partial<VenueTerms>) => venue.place(terms(changed), 1_000).reason;
    expect(refused({ limitPaise: price.quote.askPaise + 1 })).toBe('price_off_increment');
    expect(refused({ quantity: 0 })).toBe('quantity_not_whole_lots');
    expect(refused({ quantity: 200_000 })).toBe('quantity_above_freeze');
    expect(refused({ limitPaise: price.quote.askPaise * 2 })).toBe('price_outside_circuit');
    isOpen = false;
    expect(refused({})).toBe('out_of_session');
  });

  it('expires what is left at the close, and shows the day’s orders only', () => {
    venue.place(terms({ limitPaise: price.quote.bidPaise - 500 }), 1_000);
    venue.expire(0);
    expect(kinds()).toEqual(['accepted', 'expired']);
    expect(venue.dayOrders).toHaveLength(1);
    venue.startDay();
    expect(venue.dayOrders).toHaveLength(0);
    expect(venue.find('TAG1')?.status).toBe('expired');
  });
});

describe('the broker’s books', () => {
  it('hand out an old copy while it is young enough', () => {
    const books = new BrokerBooks(venue, 1_000);
    expect(books.orders(1, 5_000)).toHaveLength(1);
    venue.place(terms(), 5_100);
    expect(books.orders(2, 5_500)).toHaveLength(1);
    expect(books.orders(3, 6_000).map(({ kind }) => kind)).toEqual(['book_order', 'book_end']);
  });
});

describe('the rate window', () => {
  it('counts a rolling second and a second of the clock', () => {
    const window = new RateWindow();
    expect(window.count(1_900)).toBe(1);
    expect(window.count(2_100)).toBe(2);
    expect(window.count(2_900)).toBe(2);
    expect(window.count(3_899)).toBe(2);
    expect(window.count(5_000)).toBe(1);
  });

  it('counts longer windows alike', () => {
    const window = new RateWindow(60_000);
    expect([1_000, 30_000, 60_999, 61_000, 61_001].map((at) => window.count(at))).toEqual([
      1, 2, 3, 3, 4,
    ]);
  });
});
