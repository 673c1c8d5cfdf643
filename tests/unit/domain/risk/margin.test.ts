import { describe, expect, it } from 'vitest';
import { marginBasis, marginPaise, unitsWithinMargin } from '../../../../src/domain/risk/margin.ts';
import { RISK_LIMITS } from '../../../support/risk-rig.ts';
import { future, index, stock } from '../../../support/trading-instruments.ts';

const LIMITS = {
  ...RISK_LIMITS,
  marginIntradayBps: 2_000,
  marginDeliveryBps: 10_000,
  marginFutureBps: 1_500,
  marginOptionSellBps: 1_200,
};
const DELIVERY = { ...LIMITS, product: 'delivery' } as const;
const OPTION = stock(0, { kind: 'option', segment: 'derivatives', strikePaise: 2_600_000 });
const BUY = { side: 1, pricePaise: 10_000 } as const;
const SELL = { side: -1, pricePaise: 10_000 } as const;

describe('the margin of an order', () => {
  it.each([
    ['a stock held within the day', stock(0), BUY, LIMITS, 200_000],
    ['a stock that is delivered', stock(0), BUY, DELIVERY, 1_000_000],
    ['a future', future(0), SELL, LIMITS, 150_000],
    ['an option bought: its premium', OPTION, BUY, LIMITS, 1_000_000],
    ['an option sold: part of strike times quantity', OPTION, SELL, LIMITS, 31_200_000],
    ['an index, which nobody can trade', index(0), BUY, LIMITS, 1_000_000],
  ] as const)('of %s', (_, instrument, order, limits, expected) => {
    expect(marginPaise(marginBasis(instrument, order, limits), 100)).toBe(expected);
  });

  it('is within the room for as many units as fit', () => {
    const basis = marginBasis(stock(0), BUY, LIMITS);
    const units = Math.floor(unitsWithinMargin(basis, 1_000_999));
    expect(units).toBe(500);
    expect(marginPaise(basis, units)).toBeLessThanOrEqual(1_000_999);
    expect(marginPaise(basis, units + 1)).toBeGreaterThan(1_000_999);
  });
});
