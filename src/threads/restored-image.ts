/** What the journal knew at start, as a thread was handed it. */
import type { RestoredRows } from '../contract/messages.ts';
import type { RowKind, StateImage } from '../domain/journal-row.ts';

export class RestoredImage implements StateImage {
  private readonly kinds: ReadonlyMap<string, readonly object[]>;

  constructor(restored: readonly RestoredRows[]) {
    this.kinds = new Map(restored.map(({ kind, rows }) => [kind, rows]));
  }

  get isEmpty(): boolean {
    return this.kinds.size === 0;
  }

  rows<Row extends object>({ kind }: RowKind<Row>): readonly Row[] {
    return (this.kinds.get(kind) ?? []) as readonly Row[];
  }
}
