/** SmartAPI margin calculator and estimate of charges. Client and simulator. */
import { z } from 'zod';
import { ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES } from './smartapi-enums.ts';
import { decimal, price, quantity, rupees } from './smartapi-numbers.ts';

/** Positions one margin request may ask about. */
export const MAX_MARGIN_POSITIONS = 50;

/** Body of `margin/v1/batch`. */
export const marginBodySchema = z.object({
  positions: z
    .array(
      z.object({
        exchange: z.string().min(1),
        /** Units. */
        qty: quantity,
        /** Rupees. */
        price: decimal,
        productType: z.enum(PRODUCT_TYPES),
        token: z.string().min(1),
        tradeType: z.enum(TRANSACTION_TYPES),
        orderType: z.enum(ORDER_TYPES).default('LIMIT'),
      }),
    )
    .min(1)
    .max(MAX_MARGIN_POSITIONS),
});
export type MarginBody = z.input<typeof marginBodySchema>;

/** Rupees. */
export interface WireMargin {
  readonly totalMarginRequired: number;
  readonly marginComponents: {
    readonly netPremium: number;
    readonly spanMargin: number;
    readonly marginBenefit: number;
    readonly deliveryMargin: number;
    readonly nonNFOMargin: number;
    readonly totOptionsPremium: number;
  };
}

export const marginSchema = z
  .object({
    totalMarginRequired: rupees,
    marginComponents: z.object({
      netPremium: rupees,
      spanMargin: rupees,
      marginBenefit: rupees,
      deliveryMargin: rupees,
      nonNFOMargin: rupees,
      totOptionsPremium: rupees,
    }),
  })
  .transform(({ totalMarginRequired, marginComponents }) => ({
    totalPaise: totalMarginRequired,
    netPremiumPaise: marginComponents.netPremium,
    spanPaise: marginComponents.spanMargin,
    benefitPaise: marginComponents.marginBenefit,
    deliveryPaise: marginComponents.deliveryMargin,
    otherPaise: marginComponents.nonNFOMargin,
    optionPremiumPaise: marginComponents.totOptionsPremium,
  }));
export type Margin = z.infer<typeof marginSchema>;

/** Body of `estimateCharges`; every value is a string. */
export const chargesBodySchema = z.object({
  orders: z
    .array(
      z.object({
        product_type: z.enum(PRODUCT_TYPES),
        transaction_type: z.enum(TRANSACTION_TYPES),
        quantity,
        price,
        exchange: z.string().min(1),
        symbol_name: z.string(),
        token: z.string().min(1),
      }),
    )
    .min(1),
});
export type ChargesBody = z.input<typeof chargesBodySchema>;

/** `Angel One Brokerage`, `External Charges` and `Taxes`, the last two with parts of their own. Rupees. */
export interface WireCharge {
  readonly name: string;
  readonly amount: number;
  readonly msg: string;
  readonly breakup: readonly WireCharge[];
}

export interface WireChargeSummary {
  readonly total_charges: number;
  readonly trade_value: number;
  readonly breakup: readonly WireCharge[];
}

export interface WireCharges {
  readonly summary: WireChargeSummary;
  /** Per order of the request. */
  readonly charges: readonly WireChargeSummary[];
}

const partSchema = z
  .object({ name: z.string(), amount: rupees })
  .transform(({ name, amount }) => ({ name, paise: amount }));

/** Two levels deep: what the broker nests deeper is in the amounts above it. */
const chargeSchema = z
  .object({
    name: z.string(),
    amount: rupees,
    breakup: z.array(partSchema).nullish(),
  })
  .transform(({ name, amount, breakup }) => ({ name, paise: amount, parts: breakup ?? [] }));

const summarySchema = z
  .object({
    total_charges: rupees,
    trade_value: rupees,
    breakup: z.array(chargeSchema).nullish(),
  })
  .transform((summary) => ({
    totalPaise: summary.total_charges,
    tradeValuePaise: summary.trade_value,
    charges: summary.breakup ?? [],
  }));

export const chargesSchema = z
  .object({ summary: summarySchema, charges: z.array(summarySchema).nullable() })
  .transform(({ summary, charges }) => ({ summary, orders: charges ?? [] }));
/** `orders` is in the order of the request. */
export type ChargeEstimate = z.infer<typeof chargesSchema>;
