/**
 * What the cores ask to be made durable. A row is a flat readonly object, declared field by field. There are two sorts: a row with a key
 * is the whole state of one entity after a change, so that recovery is "the last row of each key wins"; a row without one is an event for
 * the record. Pure; the journal encodes rows, a core only makes them.
 */
import { assert } from './assert.ts';

/** `int`: a safe integer. `number`: any finite number. An array of words: one of them, or '' where that is among them. */
export type RowFieldType =
  | 'int'
  | 'number'
  | 'text'
  | 'flag'
  | 'numbers'
  | 'texts'
  | readonly string[];

export type RowFields<Row> = { readonly [Field in keyof Row]-?: RowFieldType };

export interface RowKind<Row extends object> {
  readonly kind: string;
  /** Raised with every change of `fields`; a journal with another version is refused, never guessed at (JR-12). */
  readonly version: number;
  /** In the order in which values are written. */
  readonly fields: RowFields<Row>;
  /** Identity of the entity whose state the row is; absent for events. */
  readonly keyOf?: (row: Row) => number | string;
  /**
   * The row with instrument indices as another start of the engine numbers them; null when it makes no sense without an instrument that
   * is gone. Needed only where an index is not in a field `instrumentIndex`, which is taken care of for every kind.
   */
  readonly rebase?: (row: Row, newIndexOf: NewIndexOf) => Row | null;
  /** Rows that need not be remembered any more, of whatever kind, once this one is taken. */
  readonly forgets?: (row: Row) => readonly ForgottenRow[];
}

/** −1 for an instrument that is gone. */
export type NewIndexOf = (index: number) => number;

export interface ForgottenRow {
  readonly kind: string;
  readonly key: number | string;
}

/** A row as it comes back from a journal, where its kind is known at run time only. */
export type AnyRow = Readonly<Record<string, unknown>>;
/** A kind whose row type is not known here. `never` in its parameters makes every `RowKind` one. */
export type AnyRowKind = Omit<RowKind<AnyRow>, 'keyOf' | 'forgets' | 'rebase'> & {
  readonly keyOf?: (row: never) => number | string;
  readonly forgets?: (row: never) => readonly ForgottenRow[];
  readonly rebase?: (row: never, newIndexOf: NewIndexOf) => object | null;
};

export interface CodedKind {
  /** 1 to 255; a code once used stands for its kind for ever. */
  readonly code: number;
  readonly kind: AnyRowKind;
}

/** Takes one row. A shell writes it to the journal; rows of one input become durable together or not at all. */
export type RecordRow = <Row extends object>(kind: RowKind<Row>, row: NoInfer<Row>) => void;

/** The state a journal holds: the last row of every key, in the order in which the keys were first seen. */
export interface StateImage {
  rows<Row extends object>(kind: RowKind<Row>): readonly Row[];
}

export const EMPTY_IMAGE: StateImage = { rows: () => [] };

/** Checks a declaration when its module loads. */
export function defineRowKind<Row extends object>(declared: RowKind<Row>): RowKind<Row> {
  assert(/^[a-z][a-z_]*$/.test(declared.kind), 'a row kind has a lower-case name');
  assert(
    Number.isInteger(declared.version) && declared.version >= 1 && declared.version <= 255,
    'a row kind has a version of 1 to 255',
  );
  return declared;
}

/** What is wrong with `value` for a field of `type`, or ''. Used when a row is read back, and by tests of what the cores make. */
export function fieldProblem(fieldType: RowFieldType, value: unknown): string {
  if (typeof fieldType === 'object') {
    return typeof value === 'string' && fieldType.includes(value)
      ? ''
      : `is not one of ${fieldType.join(', ')}`;
  }
  switch (fieldType) {
    case 'int':
      return Number.isSafeInteger(value) ? '' : 'is not a safe integer';
    case 'number':
      return Number.isFinite(value) ? '' : 'is not a finite number';
    case 'text':
      return typeof value === 'string' ? '' : 'is not a text';
    case 'flag':
      return typeof value === 'boolean' ? '' : 'is not a flag';
    case 'numbers':
      return isArrayOf(value, Number.isFinite) ? '' : 'is not a list of finite numbers';
    case 'texts':
      return isArrayOf(value, (item) => typeof item === 'string') ? '' : 'is not a list of texts';
    default: {
      fieldType satisfies never;
      return 'has an unknown type';
    }
  }
}

function isArrayOf(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}
