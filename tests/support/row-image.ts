/** What a journal would hold of the rows the cores record. */
import { fieldProblem, type RowKind, type StateImage } from '../../src/domain/journal-row.ts';

export interface RecordedRow {
  readonly kind: RowKind<object>;
  readonly row: object;
}

/** Keeps the last row of every key, as a journal does, drops what a row forgets, and refuses rows that do not fit their declaration. */
export class RowImage implements StateImage {
  readonly log: RecordedRow[] = [];
  readonly #byKind = new Map<string, Map<number | string, object>>();

  readonly record = <Row extends object>(kind: RowKind<Row>, row: Row): void => {
    for (const [field, type] of Object.entries(kind.fields)) {
      const problem = fieldProblem(type as 'int', (row as Record<string, unknown>)[field]);
      if (problem !== '') throw new Error(`${kind.kind}.${field} ${problem}`);
    }
    if (Object.keys(row).length !== Object.keys(kind.fields).length) {
      throw new Error(`${kind.kind} has fields that are not declared: ${Object.keys(row)}`);
    }
    this.log.push({ kind: kind as RowKind<object>, row });
    for (const forgotten of kind.forgets?.(row) ?? []) {
      this.#byKind.get(forgotten.kind)?.delete(forgotten.key);
    }
    if (kind.keyOf === undefined) return;
    const rows = this.#byKind.get(kind.kind) ?? new Map<number | string, object>();
    this.#byKind.set(kind.kind, rows);
    rows.set(kind.keyOf(row), structuredClone(row));
  };

  rows<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    return [...(this.#byKind.get(kind.kind)?.values() ?? [])] as Row[];
  }
}
