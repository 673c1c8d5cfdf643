/** The account holder’s own hand and the broker’s: orders from a phone or another program, and the square-off of intraday positions. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { FIRST_TAG_DAY, orderTag, tagPrefixOf } from '../../../src/domain/order/order-tag.ts';
import { ENTRY_LEG, intentIdOf, orderIdOf } from '../../../src/domain/order/types.ts';
import { isAlive, type VenueTerms } from '../venue/venue-order.ts';
import type { PriceProcess } from './price-process.ts';
import type { World } from './world.ts';

const EXTERNAL_LOTS_MOST = 5;
/** Of the orders of another hand: placed by a program that tags them. */
const FOREIGN_SHARE = 0.5;
const FOREIGN_STRATEGIES = 3;
/** Of the first day that has tags: long before any run. */
const FOREIGN_PREFIX = tagPrefixOf(FIRST_TAG_DAY, 1);

/** Places an order that is not ours, or cancels the newest of them. */
export function externalOrder(world: World, n: number): void {
  const { random, instruments, venue, marks, heap } = world;
  const draw = (k: number) => random.unit('external', n, k);
  const instrument = instruments[Math.floor(draw(0) * instruments.length)] as Instrument;
  if (!world.isOpen(instrument)) return;
  const alive = venue.aliveOrders(instrument.index).filter(({ terms }) => terms.isExternal);
  const newest = alive.at(-1);
  if (newest !== undefined && draw(1) < 0.4) {
    marks.hit('fault.externalCancel');
    venue.cancel(newest);
    return;
  }
  marks.hit('fault.externalOrder');
  const side = draw(2) < 0.5 ? 1 : -1;
  const quantity = instrument.lotSize * (1 + Math.floor(draw(3) * EXTERNAL_LOTS_MOST));
  const terms = handTerms(world, { instrument, side, quantity }, draw(4) < 0.5 ? 20 : -20);
  venue.place(draw(5) < FOREIGN_SHARE ? foreign(terms, draw(6), n) : terms, heap.nowMs);
}

/** As another installation of the engine on the same account names it: its strategies and counts are like ours, its prefix is not. */
function foreign(terms: VenueTerms, share: number, n: number): VenueTerms {
  const strategyIndex = Math.floor(share * FOREIGN_STRATEGIES);
  const orderId = orderIdOf(intentIdOf(strategyIndex, 1 + n), ENTRY_LEG);
  return { ...terms, orderId, tagPrefix: FOREIGN_PREFIX, tag: orderTag(FOREIGN_PREFIX, orderId) };
}

/** The broker closes what is open in the instrument, working orders first, as its risk desk does before the end of the day. */
export function squareOff(world: World, instrument: Instrument): void {
  const { venue, marks, heap } = world;
  if (!world.isOpen(instrument)) return;
  for (const order of [...venue.aliveOrders(instrument.index)]) {
    if (isAlive(order)) venue.cancel(order);
  }
  const net = venue.netQuantity[instrument.index] ?? 0;
  if (net === 0) return;
  marks.hit('fault.squareOff');
  const side = net > 0 ? -1 : 1;
  venue.place(handTerms(world, { instrument, side, quantity: Math.abs(net) }, 300), heap.nowMs);
}

/** `throughBps`: how far through the last price the limit lies; below 0 it rests. */
function handTerms(
  world: World,
  order: { readonly instrument: Instrument; readonly side: 1 | -1; readonly quantity: number },
  throughBps: number,
): VenueTerms {
  const { instrument, side, quantity } = order;
  const { lastPaise } = (world.prices[instrument.index] as PriceProcess).quote;
  const { priceIncrementPaise, lowerCircuitPaise, upperCircuitPaise } = instrument;
  const raw = lastPaise * (1 + (side * throughBps) / 10_000);
  const onGrid = Math.round(raw / priceIncrementPaise) * priceIncrementPaise;
  return {
    tag: '',
    isExternal: true,
    orderId: 0,
    tagPrefix: 0,
    instrumentIndex: instrument.index,
    side,
    orderType: 'limit',
    quantity,
    limitPaise: Math.min(Math.max(onGrid, lowerCircuitPaise), upperCircuitPaise),
    triggerPaise: 0,
  };
}
