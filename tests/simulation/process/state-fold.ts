/** The fold of recorded rows, kept by the harness itself: what a recovery must find, computed without the journal. */
import type { RowKind, StateImage } from '../../../src/domain/journal-row.ts';

type AnyKind = RowKind<object>;

export interface RecordedRow {
  readonly kind: AnyKind;
  readonly row: object;
}

export class StateFold implements StateImage {
  /** By kind name, then by key, in the order in which the keys were first seen. */
  readonly #rows = new Map<string, Map<number | string, object>>();

  apply({ kind, row }: RecordedRow): void {
    if (kind.keyOf !== undefined) {
      let rows = this.#rows.get(kind.kind);
      if (rows === undefined) {
        rows = new Map();
        this.#rows.set(kind.kind, rows);
      }
      rows.set(kind.keyOf(row), row);
    }
    for (const { kind: name, key } of kind.forgets?.(row) ?? []) this.#rows.get(name)?.delete(key);
  }

  rows<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    return [...(this.#rows.get(kind.kind)?.values() ?? [])] as Row[];
  }

  get kinds(): readonly string[] {
    return [...this.#rows.keys()].sort();
  }

  copy(): StateFold {
    const copy = new StateFold();
    for (const [kind, rows] of this.#rows) copy.#rows.set(kind, new Map(rows));
    return copy;
  }

  /** The first key whose rows differ, as a sentence; '' when the two hold the same. `skip`: kinds that need not agree. */
  difference(other: StateFold, skip: readonly string[] = []): string {
    const kinds = new Set([...this.kinds, ...other.kinds]);
    for (const kind of [...kinds].filter((name) => !skip.includes(name)).sort()) {
      const mine = this.#rows.get(kind) ?? new Map<number | string, object>();
      const theirs = other.#rows.get(kind) ?? new Map<number | string, object>();
      for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
        const one = mine.get(key);
        const another = theirs.get(key);
        if (isSame(one, another)) continue;
        return `${kind} ${key}: ${JSON.stringify(one)} differs from ${JSON.stringify(another)}`;
      }
    }
    return '';
  }
}

/** Field by field, in whatever order they were written. */
function isSame(one: object | undefined, another: object | undefined): boolean {
  if (one === another) return true;
  if (one === undefined || another === undefined) return false;
  const fields = Object.entries(one);
  if (fields.length !== Object.keys(another).length) return false;
  const others = another as Readonly<Record<string, unknown>>;
  return fields.every(([field, value]) => isSameValue(value, others[field]));
}

function isSameValue(one: unknown, another: unknown): boolean {
  if (Object.is(one, another)) return true;
  return typeof one === 'object' && JSON.stringify(one) === JSON.stringify(another);
}
