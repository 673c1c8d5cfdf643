import { describe, expect, it } from 'vitest';
import { loadCharges } from '../../../../src/app/charges-loader.ts';
import { ChargeTariff, NO_SCHEDULE } from '../../../../src/domain/position/charge-tariff.ts';
import { future, index, stock } from '../../../support/trading-instruments.ts';

const tariff = new ChargeTariff(loadCharges());
const FUTURES = { exchange: 'NSE', segment: 'futures' } as const;
const OPTIONS = { exchange: 'NSE', segment: 'options' } as const;

describe('the charge tariff', () => {
  it('changes its rates on the day a regime begins, not before', () => {
    const stt = (date: string) => [
      tariff.ratesOn(date, FUTURES).rates?.sttSellPpb,
      tariff.ratesOn(date, OPTIONS).rates?.sttSellPpb,
    ];
    expect(stt('2024-09-30')).toEqual([125_000, 625_000]);
    expect(stt('2024-10-01')).toEqual([200_000, 1_000_000]);
    expect(stt('2026-03-31')).toEqual([200_000, 1_000_000]);
    expect(stt('2026-04-01')).toEqual([500_000, 1_500_000]);
  });

  it('divides the same exchange charge anew from 2026-03-01', () => {
    const fees = (date: string) => {
      const { rates } = tariff.ratesOn(date, OPTIONS);
      return [rates?.exchangePpb, rates?.ipftPpb];
    };
    expect(fees('2026-02-28')).toEqual([350_300, 5_000]);
    expect(fees('2026-03-01')).toEqual([355_200, 100]);
  });

  it('refuses a date before its tables, and a market without one', () => {
    expect(tariff.ratesOn('2023-03-31', FUTURES)).toEqual({
      rates: null,
      refusal: 'date_before_tables',
    });
    const bse = { exchange: 'BSE', segment: 'options' } as const;
    expect(tariff.ratesOn('2024-09-30', bse).refusal).toBe('date_before_tables');
    expect(tariff.ratesOn('2024-10-01', bse).rates?.exchangePpb).toBe(325_000);
    expect(tariff.ratesOn('2026-11-20', null)).toEqual({
      rates: null,
      refusal: 'segment_not_charged',
    });
    const none = new ChargeTariff(NO_SCHEDULE);
    expect(none.ratesOn('2026-11-20', FUTURES).refusal).toBe('date_before_tables');
  });

  it('knows where an instrument is charged', () => {
    expect(tariff.placeOf(stock(0))).toEqual({ exchange: 'NSE', segment: 'intraday' });
    expect(tariff.placeOf(stock(0, { exchange: 'BSE' }))?.exchange).toBe('BSE');
    expect(tariff.placeOf(future(0))).toEqual(FUTURES);
    expect(tariff.placeOf(future(0, { kind: 'option', exchange: 'BFO' }))).toEqual({
      exchange: 'BSE',
      segment: 'options',
    });
    const delivery = new ChargeTariff({ ...loadCharges(), product: 'delivery' });
    expect(delivery.placeOf(stock(0))?.segment).toBe('delivery');
  });

  it('knows no place for an index, a commodity, or a kind its exchange does not trade', () => {
    expect(tariff.placeOf(index(0))).toBeNull();
    expect(tariff.placeOf(future(0, { exchange: 'MCX' }))).toBeNull();
    expect(tariff.placeOf(stock(0, { exchange: 'NFO' }))).toBeNull();
    expect(tariff.placeOf(future(0, { exchange: 'NSE' }))).toBeNull();
  });
});
