/**
 * Record codec for order-rate records: a domain value in, the same value out. Ticks do not use it; their fields are
 * read in place. Closed string unions travel as 1 + their index in the declared list ('' as 0), flags (`isX`, `hasX`) as 0 or 1.
 */
import { assert } from '../domain/assert.ts';
import { f64At, i32At, u32At } from '../domain/cells.ts';
import type { FieldKind, Layout, RecordViews } from './layout.ts';

export interface RecordCodec<Value> {
  readonly layout: Layout<Record<string, FieldKind>>;
  /** Writes `value` into the record that starts at word `base`. */
  write(views: RecordViews, base: number, value: Value): void;
  read(views: RecordViews, base: number): Value;
}

type Unions<Value> = { readonly [Key in keyof Value]?: readonly string[] };

/** Padding: `reserved0`, `reserved1`, … */
const RESERVED = /^reserved\d+$/;

/** A property so named is a boolean. */
const FLAG = /^(is|has)[A-Z]/;

const UNION_RULE = 'a union field holds a declared value or nothing';

function unionNumber(union: readonly string[], value: string): number {
  const number = union.indexOf(value) + 1;
  assert(number > 0 || value === '', UNION_RULE);
  return number;
}

function unionValue(union: readonly string[], number: number): string {
  const value = number === 0 ? '' : union[number - 1];
  assert(value !== undefined, UNION_RULE);
  return value;
}

/**
 * Builds the codec of `layout`. Every field but the padding (`reserved` and a number) is a property of `Value`; `unions`
 * lists the properties that are closed string unions. Writing or reading a value outside its union throws `InvariantError`:
 * it would arrive as another order than was meant.
 */
export function defineCodec<Value extends object>(
  layout: Layout<Record<string, FieldKind>>,
  unions: Unions<Value> = {},
): RecordCodec<Value> {
  const plan = Object.entries(layout.fields)
    .filter(([field]) => !RESERVED.test(field))
    .map(([field, kind]) => ({
      field,
      kind,
      at: layout.at[field] as number,
      union: (unions as Record<string, readonly string[] | undefined>)[field],
      isFlag: FLAG.test(field),
    }));
  return {
    layout,
    write(views, base, value) {
      const source = value as Record<string, unknown>;
      for (const { field, kind, at, union } of plan) {
        const number = union ? unionNumber(union, source[field] as string) : Number(source[field]);
        if (kind === 'f64') views.f64[(base >> 1) + at] = number;
        else if (kind === 'i32') views.i32[base + at] = number;
        else views.u32[base + at] = number;
      }
    },
    read(views, base) {
      const value: Record<string, unknown> = {};
      for (const { field, kind, at, union, isFlag } of plan) {
        const number =
          kind === 'f64'
            ? f64At(views.f64, (base >> 1) + at)
            : kind === 'i32'
              ? i32At(views.i32, base + at)
              : u32At(views.u32, base + at);
        if (union) value[field] = unionValue(union, number);
        else value[field] = isFlag ? number !== 0 : number;
      }
      return value as Value;
    },
  };
}
