/** A position book with the packaged charge tables, its quotes, and the rows it records. */
import { loadCharges } from '../../src/app/charges-loader.ts';
import type { RecordRow, RowKind, StateImage } from '../../src/domain/journal-row.ts';
import { ChargeTariff } from '../../src/domain/position/charge-tariff.ts';
import { PositionBook } from '../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../src/domain/position/quote-table.ts';
import { future, stock } from './trading-instruments.ts';

const DAY_MS = 86_400_000;
/** 2026-11-16, 10:00 IST. */
const FIRST_FILL_MS = Date.UTC(2026, 10, 16, 4, 30);

/** A moment on the `day`-th date of the rig. */
export function fillTimeMs(day: number): number {
  return FIRST_FILL_MS + day * DAY_MS;
}

export class KeptRows {
  readonly all: { readonly kind: string; readonly row: object }[] = [];

  readonly record: RecordRow = (kind, row) => {
    this.all.push({ kind: kind.kind, row });
  };

  /** The last row of every key, in the order in which the keys were first seen. */
  image(): StateImage {
    const kept = [...this.all];
    return {
      rows<Row extends object>({ kind, keyOf }: RowKind<Row>): readonly Row[] {
        const last = new Map<number | string, Row>();
        for (const entry of kept) {
          if (entry.kind !== kind || keyOf === undefined) continue;
          const row = entry.row as Row;
          last.set(keyOf(row), row);
        }
        return [...last.values()];
      },
    };
  }
}

/** Instruments in turn are stocks, futures and options. */
function rigInstrument(index: number) {
  if (index % 3 === 0) return stock(index);
  return index % 3 === 1 ? future(index) : future(index, { kind: 'option', optionType: 'CE' });
}

const TARIFF = new ChargeTariff(loadCharges());

/** `earlier`: rows that were recorded before; 'unkept' keeps none. */
export function chargedBook(instrumentCount: number, earlier: KeptRows | 'unkept' | null = null) {
  const quotes = new QuoteTable(instrumentCount);
  const rows = new KeptRows();
  if (earlier instanceof KeptRows) rows.all.push(...earlier.all);
  const book = new PositionBook(quotes, {
    instruments: Array.from({ length: instrumentCount }, (_, index) => rigInstrument(index)),
    tariff: TARIFF,
    record: earlier === 'unkept' ? () => undefined : rows.record,
  });
  return { book, quotes, rows };
}
