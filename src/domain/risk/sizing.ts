/** How many units one entry gets: the loss at its stop decides, cut down to what every limit leaves. Pure; called by the risk core. */
import type { Instrument } from '../instrument/instrument.ts';
import { bpsOf } from '../money.ts';
import { sliceQuantity } from '../order/leg-fitting.ts';
import { type MarginBasis, unitsWithinMargin } from './margin.ts';
import type { RiskLimits } from './risk-limits.ts';

export interface RiskInput {
  readonly limits: RiskLimits;
  readonly instrument: Instrument;
  readonly capitalPaise: number;
  readonly stopOffsetPaise: number;
  /** 0 while they are not known. */
  readonly atrPaise: number;
  readonly volatilityBps: number;
}

/**
 * The lots that lose `capital × riskPerTrade`, not rounded:
 * - `fixed_fractional`: at the stop; `capital × riskPerTrade ÷ (stopOffset × lot)`;
 * - `atr`: at the stop or `sizingAtrMultiple` average true ranges away, whichever is further;
 * - `volatility`: at the stop, times `sizingVolatilityBps ÷ volatility` when that is below 1.
 */
export function riskLots(input: RiskInput): number {
  const { limits, instrument, capitalPaise, atrPaise, volatilityBps } = input;
  const distancePaise =
    limits.sizing === 'atr'
      ? Math.max(input.stopOffsetPaise, atrPaise * limits.sizingAtrMultiple)
      : input.stopOffsetPaise;
  const lossPerLotPaise = distancePaise * instrument.lotSize;
  const lots = bpsOf(capitalPaise, limits.riskPerTradeBps) / lossPerLotPaise;
  if (limits.sizing !== 'volatility' || volatilityBps <= limits.sizingVolatilityBps) return lots;
  return (lots * limits.sizingVolatilityBps) / volatilityBps;
}

/** Whether the method has what it measures with. */
export function isSizeKnown(
  input: Pick<RiskInput, 'limits' | 'atrPaise' | 'volatilityBps'>,
): boolean {
  switch (input.limits.sizing) {
    case 'fixed_fractional':
      return true;
    case 'atr':
      return input.atrPaise > 0;
    case 'volatility':
      return input.volatilityBps > 0;
    default:
      input.limits.sizing satisfies never;
      return false;
  }
}

/** Units of one entry that the exchange takes when it is cut into `maxSlices` orders of whole lots. */
export function freezeRoom(instrument: Instrument, limits: RiskLimits): number {
  const { freezeQuantity, lotSize } = instrument;
  if (freezeQuantity > 0 && freezeQuantity < lotSize) return 0;
  return sliceQuantity(instrument) * limits.maxSlices;
}

/** What the limits leave for one entry. */
export interface Room {
  /** The smallest of all limits on units. */
  readonly units: number;
  /** The smallest of all limits on value at the entry's limit. */
  readonly valuePaise: number;
  readonly marginPaise: number;
  /** Further loss at stops. */
  readonly heatPaise: number;
}

/**
 * Units, whole lots, at least one lot. Where less than one lot is left the answer is one lot, and the gate of the limit that is too small then
 * refuses it with its own reason and measurement. A quotient of safe integers never rounds up to a whole number, so rounding down here
 * keeps every gate satisfied.
 */
export function sizedQuantity(
  input: RiskInput,
  order: { readonly limitPaise: number; readonly margin: MarginBasis },
  room: Room,
): number {
  const lot = input.instrument.lotSize;
  const lots = Math.min(
    riskLots(input),
    room.units / lot,
    room.valuePaise / (lot * order.limitPaise),
    unitsWithinMargin(order.margin, room.marginPaise) / lot,
    room.heatPaise / (lot * input.stopOffsetPaise),
  );
  return Math.max(1, Math.floor(lots)) * lot;
}
