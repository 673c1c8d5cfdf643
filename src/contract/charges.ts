/**
 * Schema of `config/market/charges.yaml`, read by the composition root. Rates are written as percentages and amounts as rupees, both as text, so
 * that no digit passes through a binary fraction; the parsed value is the domain's `ChargeSchedule`.
 */
import { z } from 'zod';
import { dayOfDateKey } from '../domain/instrument/ist-date.ts';
import { type ChargeSchedule, EQUITY_PRODUCTS } from '../domain/position/charge-tariff.ts';
import { RATE_PPB_MAX } from '../domain/position/charges.ts';

const PERCENT = /^(\d{1,2})(?:\.(\d{1,7}))?%$/;
const RUPEES = /^(\d{1,6})(?:\.(\d{2}))?$/;

const dateSchema = z
  .string()
  .refine((text) => dayOfDateKey(text) >= 0, 'is not an existing date written YYYY-MM-DD');

/** Parts per 10^9: a percentage has seven decimals of them. */
const rateSchema = z
  .string()
  .regex(PERCENT, 'is not a percentage with at most seven decimals, like "0.025%"')
  .transform((text) => scaled(PERCENT, text, 7))
  .refine((ratePpb) => ratePpb <= RATE_PPB_MAX, 'is above 0.9 %');

const gstSchema = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,2})?%$/, 'is not a percentage with at most two decimals, like "18%"')
  .transform((text) => scaled(PERCENT, text, 2));

const paiseSchema = z
  .string()
  .regex(RUPEES, 'is not an amount in rupees, like "20" or "20.50"')
  .transform((text) => scaled(RUPEES, text, 2));

/** The digits before and after the point as one integer with `decimals` decimals. */
function scaled(pattern: RegExp, text: string, decimals: number): number {
  const [, whole = '', fraction = ''] = pattern.exec(text) ?? [];
  return Number(whole + fraction.padEnd(decimals, '0'));
}

const brokerageSchema = z
  .strictObject({ flat: paiseSchema, rate: rateSchema, cap: paiseSchema })
  .transform(({ flat, rate, cap }) => ({
    brokerageFlatPaise: flat,
    brokerageRatePpb: rate,
    brokerageCapPaise: cap,
  }));

const taxesSchema = z
  .strictObject({ sttBuy: rateSchema, sttSell: rateSchema, stampBuy: rateSchema })
  .transform(({ sttBuy, sttSell, stampBuy }) => ({
    sttBuyPpb: sttBuy,
    sttSellPpb: sttSell,
    stampBuyPpb: stampBuy,
  }));

const feesSchema = z
  .strictObject({ transaction: rateSchema, ipft: rateSchema })
  .transform(({ transaction, ipft }) => ({ exchangePpb: transaction, ipftPpb: ipft }));

function segmentsOf<Schema extends z.ZodType>(schema: Schema) {
  return { delivery: schema, intraday: schema, futures: schema, options: schema };
}

function isInOrder(regimes: readonly { readonly from: string }[]): boolean {
  return regimes.every(({ from }, at) => at === 0 || from > (regimes[at - 1]?.from ?? ''));
}

const ORDER_PROBLEM = 'regimes must be in order of date, none twice';

const brokerageRegimeSchema = z
  .strictObject({ from: dateSchema, ...segmentsOf(brokerageSchema) })
  .transform(({ from, ...rates }) => ({ from, rates }));

const statutoryRegimeSchema = z
  .strictObject({ from: dateSchema, sebi: rateSchema, gst: gstSchema, ...segmentsOf(taxesSchema) })
  .transform(({ from, sebi, gst, ...segments }) => ({
    from,
    rates: { sebiPpb: sebi, gstBps: gst, segments },
  }));

const feesRegimeSchema = z
  .strictObject({ from: dateSchema, ...segmentsOf(feesSchema) })
  .transform(({ from, ...rates }) => ({ from, rates }));

const feesTableSchema = z.array(feesRegimeSchema).min(1).refine(isInOrder, ORDER_PROBLEM);

const taxedSumIsSmall = ({ brokerage, statutory, exchanges }: ChargeSchedule): boolean => {
  const highest = (rates: readonly number[]): number => Math.max(0, ...rates);
  const fees = [...exchanges.NSE, ...exchanges.BSE].flatMap(({ rates }) => Object.values(rates));
  const plans = brokerage.flatMap(({ rates }) => Object.values(rates));
  return (
    highest(plans.map(({ brokerageRatePpb }) => brokerageRatePpb)) +
      highest(statutory.map(({ rates }) => rates.sebiPpb)) +
      highest(fees.map(({ exchangePpb, ipftPpb }) => exchangePpb + ipftPpb)) <=
    RATE_PPB_MAX
  );
};

const tablesSchema = z.strictObject({
  product: z.enum(EQUITY_PRODUCTS),
  brokerage: z.array(brokerageRegimeSchema).min(1).refine(isInOrder, ORDER_PROBLEM),
  statutory: z.array(statutoryRegimeSchema).min(1).refine(isInOrder, ORDER_PROBLEM),
  exchanges: z.strictObject({ NSE: feesTableSchema, BSE: feesTableSchema }),
});
type Tables = z.output<typeof tablesSchema>;

/** Only tables without a problem of their own reach the sum. */
export const chargeScheduleSchema = tablesSchema.pipe(
  z.custom<Tables>(
    (tables) => taxedSumIsSmall(tables as Tables),
    'brokerage rate, exchange charge, IPFT and SEBI fee are together above 0.9 %',
  ),
) satisfies z.ZodType<ChargeSchedule>;
