import { describe, expect, it } from 'vitest';
import {
  CANDLE_INTERVALS,
  candleBodySchema,
  candlesSchema,
  openInterestsSchema,
} from '../../../../src/contract/wire/smartapi-history.ts';
import { CANDLE, OPEN_INTEREST } from '../../../support/smartapi-answers.ts';

describe('candles', () => {
  it('are read in paise from the start of each', () => {
    expect(candlesSchema.parse([CANDLE])).toEqual([
      {
        startMs: Date.UTC(2023, 8, 6, 5, 45),
        openPaise: 1_957_120,
        highPaise: 1_957_335,
        lowPaise: 1_953_440,
        closePaise: 1_955_205,
        volume: 0,
      },
    ]);
  });

  it('are none where the window has no data', () => {
    expect(candlesSchema.parse(null)).toEqual([]);
    expect(candlesSchema.parse([])).toEqual([]);
  });

  it.each([
    [['2023-09-06T11:15:00+05:30', 1, 2, 1, 2]],
    [['2023-09-06T11:15:00+05:30', 1, 2, 1, 2, 0, 0]],
    [['2023-09-06 11:15', 1, 2, 1, 2, 0]],
    [['2023-09-06T11:15:00+05:30', 1, '2e1', 1, 2, 0]],
    [['2023-09-06T11:15:00+05:30', 1, 2, -1, 2, 0]],
    [['2023-09-06T11:15:00+05:30', 1, 2, 1, null, 0]],
    [['2023-09-06T11:15:00+05:30', 1, 2, 1, 2, -5]],
    [{}],
    [null],
  ])('SC-36 are refused with the row %j', (row) => {
    expect(candlesSchema.safeParse([CANDLE, row]).success).toBe(false);
  });

  it('are asked for by minutes of Indian time', () => {
    const body = {
      exchange: 'NSE',
      symboltoken: '3045',
      interval: 'ONE_MINUTE',
      fromdate: '2026-11-20 09:15',
      todate: '2026-11-20 15:30',
    };
    expect(candleBodySchema.parse(body)).toEqual(body);
    for (const wrong of [
      { interval: '1m' },
      { exchange: 'CDS' },
      { todate: '2026-11-20' },
      { fromdate: '2026-11-20 9:15' },
      { symboltoken: '' },
    ]) {
      expect(candleBodySchema.safeParse({ ...body, ...wrong }).success).toBe(false);
    }
  });

  it('have the documented windows', () => {
    const days = Object.values(CANDLE_INTERVALS).map((interval) => interval.days);
    expect(days).toEqual([30, 60, 100, 100, 200, 200, 400, 2000]);
  });
});

describe('open interest', () => {
  it('is read per start of a candle', () => {
    expect(openInterestsSchema.parse([OPEN_INTEREST])).toEqual([
      { startMs: Date.UTC(2024, 5, 7, 3, 45), openInterest: 9_867_000 },
    ]);
    expect(openInterestsSchema.parse(null)).toEqual([]);
    expect(openInterestsSchema.safeParse([{ ...OPEN_INTEREST, oi: -1 }]).success).toBe(false);
  });
});
