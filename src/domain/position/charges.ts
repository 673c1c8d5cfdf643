/** What brokers, exchanges and the state charge for one order, exactly and in whole paise. Pure; the charge ledger asks it. */
import { assert } from '../assert.ts';
import type { Side } from '../order/types.ts';

export const CHARGE_EXCHANGES = ['NSE', 'BSE'] as const;
export type ChargeExchange = (typeof CHARGE_EXCHANGES)[number];

export const CHARGE_SEGMENTS = ['delivery', 'intraday', 'futures', 'options'] as const;
export type ChargeSegment = (typeof CHARGE_SEGMENTS)[number];

/** Rates are parts per 10^9 of the traded value (of the premium, for options). */
export const PPB_PER_UNIT = 1_000_000_000;
/** 0.9 %. The rates that are summed stay below it, so that no product below leaves the safe integers. */
export const RATE_PPB_MAX = 9_000_000;

/** The rates of one segment of one exchange on one date. */
export interface ChargeRates {
  /** Brokerage of an executed order: the flat part and the lower of rate and cap. */
  readonly brokerageFlatPaise: number;
  readonly brokerageRatePpb: number;
  readonly brokerageCapPaise: number;
  readonly sttBuyPpb: number;
  readonly sttSellPpb: number;
  readonly exchangePpb: number;
  readonly ipftPpb: number;
  readonly sebiPpb: number;
  readonly stampBuyPpb: number;
  /** On brokerage, exchange charge, investor protection fund and SEBI fee. */
  readonly gstBps: number;
}

/** Each component in whole paise, ≥ 0. */
export interface ChargeComponents {
  readonly brokeragePaise: number;
  readonly sttPaise: number;
  readonly exchangePaise: number;
  readonly ipftPaise: number;
  readonly sebiPaise: number;
  readonly stampPaise: number;
  readonly gstPaise: number;
}

export const NO_CHARGES: ChargeComponents = Object.freeze({
  brokeragePaise: 0,
  sttPaise: 0,
  exchangePaise: 0,
  ipftPaise: 0,
  sebiPaise: 0,
  stampPaise: 0,
  gstPaise: 0,
});

export function totalOfCharges(charges: ChargeComponents): number {
  return (
    charges.brokeragePaise +
    charges.sttPaise +
    charges.exchangePaise +
    charges.ipftPaise +
    charges.sebiPaise +
    charges.stampPaise +
    charges.gstPaise
  );
}

/**
 * Charges of an order that has traded `valuePaise` in all, each component rounded half up to a paisa from its exact value. GST is taken
 * of the unrounded components. Split arithmetic: every intermediate value is a safe integer, so nothing is lost.
 */
export function chargesOf(rates: ChargeRates, side: Side, valuePaise: number): ChargeComponents {
  assert(
    Number.isSafeInteger(valuePaise) && valuePaise >= 0,
    'a charged value is whole paise and not negative',
  );
  if (valuePaise === 0) return NO_CHARGES;
  const billions = Math.floor(valuePaise / PPB_PER_UNIT);
  const rest = valuePaise - billions * PPB_PER_UNIT;
  const isCapped =
    billions * rates.brokerageRatePpb +
      Math.floor((rest * rates.brokerageRatePpb) / PPB_PER_UNIT) >=
    rates.brokerageCapPaise;
  const brokerageFixedPaise = rates.brokerageFlatPaise + (isCapped ? rates.brokerageCapPaise : 0);
  const brokeragePpb = isCapped ? 0 : rates.brokerageRatePpb;
  const taxedPpb = brokeragePpb + rates.exchangePpb + rates.ipftPpb + rates.sebiPpb;
  return {
    brokeragePaise: brokerageFixedPaise + rounded(billions, rest, brokeragePpb),
    sttPaise: rounded(billions, rest, side === 1 ? rates.sttBuyPpb : rates.sttSellPpb),
    exchangePaise: rounded(billions, rest, rates.exchangePpb),
    ipftPaise: rounded(billions, rest, rates.ipftPpb),
    sebiPaise: rounded(billions, rest, rates.sebiPpb),
    stampPaise: side === 1 ? rounded(billions, rest, rates.stampBuyPpb) : 0,
    gstPaise: roundedGst(brokerageFixedPaise + billions * taxedPpb, rest * taxedPpb, rates.gstBps),
  };
}

function rounded(billions: number, rest: number, ratePpb: number): number {
  return billions * ratePpb + Math.floor((rest * ratePpb + PPB_PER_UNIT / 2) / PPB_PER_UNIT);
}

/** GST of `wholePaise + nanoPaise / 10^9`. */
function roundedGst(wholePaise: number, nanoPaise: number, gstBps: number): number {
  const carried = Math.floor(nanoPaise / PPB_PER_UNIT);
  const basePaise = wholePaise + carried;
  const baseNano = nanoPaise - carried * PPB_PER_UNIT;
  const tenThousands = Math.floor(basePaise / 10_000);
  const product = (basePaise - tenThousands * 10_000) * gstBps;
  const whole = Math.floor(product / 10_000);
  // In 10^-13 paise; both terms are below 10^13.
  const fraction = (product - whole * 10_000) * PPB_PER_UNIT + baseNano * gstBps;
  return tenThousands * gstBps + whole + Math.floor((fraction + 5e12) / 1e13);
}
