/** The rows a replayed core records, and the first field in which they differ from the recorded ones. Replay. */
import type { AnyRow, AnyRowKind, RecordRow } from '../../domain/journal-row.ts';
import type { StoredStep } from '../../journal/journal-reader.ts';
import { decodeRow, encodeRow } from '../../journal/row-codec.ts';

interface MadeRow {
  readonly kind: AnyRowKind;
  readonly row: AnyRow;
}

export interface RowDifference {
  /** Of the recorded row; of the last one of its step when the replay made one more. */
  readonly sequence: number;
  readonly kind: string;
  /** '' when a row is missing or one too many. */
  readonly field: string;
  readonly recorded: string;
  readonly replayed: string;
}

const NO_ROW = 'no row';

/** Stands for the journal: a row is encoded when it is recorded, for its core may go on to change it. */
export class MadeRows {
  #rows: MadeRow[] = [];

  readonly record: RecordRow = (kind, row) => this.add(kind, row);

  add(kind: AnyRowKind, row: object): void {
    this.#rows.push({ kind, row: decodeRow(kind, encodeRow(kind, row)) });
  }

  get count(): number {
    return this.#rows.length;
  }

  /** All since the last call. */
  take(): readonly MadeRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

/** `recorded` has at least one row. */
export function stepDifference(
  recorded: StoredStep,
  made: readonly MadeRow[],
): RowDifference | undefined {
  for (const [at, stored] of recorded.entries()) {
    const { sequence } = stored;
    const other = made[at];
    if (other === undefined || other.kind.kind !== stored.kind.kind) {
      const replayed = other === undefined ? NO_ROW : rowText(other);
      return { sequence, kind: stored.kind.kind, field: '', recorded: rowText(stored), replayed };
    }
    const difference = rowDifference(stored.row, other.row);
    if (difference !== undefined) return { sequence, kind: stored.kind.kind, ...difference };
  }
  const extra = made[recorded.length];
  const sequence = recorded.at(-1)?.sequence ?? 0;
  if (extra === undefined) return undefined;
  const replayed = rowText(extra);
  return { sequence, kind: extra.kind.kind, field: '', recorded: NO_ROW, replayed };
}

/** The first field of `recorded` that `made` has otherwise. */
export function rowDifference(
  recorded: AnyRow,
  made: AnyRow,
): Pick<RowDifference, 'field' | 'recorded' | 'replayed'> | undefined {
  for (const [field, value] of Object.entries(recorded)) {
    const other = made[field];
    if (isSame(value, other)) continue;
    return { field, recorded: valueText(value), replayed: valueText(other) };
  }
  return undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}

function rowText({ kind, row }: MadeRow): string {
  return `${kind.kind} ${JSON.stringify(row)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
