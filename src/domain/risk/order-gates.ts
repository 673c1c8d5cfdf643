/**
 * The risk gates of an entry that has a price and a size, in the order in which they are asked. `sizing.ts` makes the size as large as the
 * limits allow, so they refuse only when one lot is too much, or when the caller asked for a size of its own. Pure; risk core.
 */
import { BPS_PER_UNIT } from '../money.ts';
import { absent, atLeast, atMost, type Gate, type Reading } from './gate.ts';
import type { ExposureReading, OrderRequest, RateReading } from './gate-request.ts';

/** Of the rate readings: second, minute, hour. */
const RATE_PLACES = [0, 1, 2] as const;

export const ORDER_GATES: readonly Gate<OrderRequest>[] = [
  {
    reason: 'price_increment',
    appliesTo: 'entry',
    check: ({ limitPaise, instrument }) =>
      atMost(limitPaise % Math.max(1, instrument.priceIncrementPaise), 0),
  },
  {
    reason: 'price_collar',
    appliesTo: 'entry',
    check: ({ limits, limitPaise, referencePaise }) =>
      atMost(
        (Math.abs(limitPaise - referencePaise) * BPS_PER_UNIT) / referencePaise,
        limits.collarBps,
      ),
  },
  {
    reason: 'circuit_limit',
    appliesTo: 'entry',
    check: ({ limitPaise, upperCircuitPaise }) =>
      atMost(limitPaise, upperCircuitPaise > 0 ? upperCircuitPaise : limitPaise),
  },
  {
    reason: 'circuit_limit',
    appliesTo: 'entry',
    check: ({ limitPaise, lowerCircuitPaise }) => atLeast(limitPaise, lowerCircuitPaise),
  },
  { reason: 'size_unknown', appliesTo: 'entry', check: (request) => absent(!request.isSizeKnown) },
  {
    // A caller that asks for a quantity answers for its risk itself; the heat limit still holds.
    reason: 'size_below_one_lot',
    appliesTo: 'entry',
    check: ({ riskLots, signal }) => atLeast(signal.quantity > 0 ? 1 : riskLots, 1),
  },
  {
    reason: 'lot_size',
    appliesTo: 'entry',
    check: ({ quantity, instrument }) => atMost(quantity % instrument.lotSize, 0),
  },
  {
    reason: 'max_order_quantity',
    appliesTo: 'entry',
    check: ({ quantity, limits }) => atMost(quantity, limits.maxOrderQuantity),
  },
  {
    reason: 'freeze_quantity',
    appliesTo: 'entry',
    check: ({ quantity, freezeRoom }) => atMost(quantity, freezeRoom),
  },
  {
    reason: 'max_order_value',
    appliesTo: 'entry',
    check: ({ quantity, limitPaise, limits }) =>
      atMost(quantity * limitPaise, limits.maxOrderValuePaise),
  },
  { reason: 'max_open_value', appliesTo: 'entry', check: (r) => withOrder(r.openValue, r) },
  {
    reason: 'max_position',
    appliesTo: 'entry',
    check: ({ quantity, committedQuantity, limits }) =>
      atMost(committedQuantity + quantity, limits.maxPositionQuantity),
  },
  {
    reason: 'max_position',
    appliesTo: 'entry',
    check: ({ quantity, committedQuantity, limitPaise, limits }) =>
      atMost((committedQuantity + quantity) * limitPaise, limits.maxPositionValuePaise),
  },
  {
    reason: 'max_volume_share',
    appliesTo: 'entry',
    check: ({ quantity, committedQuantity, volumeRoom }) =>
      atMost(committedQuantity + quantity, volumeRoom),
  },
  { reason: 'max_gross_exposure', appliesTo: 'entry', check: (r) => withOrder(r.grossExposure, r) },
  {
    reason: 'max_instrument_exposure',
    appliesTo: 'entry',
    check: (r) => withOrder(r.instrumentExposure, r),
  },
  {
    reason: 'max_sector_exposure',
    appliesTo: 'entry',
    check: (r) => withOrder(r.sectorExposure, r),
  },
  {
    reason: 'max_strategy_exposure',
    appliesTo: 'entry',
    check: (r) => withOrder(r.strategyExposure, r),
  },
  {
    reason: 'margin',
    appliesTo: 'entry',
    check: ({ margin, marginPaise }) => atMost(margin.usedPaise + marginPaise, margin.limitPaise),
  },
  {
    reason: 'portfolio_heat',
    appliesTo: 'entry',
    check: ({ heat, quantity, signal }) =>
      atMost(heat.usedPaise + quantity * signal.stopOffsetPaise, heat.limitPaise),
  },
  {
    reason: 'duplicate_order',
    appliesTo: 'entry',
    check: (request) => atMost(request.duplicates, 0),
  },
  {
    reason: 'self_trade',
    appliesTo: 'entry',
    check: (request) => atMost(request.conflictPaise, 0),
  },
  ...RATE_PLACES.map(
    (at): Gate<OrderRequest> => ({
      reason: 'strategy_order_rate',
      appliesTo: 'entry',
      check: ({ strategyRate, orders }) => withOrders(strategyRate[at], orders),
    }),
  ),
  ...RATE_PLACES.map(
    (at): Gate<OrderRequest> => ({
      reason: 'order_rate',
      appliesTo: 'entry',
      check: ({ accountRate, orders }) => withOrders(accountRate[at], orders),
    }),
  ),
];

function withOrder(
  { usedPaise, limitPaise }: ExposureReading,
  order: Pick<OrderRequest, 'quantity' | 'limitPaise'>,
): Reading {
  return atMost(usedPaise + order.quantity * order.limitPaise, limitPaise);
}

function withOrders(rate: RateReading | undefined, orders: number): Reading {
  return atMost((rate?.used ?? 0) + orders, rate?.limit ?? 0);
}
