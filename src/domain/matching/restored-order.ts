/** An order as an earlier paper venue reported it durably, made an order of this one. */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { BookStatus, OrderType, Side } from '../order/types.ts';
import { isLive, type VenueOrder } from './venue-order.ts';

export interface RestoredOrder {
  readonly orderId: number;
  readonly tagPrefix: number;
  /** 0: the venue never answered for it, so it never received it. */
  readonly venueOrderId: number;
  readonly instrumentIndex: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly quantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
  readonly filledQuantity: number;
  readonly filledValuePaise: number;
  /** A STOP_LIMIT order that is `open` has triggered. */
  readonly bookStatus: BookStatus;
}

/** Null for an order that an earlier venue never received. It rests: liquidity it may have been about to take is gone. */
export function restoredOrder(
  row: RestoredOrder,
  instruments: readonly Instrument[],
): VenueOrder | null {
  const { instrumentIndex, ...fields } = row;
  const instrument = instruments[instrumentIndex];
  assert(instrument !== undefined, 'a restored order is in a known instrument');
  const order: VenueOrder = {
    ...fields,
    instrument,
    reason: '',
    standing: 'resting',
    liveFromMs: 0,
  };
  if (isLive(order)) {
    assert(order.venueOrderId > 0, 'OL-07 an order in the book has the number the venue gave it');
    assert(order.filledQuantity < order.quantity, 'OL-02 an order in the book has something open');
  }
  return order.venueOrderId === 0 ? null : order;
}
