/** The state a journal holds: the last row of every key of every kind that was not forgotten. Journal thread and recovery. */
import { SESSION_ROW, type SessionRow } from '../domain/input-rows.ts';
import type { AnyRow, AnyRowKind, NewIndexOf, RowKind, StateImage } from '../domain/journal-row.ts';

interface KeptRows {
  readonly kind: AnyRowKind;
  rows: Map<number | string, object>;
}

export class JournalImage implements StateImage {
  readonly #kinds = new Map<string, KeptRows>();

  /** Rows held, over all kinds. */
  get rowCount(): number {
    let count = 0;
    for (const { rows } of this.#kinds.values()) count += rows.size;
    return count;
  }

  /** Takes over the last row of its key, and drops the rows it forgets. An event (a kind without key) is not held. */
  apply(kind: AnyRowKind, row: object): void {
    if (kind.kind === SESSION_ROW.kind) this.rebase((row as SessionRow).instruments);
    if (kind.keyOf !== undefined) this.#rowsOf(kind).set(kind.keyOf(row as never), row);
    if (kind.forgets === undefined) return;
    for (const { kind: name, key } of kind.forgets(row as never))
      this.#kinds.get(name)?.rows.delete(key);
  }

  /** In the order in which the keys were first seen. */
  rows<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    return this.rowsNamed(kind.kind) as readonly Row[];
  }

  rowsNamed(kind: string): readonly AnyRow[] {
    const kept = this.#kinds.get(kind);
    return kept === undefined ? [] : ([...kept.rows.values()] as AnyRow[]);
  }

  /**
   * Rows name instruments by number, and every start numbers them anew: from here on by their place in `instruments` (`exchange:symbol`).
   * Rows about an instrument that is gone are dropped; whether that is allowed is for the start to judge, see `app/journal-start.ts`.
   */
  rebase(instruments: readonly string[]): void {
    const [session] = this.rows(SESSION_ROW);
    if (session === undefined || isSameList(session.instruments, instruments)) return;
    const newIndexes = session.instruments.map((name) => instruments.indexOf(name));
    const newIndexOf: NewIndexOf = (index) => newIndexes[index] ?? -1;
    for (const kept of this.#kinds.values()) {
      const rows: KeptRows['rows'] = new Map();
      for (const row of kept.rows.values()) {
        const rebased = rebaseRow(kept.kind, row, newIndexOf);
        if (rebased !== null) rows.set(kept.kind.keyOf?.(rebased as never) ?? 0, rebased);
      }
      kept.rows = rows;
    }
    this.#rowsOf(SESSION_ROW).set('last', { ...session, instruments });
  }

  #rowsOf(kind: AnyRowKind): KeptRows['rows'] {
    let kept = this.#kinds.get(kind.kind);
    if (kept === undefined) {
      kept = { kind, rows: new Map() };
      this.#kinds.set(kind.kind, kept);
    }
    return kept.rows;
  }
}

function rebaseRow(kind: AnyRowKind, row: object, newIndexOf: NewIndexOf): object | null {
  if (kind.rebase !== undefined) return kind.rebase(row as never, newIndexOf);
  if (!('instrumentIndex' in row)) return row;
  const instrumentIndex = newIndexOf(row.instrumentIndex as number);
  return instrumentIndex < 0 ? null : { ...row, instrumentIndex };
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
