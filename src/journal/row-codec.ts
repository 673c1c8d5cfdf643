/** Rows as msgpack arrays, values in declared order. Cores' shells encode; the journal thread, recovery and the CLI decode. */
import { Packr, Unpackr } from 'msgpackr';
import { assert } from '../domain/assert.ts';
import {
  type AnyRow,
  type AnyRowKind,
  fieldProblem,
  type RowFieldType,
} from '../domain/journal-row.ts';
import { JournalError } from './journal-error.ts';
import { PAYLOAD_BYTES_MAX } from './record.ts';

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number' });

interface Field {
  readonly name: string;
  readonly type: RowFieldType;
}

/** Fields of each kind as a list, made when the kind is first seen. */
const fieldLists = new WeakMap<object, readonly Field[]>();

function fieldsOf(kind: AnyRowKind): readonly Field[] {
  let list = fieldLists.get(kind.fields);
  if (list === undefined) {
    list = Object.entries(kind.fields).map(([name, type]) => ({ name, type }));
    fieldLists.set(kind.fields, list);
  }
  return list;
}

/**
 * The payload of a row; the bytes are the caller's. A row that could not be read back is never written: that would make the next start
 * refuse the journal.
 */
export function encodeRow(kind: AnyRowKind, row: object): Uint8Array {
  const values: unknown[] = [];
  for (const { name, type } of fieldsOf(kind)) {
    const value = (row as AnyRow)[name];
    const problem = fieldProblem(type, value);
    if (problem !== '') assert(false, `a ${kind.kind} row can be read back: ${name} ${problem}`);
    values.push(value);
  }
  const payload = packr.pack(values);
  assert(payload.length <= PAYLOAD_BYTES_MAX, 'a row has at most 64 KiB');
  return payload;
}

/** Strict inverse of `encodeRow`. Throws `journal_row_invalid` with the first field that is wrong. */
export function decodeRow(kind: AnyRowKind, payload: Uint8Array): AnyRow {
  const fields = fieldsOf(kind);
  const values = valuesOf(kind, payload);
  if (values.length !== fields.length) {
    throw invalid(kind, `has ${values.length} values instead of ${fields.length}`);
  }
  const row: Record<string, unknown> = {};
  for (let at = 0; at < fields.length; at++) {
    const { name, type } = fields[at] as Field;
    const problem = fieldProblem(type, values[at]);
    if (problem !== '') throw invalid(kind, `${name} ${problem}`);
    row[name] = values[at];
  }
  return row;
}

function valuesOf(kind: AnyRowKind, payload: Uint8Array): readonly unknown[] {
  let values: unknown;
  try {
    values = unpackr.unpack(payload);
  } catch (error) {
    throw invalid(kind, `is not msgpack: ${(error as Error).message}`);
  }
  if (!Array.isArray(values)) throw invalid(kind, 'is not an array');
  return values;
}

function invalid(kind: AnyRowKind, problem: string): JournalError {
  return new JournalError('journal_row_invalid', `A ${kind.kind} row ${problem}.`);
}
