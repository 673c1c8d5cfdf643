import { describe, expect, it } from 'vitest';
import { loadCharges } from '../../../../src/app/charges-loader.ts';
import { ChargeDay } from '../../../../src/domain/position/charge-day.ts';
import { ChargeTariff } from '../../../../src/domain/position/charge-tariff.ts';
import { chargesOf, NO_CHARGES } from '../../../../src/domain/position/charges.ts';

const DATE = { dateKey: '2026-11-20', exchange: 'NSE', segment: 'intraday' } as const;
const EMPTY = { ...NO_CHARGES, ...DATE, buyPaise: 0, sellPaise: 0 };
const { rates } = new ChargeTariff(loadCharges()).ratesOn(DATE.dateKey, DATE);

describe('the charges of a date', () => {
  it('are noted with the transaction tax to the nearest rupee of the exact sum', () => {
    if (rates === null) throw new Error('no rates');
    const day = new ChargeDay(EMPTY, rates);
    // 0.025 % of 199,999.40 is 49.99985 rupees twice over: booked 50.00 each, 99.9997 exactly.
    let bookedPaise = 0;
    for (let order = 0; order < 2; order += 1) {
      day.addTraded(-1, 19_999_940);
      bookedPaise += day.addCharges(NO_CHARGES, chargesOf(rates, -1, 19_999_940));
    }
    day.addTraded(1, 500);
    const note = day.note();
    expect(note).toMatchObject({ ...DATE, buyPaise: 500, sellPaise: 39_999_880, isCharged: true });
    expect(note.sttPaise).toBe(10_000);
    expect(day.row().sttPaise).toBe(10_000);
    expect(note.totalPaise).toBe(bookedPaise);
    expect(day.chargedPaise).toBe(bookedPaise);
    expect(day.turnoverPaise).toBe(40_000_380);
  });

  it('round 50 paise of tax up and less down', () => {
    const taxed = (sellPaise: number) => new ChargeDay({ ...EMPTY, sellPaise }, rates).note();
    expect(taxed(200_000).sttPaise).toBe(100);
    expect(taxed(199_999).sttPaise).toBe(0);
  });

  it('say so where no rates were known', () => {
    const day = new ChargeDay({ ...EMPTY, segment: 'uncharged' }, null);
    day.addTraded(1, 700);
    expect(day.note()).toMatchObject({ isCharged: false, totalPaise: 0, buyPaise: 700 });
  });

  it('come back from their row', () => {
    const day = new ChargeDay({ ...EMPTY, buyPaise: 3, gstPaise: 9 }, rates);
    expect(new ChargeDay(day.row(), rates).row()).toEqual(day.row());
  });
});
