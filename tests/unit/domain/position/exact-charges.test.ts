import { describe, expect, it } from 'vitest';
import type { ChargeRates } from '../../../../src/domain/position/charges.ts';
import {
  EXACT_PER_PAISA,
  exactCharges,
  roundExact,
  rupeesOfExact,
} from '../../../../src/domain/position/exact-charges.ts';

/** NSE options since 2026-04-01, 20 rupees an order. */
const OPTIONS: ChargeRates = {
  brokerageFlatPaise: 2_000,
  brokerageRatePpb: 0,
  brokerageCapPaise: 0,
  sttBuyPpb: 0,
  sttSellPpb: 1_500_000,
  exchangePpb: 355_200,
  ipftPpb: 100,
  sebiPpb: 1_000,
  stampBuyPpb: 30_000,
  gstBps: 1_800,
};

describe('exact charges', () => {
  it('of 65 options sold at 46.35 are those worked out by hand', () => {
    const exact = exactCharges(OPTIONS, { side: -1, valuePaise: 65 * 4_635 });
    expect(Object.entries(exact).map(([name, amount]) => [name, rupeesOfExact(amount)])).toEqual([
      ['brokerage', '20'],
      ['stt', '4.519125'],
      ['exchange', '1.0701288'],
      ['ipft', '0.000301275'],
      ['sebi', '0.00301275'],
      ['stamp', '0'],
      ['gst', '3.7932197085'],
      ['total', '29.3857875335'],
    ]);
  });

  it('take the brokerage the broker has stated instead of the plan', () => {
    const order = { side: 1 as const, valuePaise: 100_000, brokerage: 5n * EXACT_PER_PAISA };
    expect(rupeesOfExact(exactCharges(OPTIONS, order).brokerage)).toBe('0.05');
    expect(exactCharges(OPTIONS, { side: 1, valuePaise: 0 }).total).toBe(0n);
  });

  it('round half up to paise and to rupees', () => {
    const half = EXACT_PER_PAISA / 2n;
    expect([roundExact(half - 1n, 1), roundExact(half, 1)]).toEqual([0, 1]);
    const rupee = 100n * EXACT_PER_PAISA;
    expect([roundExact(rupee / 2n - 1n, 100), roundExact(rupee / 2n, 100)]).toEqual([0, 100]);
  });
});
