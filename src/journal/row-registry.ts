/** Which code stands for which kind of row in this journal. Order cores' shells, journal thread, recovery, CLI. */
import { assert } from '../domain/assert.ts';
import type { AnyRowKind, CodedKind } from '../domain/journal-row.ts';
import { JournalError } from './journal-error.ts';
import { encodeRow } from './row-codec.ts';

export class RowRegistry {
  readonly #kinds: readonly CodedKind[];
  readonly #byCode: readonly (AnyRowKind | undefined)[];
  readonly #codes = new Map<string, number>();

  constructor(kinds: readonly CodedKind[]) {
    const byCode: (AnyRowKind | undefined)[] = new Array(256).fill(undefined);
    for (const { code, kind } of kinds) {
      assert(Number.isInteger(code) && code >= 1 && code <= 255, 'a kind code is 1 to 255');
      assert(byCode[code] === undefined, 'a kind code stands for one kind');
      assert(!this.#codes.has(kind.kind), 'a kind has one code');
      assert(Number.isInteger(kind.version) && kind.version >= 1, 'JR-12 a kind has a version');
      byCode[code] = kind;
      this.#codes.set(kind.kind, code);
    }
    this.#kinds = [...kinds].sort((a, b) => a.code - b.code);
    this.#byCode = byCode;
  }

  /** By rising code. */
  get kinds(): readonly CodedKind[] {
    return this.#kinds;
  }

  codeOf(kind: AnyRowKind): number {
    const code = this.#codes.get(kind.kind);
    assert(code !== undefined, 'a recorded kind is registered');
    return code;
  }

  kindOf(code: number): AnyRowKind | undefined {
    return this.#byCode[code];
  }

  /** The payload of a row of a registered kind; see `encodeRow`. */
  encode(kind: AnyRowKind, row: object): Uint8Array {
    assert(this.#codes.has(kind.kind), 'a recorded kind is registered');
    return encodeRow(kind, row);
  }
}

/** The kind of a record. Throws `journal_version_unknown` (JR-12). */
export function kindOfRecord(
  registry: RowRegistry,
  record: { readonly kindCode: number; readonly schema: number; readonly sequence: number },
): AnyRowKind {
  const kind = registry.kindOf(record.kindCode);
  if (kind?.version === record.schema) return kind;
  const what =
    kind === undefined
      ? `kind code ${record.kindCode}`
      : `version ${record.schema} of ${kind.kind} (this program has ${kind.version})`;
  throw new JournalError(
    'journal_version_unknown',
    `Record ${record.sequence} is of unknown ${what}; run the release that wrote the journal, or one that knows it.`,
  );
}
