import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  type ChargeRates,
  chargesOf,
  NO_CHARGES,
  RATE_PPB_MAX,
  totalOfCharges,
} from '../../../../src/domain/position/charges.ts';
import { exactCharges, roundExact } from '../../../../src/domain/position/exact-charges.ts';

/** NSE intraday since 2026-04-01, the lower of 0.03 % and 20 rupees. */
const INTRADAY: ChargeRates = {
  brokerageFlatPaise: 0,
  brokerageRatePpb: 300_000,
  brokerageCapPaise: 2_000,
  sttBuyPpb: 0,
  sttSellPpb: 250_000,
  exchangePpb: 30_699,
  ipftPpb: 1,
  sebiPpb: 1_000,
  stampBuyPpb: 30_000,
  gstBps: 1_800,
};

const RATE = fc.integer({ min: 0, max: RATE_PPB_MAX / 4 });
const RATES: fc.Arbitrary<ChargeRates> = fc.record({
  brokerageFlatPaise: fc.integer({ min: 0, max: 5_000 }),
  brokerageRatePpb: RATE,
  brokerageCapPaise: fc.integer({ min: 0, max: 10_000 }),
  sttBuyPpb: fc.integer({ min: 0, max: RATE_PPB_MAX }),
  sttSellPpb: fc.integer({ min: 0, max: RATE_PPB_MAX }),
  exchangePpb: RATE,
  ipftPpb: RATE,
  sebiPpb: RATE,
  stampBuyPpb: fc.integer({ min: 0, max: RATE_PPB_MAX }),
  gstBps: fc.integer({ min: 0, max: 10_000 }),
});
const VALUE = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 1, max: 100_000_000_000 }),
  fc.maxSafeNat().filter((value) => value > 0),
);

describe('the charges of an order', () => {
  it('of an intraday sale of 486,225 rupees are those worked out by hand', () => {
    const charges = chargesOf(INTRADAY, -1, 48_622_500);
    expect(charges).toEqual({
      brokeragePaise: 2_000,
      sttPaise: 12_156,
      exchangePaise: 1_493,
      ipftPaise: 0,
      sebiPaise: 49,
      stampPaise: 0,
      gstPaise: 637,
    });
    expect(totalOfCharges(charges)).toBe(16_335);
  });

  it('of a small purchase pay the brokerage rate and stamp duty, no transaction tax', () => {
    expect(chargesOf(INTRADAY, 1, 1_000_000)).toEqual({
      brokeragePaise: 300,
      sttPaise: 0,
      exchangePaise: 31,
      ipftPaise: 0,
      sebiPaise: 1,
      stampPaise: 30,
      gstPaise: 60,
    });
  });

  it('of nothing traded are nothing, whatever the flat brokerage', () => {
    expect(chargesOf({ ...INTRADAY, brokerageFlatPaise: 2_000 }, 1, 0)).toEqual(NO_CHARGES);
  });

  it('are each the exact component rounded half up, over all rates and values', () => {
    fc.assert(
      fc.property(RATES, fc.constantFrom(1 as const, -1 as const), VALUE, (rates, side, value) => {
        const exact = exactCharges(rates, { side, valuePaise: value });
        expect(chargesOf(rates, side, value)).toEqual({
          brokeragePaise: roundExact(exact.brokerage, 1),
          sttPaise: roundExact(exact.stt, 1),
          exchangePaise: roundExact(exact.exchange, 1),
          ipftPaise: roundExact(exact.ipft, 1),
          sebiPaise: roundExact(exact.sebi, 1),
          stampPaise: roundExact(exact.stamp, 1),
          gstPaise: roundExact(exact.gst, 1),
        });
      }),
      { numRuns: 5_000 },
    );
  });

  it('never fall as the order fills', () => {
    fc.assert(
      fc.property(RATES, VALUE, VALUE, (rates, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const before = totalOfCharges(chargesOf(rates, 1, low));
        expect(totalOfCharges(chargesOf(rates, 1, high))).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('are refused for a value that is not whole paise', () => {
    for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => chargesOf(INTRADAY, 1, value)).toThrow(InvariantError);
    }
  });
});
