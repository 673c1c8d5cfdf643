/** Any record written through its codec comes back the same, and not a byte outside it changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineCodec } from '../../src/contract/codec.ts';
import { defineLayout, type FieldKind, recordViews } from '../../src/contract/layout.ts';

const BYTES: Record<FieldKind, number> = { f64: 8, i32: 4, u32: 4 };
const FILLER = 0x5a;
const SLOTS = 4;

const UNION = ['alpha', 'beta', 'gamma'] as const;

type FieldPlan = { readonly kind: FieldKind; readonly role: 'value' | 'union' | 'padding' };

const fieldPlan: fc.Arbitrary<FieldPlan> = fc.oneof(
  fc.record({
    kind: fc.constantFrom<FieldKind>('f64', 'i32', 'u32'),
    role: fc.constantFrom<FieldPlan['role']>('value', 'padding'),
  }),
  fc.record({ kind: fc.constant<FieldKind>('u32'), role: fc.constant<'union'>('union') }),
);

/** Lays fields out without holes: 4-byte padding before a misaligned f64, and padding up to whole lines. */
function arrange(plan: readonly FieldPlan[]) {
  const fields: Record<string, FieldKind> = {};
  const unions: Record<string, readonly string[]> = {};
  let bytes = 0;
  let padding = 0;
  const add = (name: string, kind: FieldKind) => {
    fields[name] = kind;
    bytes += BYTES[kind];
  };
  const pad = (kind: FieldKind) => add(`reserved${padding++}`, kind);
  plan.forEach(({ kind, role }, index) => {
    if (bytes % BYTES[kind] !== 0) pad('u32');
    if (role === 'padding') pad(kind);
    else add(`field${index}`, kind);
    if (role === 'union') unions[`field${index}`] = UNION;
  });
  while (bytes === 0 || bytes % 64 !== 0) pad('u32');
  return { layout: defineLayout('any', 1, bytes, fields), unions };
}

function anyValue(kind: FieldKind, isUnion: boolean): fc.Arbitrary<number | string> {
  if (isUnion) return fc.constantFrom('', ...UNION);
  if (kind === 'f64') return fc.double();
  if (kind === 'i32') return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  return fc.integer({ min: 0, max: 2 ** 32 - 1 });
}

const sample = fc
  .array(fieldPlan, { maxLength: 40 })
  .map(arrange)
  .chain(({ layout, unions }) => {
    const values = Object.entries(layout.fields)
      .filter(([field]) => field.startsWith('field'))
      .map(([field, kind]) => [field, anyValue(kind, field in unions)] as const);
    return fc.record({
      layout: fc.constant(layout),
      unions: fc.constant(unions),
      value: fc.record(Object.fromEntries(values)),
      slot: fc.nat(SLOTS - 1),
    });
  });

describe('any layout', () => {
  it('gives back what was written and leaves every other byte alone', () => {
    fc.assert(
      fc.property(sample, ({ layout, unions, value, slot }) => {
        const codec = defineCodec<Record<string, number | string>>(layout, unions);
        const buffer = new SharedArrayBuffer(SLOTS * layout.byteLength);
        const bytes = new Uint8Array(buffer).fill(FILLER);
        const views = recordViews(buffer);
        codec.write(views, slot * layout.words, value);
        expect(codec.read(views, slot * layout.words)).toEqual(value);

        const own = new Set<number>();
        for (const [field, kind] of Object.entries(layout.fields)) {
          if (!field.startsWith('field')) continue;
          const from = slot * layout.byteLength + (layout.at[field] as number) * BYTES[kind];
          for (let byte = 0; byte < BYTES[kind]; byte++) own.add(from + byte);
        }
        const isOutsideUntouched = bytes.every((byte, index) => own.has(index) || byte === FILLER);
        expect(isOutsideUntouched).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('gives every field bytes of its own', () => {
    fc.assert(
      fc.property(sample, ({ layout }) => {
        const taken = new Set<number>();
        for (const [field, kind] of Object.entries(layout.fields)) {
          const from = (layout.at[field] as number) * BYTES[kind];
          for (let byte = from; byte < from + BYTES[kind]; byte++) {
            expect(taken.has(byte)).toBe(false);
            taken.add(byte);
          }
        }
        expect(taken.size).toBe(layout.byteLength);
      }),
    );
  });
});
