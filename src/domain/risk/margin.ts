/** Margin by product and segment, from the rates in the settings. Pure; asked by the risk core per order. */
import type { Instrument } from '../instrument/instrument.ts';
import { BPS_PER_UNIT } from '../money.ts';
import type { Side } from '../order/types.ts';
import type { RiskLimits } from './risk-limits.ts';

/** What one unit binds: `unitPaise × rateBps`. */
export interface MarginBasis {
  /** The price, or the strike of an option that is sold. */
  readonly unitPaise: number;
  readonly rateBps: number;
}

export function marginBasis(
  instrument: Instrument,
  order: { readonly side: Side; readonly pricePaise: number },
  limits: RiskLimits,
): MarginBasis {
  const { kind, strikePaise } = instrument;
  const unitPaise = order.pricePaise;
  switch (kind) {
    case 'equity': {
      const isDelivery = limits.product === 'delivery';
      return {
        unitPaise,
        rateBps: isDelivery ? limits.marginDeliveryBps : limits.marginIntradayBps,
      };
    }
    case 'future':
      return { unitPaise, rateBps: limits.marginFutureBps };
    case 'option':
      if (order.side === 1) return { unitPaise, rateBps: BPS_PER_UNIT };
      return { unitPaise: Math.max(strikePaise, unitPaise), rateBps: limits.marginOptionSellBps };
    case 'index':
      return { unitPaise, rateBps: BPS_PER_UNIT };
    default:
      kind satisfies never;
      return { unitPaise, rateBps: BPS_PER_UNIT };
  }
}

/** Whole paise, rounded down. */
export function marginPaise(basis: MarginBasis, quantity: number): number {
  return Math.floor((quantity * basis.unitPaise * basis.rateBps) / BPS_PER_UNIT);
}

/** Units whose margin is at most `roomPaise`; not rounded. */
export function unitsWithinMargin(basis: MarginBasis, roomPaise: number): number {
  return (roomPaise * BPS_PER_UNIT) / (basis.unitPaise * basis.rateBps);
}
