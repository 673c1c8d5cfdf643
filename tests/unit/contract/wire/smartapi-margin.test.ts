import { describe, expect, it } from 'vitest';
import {
  chargesBodySchema,
  chargesSchema,
  MAX_MARGIN_POSITIONS,
  marginBodySchema,
  marginSchema,
} from '../../../../src/contract/wire/smartapi-margin.ts';
import { CHARGES, MARGIN } from '../../../support/smartapi-answers.ts';

const POSITION = {
  exchange: 'NFO',
  qty: 75,
  price: 101.25,
  productType: 'INTRADAY',
  token: '35001',
  tradeType: 'BUY',
};

describe('the margin calculator', () => {
  it('answers in paise', () => {
    expect(marginSchema.parse(MARGIN)).toEqual({
      totalPaise: 2_961_235,
      netPremiumPaise: 506_000,
      spanPaise: 0,
      benefitPaise: 7_987_650,
      deliveryPaise: 0,
      otherPaise: 0,
      optionPremiumPaise: 1_010_000,
    });
    expect(marginSchema.safeParse({ totalMarginRequired: 1 }).success).toBe(false);
    expect(marginSchema.safeParse({ ...MARGIN, totalMarginRequired: 'x' }).success).toBe(false);
  });

  it('is asked about 1 to 50 positions, limit orders unless said otherwise', () => {
    expect(marginBodySchema.parse({ positions: [POSITION] }).positions[0]).toEqual({
      ...POSITION,
      orderType: 'LIMIT',
    });
    const most = Array.from({ length: MAX_MARGIN_POSITIONS }, () => POSITION);
    expect(marginBodySchema.safeParse({ positions: most }).success).toBe(true);
    expect(marginBodySchema.safeParse({ positions: [...most, POSITION] }).success).toBe(false);
    expect(marginBodySchema.safeParse({ positions: [] }).success).toBe(false);
  });
});

describe('the estimate of charges', () => {
  it('answers in paise, two levels deep', () => {
    const summary = {
      totalPaise: 6556,
      tradeValuePaise: 950_000,
      charges: [
        { name: 'Angel One Brokerage', paise: 2000, parts: [] },
        { name: 'External Charges', paise: 529, parts: [{ name: 'Stamp Duty', paise: 150 }] },
      ],
    };
    expect(chargesSchema.parse(CHARGES)).toEqual({ summary, orders: [summary] });
    expect(chargesSchema.parse({ ...CHARGES, charges: null }).orders).toEqual([]);
    expect(chargesSchema.safeParse({ summary: { total_charges: '1e3' } }).success).toBe(false);
  });

  it('is asked with strings', () => {
    const order = {
      product_type: 'DELIVERY',
      transaction_type: 'BUY',
      quantity: '10',
      price: '800.50',
      exchange: 'NSE',
      symbol_name: 'SBIN-EQ',
      token: '3045',
    };
    expect(chargesBodySchema.parse({ orders: [order] }).orders).toMatchObject([
      { quantity: 10, price: 80_050 },
    ]);
    expect(chargesBodySchema.safeParse({ orders: [] }).success).toBe(false);
  });
});
