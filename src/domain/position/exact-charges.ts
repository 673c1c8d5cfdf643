/** The unrounded charges of an order as big integers: for daily notes, reports and comparisons, never per fill. Pure. */
import type { Side } from '../order/types.ts';
import { type ChargeRates, PPB_PER_UNIT } from './charges.ts';

/** Exact amounts are integers of 10^-13 paise: rates have nine decimals, GST four more. */
export const EXACT_PER_PAISA = 10n ** 13n;
const EXACT_DECIMALS_OF_RUPEE = 15;
const EXACT_PER_PPB = EXACT_PER_PAISA / BigInt(PPB_PER_UNIT);
const BPS = 10_000n;

/** Each in 10^-13 paise. */
export interface ExactCharges {
  readonly brokerage: bigint;
  readonly stt: bigint;
  readonly exchange: bigint;
  readonly ipft: bigint;
  readonly sebi: bigint;
  readonly stamp: bigint;
  readonly gst: bigint;
  readonly total: bigint;
}

/** `brokerage`, in 10^-13 paise, replaces the plan's where the broker has stated it. */
export function exactCharges(
  rates: ChargeRates,
  order: { readonly side: Side; readonly valuePaise: number; readonly brokerage?: bigint },
): ExactCharges {
  const part = (ratePpb: number): bigint =>
    BigInt(order.valuePaise) * BigInt(ratePpb) * EXACT_PER_PPB;
  const isBuy = order.side === 1;
  const brokerage = order.brokerage ?? plannedBrokerage(rates, order.valuePaise);
  const stt = part(isBuy ? rates.sttBuyPpb : rates.sttSellPpb);
  const exchange = part(rates.exchangePpb);
  const ipft = part(rates.ipftPpb);
  const sebi = part(rates.sebiPpb);
  const stamp = isBuy ? part(rates.stampBuyPpb) : 0n;
  const gst = ((brokerage + exchange + ipft + sebi) * BigInt(rates.gstBps)) / BPS;
  const total = brokerage + stt + exchange + ipft + sebi + stamp + gst;
  return { brokerage, stt, exchange, ipft, sebi, stamp, gst, total };
}

function plannedBrokerage(rates: ChargeRates, valuePaise: number): bigint {
  if (valuePaise === 0) return 0n;
  const byRate = BigInt(valuePaise) * BigInt(rates.brokerageRatePpb) * EXACT_PER_PPB;
  const cap = BigInt(rates.brokerageCapPaise) * EXACT_PER_PAISA;
  return BigInt(rates.brokerageFlatPaise) * EXACT_PER_PAISA + (byRate < cap ? byRate : cap);
}

/** An exact amount, not negative, to the nearest multiple of `unitPaise` paise, half up; in paise. */
export function roundExact(exact: bigint, unitPaise: number): number {
  const unit = BigInt(unitPaise) * EXACT_PER_PAISA;
  return Number((2n * exact + unit) / (2n * unit)) * unitPaise;
}

/** An exact amount, not negative, as rupees written out in full: `23.699628`. */
export function rupeesOfExact(exact: bigint): string {
  const digits = exact.toString().padStart(EXACT_DECIMALS_OF_RUPEE + 1, '0');
  const whole = digits.slice(0, -EXACT_DECIMALS_OF_RUPEE);
  const fraction = digits.slice(-EXACT_DECIMALS_OF_RUPEE).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
