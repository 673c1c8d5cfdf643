import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCharges } from '../../../../src/app/charges-loader.ts';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { type ChargedFill, ChargeLedger } from '../../../../src/domain/position/charge-ledger.ts';
import { ChargeTariff } from '../../../../src/domain/position/charge-tariff.ts';
import { CHARGED_ORDER_ROW } from '../../../../src/domain/position/rows.ts';
import { fillTimeMs, KeptRows } from '../../../support/position-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

function ledgerOf(rows = new KeptRows()) {
  const instruments = [stock(0), future(1), future(2, { exchange: 'MCX' })];
  const tariff = new ChargeTariff(loadCharges());
  const ledger = new ChargeLedger({ instruments, tariff, record: rows.record });
  return { ledger, rows };
}

function fillOf(changes: Partial<ChargedFill> = {}): ChargedFill {
  const base = { orderId: 1, instrumentIndex: 0, side: -1 as const, valuePaise: 48_622_500 };
  return { ...base, timeMs: fillTimeMs(0), ...changes };
}

describe('the charge ledger', () => {
  it('charges an order the same however it was filled', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 1 }), (values, instrumentIndex) => {
        const total = values.reduce((sum, value) => sum + value, 0);
        const whole = ledgerOf().ledger;
        const split = ledgerOf().ledger;
        const expected = whole.onFill(fillOf({ instrumentIndex, valuePaise: total }));
        let added = 0;
        for (const valuePaise of values) {
          added += split.onFill(fillOf({ instrumentIndex, valuePaise }));
        }
        expect(added).toBe(expected);
        expect(split.dailyNotes()).toEqual(whole.dailyNotes());
        split.assertBalanced();
      }),
    );
  });

  it('charges brokerage per order and adds up by date and segment', () => {
    const { ledger } = ledgerOf();
    ledger.onFill(fillOf());
    ledger.onFill(fillOf({ orderId: 2 }));
    ledger.onFill(fillOf({ orderId: 3, instrumentIndex: 1 }));
    ledger.onFill(fillOf({ orderId: 4, timeMs: fillTimeMs(1) }));
    const notes = ledger.dailyNotes();
    expect(notes.map(({ dateKey, segment }) => [dateKey, segment])).toEqual([
      ['2026-11-16', 'futures'],
      ['2026-11-16', 'intraday'],
      ['2026-11-17', 'intraday'],
    ]);
    expect(notes.map(({ brokeragePaise }) => brokeragePaise)).toEqual([2_000, 4_000, 2_000]);
    expect(notes[1]?.sellPaise).toBe(2 * 48_622_500);
  });

  it('charges the corrected value of an order as if it had been known at once', () => {
    const told = ledgerOf().ledger;
    const exact = ledgerOf().ledger;
    const charged = told.onFill(fillOf({ valuePaise: 40_000_000 }));
    const change = told.onCorrection(fillOf({ valuePaise: -3_000_000 }));
    expect(change).toBeLessThan(0);
    expect(charged + change).toBe(exact.onFill(fillOf({ valuePaise: 37_000_000 })));
    expect(told.dailyNotes()).toEqual(exact.dailyNotes());
    told.assertBalanced();
  });

  it('corrects the uncharged turnover, and of an order of an earlier day the turnover alone', () => {
    const { ledger } = ledgerOf();
    ledger.onFill(fillOf({ orderId: 5, instrumentIndex: 2, timeMs: fillTimeMs(-9_000) }));
    const uncharged = ledger.unchargedTurnoverPaise;
    ledger.onCorrection(
      fillOf({ orderId: 5, instrumentIndex: 2, valuePaise: 7, timeMs: fillTimeMs(-9_000) }),
    );
    expect(ledger.unchargedTurnoverPaise).toBe(uncharged + 7);
    ledger.onFill(fillOf());
    ledger.onFill(fillOf({ orderId: 2, timeMs: fillTimeMs(1) }));
    expect(ledger.onCorrection(fillOf({ valuePaise: 500 }))).toBe(0);
    ledger.assertBalanced();
  });

  it('counts what it has no rates for, and says why', () => {
    const { ledger } = ledgerOf();
    expect(ledger.onFill(fillOf({ instrumentIndex: 2, valuePaise: 500 }))).toBe(0);
    expect(ledger.onFill(fillOf({ orderId: 2, timeMs: 0, valuePaise: 70 }))).toBe(0);
    expect([ledger.totalPaise, ledger.unchargedTurnoverPaise]).toEqual([0, 570]);
    expect(ledger.dailyNotes().map(({ segment, isCharged }) => [segment, isCharged])).toEqual([
      ['uncharged', false],
      ['uncharged', false],
    ]);
    expect(ledger.ratesOf(2, '2026-11-16').refusal).toBe('segment_not_charged');
    expect(ledger.ratesOf(9, '2026-11-16').refusal).toBe('segment_not_charged');
    expect(ledger.ratesOf(0, '2020-01-01').refusal).toBe('date_before_tables');
    expect(ledger.ratesOf(0, '2026-11-16').refusal).toBe('');
    ledger.assertBalanced();
  });

  it('charges a late fill by its own date', () => {
    const { ledger } = ledgerOf();
    ledger.onFill(fillOf({ timeMs: fillTimeMs(3) }));
    ledger.onFill(fillOf({ orderId: 2, timeMs: fillTimeMs(0) }));
    expect(ledger.dailyNotes().map(({ dateKey }) => dateKey)).toEqual(['2026-11-16', '2026-11-19']);
  });

  it('an order keeps the date of its first fill', () => {
    const { ledger } = ledgerOf();
    ledger.onFill(fillOf({ timeMs: fillTimeMs(1) }));
    ledger.onFill(fillOf({ timeMs: fillTimeMs(0) }));
    expect(ledger.dailyNotes().map(({ brokeragePaise }) => brokeragePaise)).toEqual([2_000]);
  });

  it('uses the slots of a date again on the next, so that its state stays bounded', () => {
    const { ledger, rows } = ledgerOf();
    for (let orderId = 1; orderId <= 5; orderId += 1) ledger.onFill(fillOf({ orderId }));
    ledger.onFill(fillOf({ orderId: 6, timeMs: fillTimeMs(1) }));
    const kept = rows.image().rows(CHARGED_ORDER_ROW);
    expect(kept.map(({ slot, orderId }) => [slot, orderId])).toEqual([
      [0, 6],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
    const restored = ledgerOf();
    restored.ledger.restore(rows.image());
    const again = fillOf({ orderId: 2, timeMs: fillTimeMs(1) });
    expect(restored.ledger.onFill(again)).toBe(ledger.onFill(again));
    expect(restored.rows.all).toEqual(rows.all.slice(-2));
  });

  it('restores the date even when its last fills were uncharged', () => {
    const { ledger, rows } = ledgerOf();
    ledger.onFill(fillOf());
    ledger.onFill(fillOf({ orderId: 2, instrumentIndex: 2, timeMs: fillTimeMs(1) }));
    const restored = ledgerOf();
    restored.ledger.restore(rows.image());
    const late = fillOf({ valuePaise: 1_000 });
    expect(restored.ledger.onFill(late)).toBe(ledger.onFill(late));
    expect(restored.ledger.dailyNotes()).toEqual(ledger.dailyNotes());
    expect(restored.ledger.unchargedTurnoverPaise).toBe(48_622_500);
  });

  it('refuses an order whose fills change side or instrument', () => {
    const { ledger } = ledgerOf();
    ledger.onFill(fillOf());
    expect(() => ledger.onFill(fillOf({ side: 1 }))).toThrow(InvariantError);
  });

  it('is restored only before it is used', () => {
    const { ledger, rows } = ledgerOf();
    ledger.onFill(fillOf());
    expect(() => ledger.restore(rows.image())).toThrow(InvariantError);
  });
});
