import { describe, expect, it } from 'vitest';
import { fieldProblem, type RowFieldType } from '../../../../src/domain/journal-row.ts';
import {
  CHARGE_DAY_ROW,
  CHARGED_ORDER_ROW,
  POSITION_ROW,
} from '../../../../src/domain/position/rows.ts';
import { chargedBook, fillTimeMs } from '../../../support/position-rig.ts';

describe('the rows of a position book', () => {
  it('fit their declared fields, all of them and no others', () => {
    const { book, rows } = chargedBook(3);
    const timeMs = fillTimeMs(0);
    for (const instrumentIndex of [0, 1, 2]) {
      book.applyFill({
        strategyIndex: 1,
        instrumentIndex,
        side: -1,
        quantity: 75,
        valuePaise: 7_500_001,
        orderId: 64 + instrumentIndex,
        timeMs,
      });
    }
    book.adjust({ instrumentIndex: 0, quantity: 75, pricePaise: 1, cause: 'external', timeMs });
    const kinds = new Map<string, Readonly<Record<string, RowFieldType>>>(
      [POSITION_ROW, CHARGED_ORDER_ROW, CHARGE_DAY_ROW].map(({ kind, fields }) => [kind, fields]),
    );
    expect(new Set(rows.all.map(({ kind }) => kind))).toEqual(new Set(kinds.keys()));
    for (const { kind, row } of rows.all) {
      const fields = kinds.get(kind) ?? {};
      expect(Object.keys(row).sort()).toEqual(Object.keys(fields).sort());
      for (const [name, value] of Object.entries(row)) {
        expect([kind, name, fieldProblem(fields[name] ?? 'flag', value)]).toEqual([kind, name, '']);
      }
    }
  });

  it('of different books have different keys', () => {
    const { book, rows } = chargedBook(3);
    for (const strategyIndex of [0, 1, 4091]) {
      for (const instrumentIndex of [0, 1, 2]) {
        book.applyFill({
          strategyIndex,
          instrumentIndex,
          side: 1,
          quantity: 1,
          valuePaise: 100,
          orderId: strategyIndex * 64 + instrumentIndex + 1,
          timeMs: fillTimeMs(0),
        });
      }
    }
    expect(rows.image().rows(POSITION_ROW)).toHaveLength(9);
  });
});
