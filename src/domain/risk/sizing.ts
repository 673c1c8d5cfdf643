/** Fixed-fractional sizing: how many lots of one entry. Pure; called by the risk core. */
import type { Instrument } from '../instrument/instrument.ts';
import { QUANTITY_MAX } from '../limits.ts';
import { bpsOf } from '../money.ts';
import type { RiskLimits } from './risk-limits.ts';

export interface SizingInput {
  readonly limits: RiskLimits;
  readonly instrument: Instrument;
  readonly capitalPaise: number;
  readonly stopOffsetPaise: number;
  readonly limitPaise: number;
  readonly committedQuantity: number;
  readonly grossExposurePaise: number;
}

/** `capital × riskPerTrade ÷ (stopOffset × lot)`, not rounded: the lots that lose just that part of the capital at the stop. */
export function riskLots(input: SizingInput): number {
  const lossPerLotPaise = input.stopOffsetPaise * input.instrument.lotSize;
  return bpsOf(input.capitalPaise, input.limits.riskPerTradeBps) / lossPerLotPaise;
}

/**
 * Units, whole lots, at least one lot. Every quantity and value limit (order, freeze, position, gross exposure) cuts the size
 * down to what it still allows. Where less than one lot is left the answer is one lot, and the gate of the limit that is
 * too small then refuses it with its own reason and measurement. A quotient of safe integers never rounds up to a whole number,
 * so rounding down here keeps every gate satisfied.
 */
export function sizedQuantity(input: SizingInput): number {
  const { limits, instrument, limitPaise, committedQuantity } = input;
  const lot = instrument.lotSize;
  const lotValuePaise = lot * limitPaise;
  const freezeQuantity = instrument.freezeQuantity > 0 ? instrument.freezeQuantity : QUANTITY_MAX;
  const committedValuePaise = committedQuantity * limitPaise;
  const lots = Math.min(
    riskLots(input),
    limits.maxOrderQuantity / lot,
    freezeQuantity / lot,
    limits.maxOrderValuePaise / lotValuePaise,
    (limits.maxPositionQuantity - committedQuantity) / lot,
    (limits.maxPositionValuePaise - committedValuePaise) / lotValuePaise,
    (limits.maxGrossExposurePaise - input.grossExposurePaise) / lotValuePaise,
  );
  return Math.max(1, Math.floor(lots)) * lot;
}
