/** Rows as payloads and back. */

import fc from 'fast-check';
import { pack } from 'msgpackr';
import { expect, it } from 'vitest';
import { defineRowKind } from '../../../src/domain/journal-row.ts';
import { decodeRow, encodeRow } from '../../../src/journal/row-codec.ts';
import { kindOfRecord } from '../../../src/journal/row-registry.ts';
import { orderRow, REGISTRY, SAMPLE_ORDER } from '../../support/journal-rig.ts';

interface Everything {
  readonly count: number;
  readonly ratio: number;
  readonly name: string;
  readonly isSet: boolean;
  readonly sizes: readonly number[];
  readonly names: readonly string[];
  readonly side: string;
}

const EVERYTHING = defineRowKind<Everything>({
  kind: 'everything',
  version: 3,
  fields: {
    count: 'int',
    ratio: 'number',
    name: 'text',
    isSet: 'flag',
    sizes: 'numbers',
    names: 'texts',
    side: ['buy', 'sell', ''],
  },
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

it('every row comes back equal', () => {
  const rows = fc.record<Everything>({
    count: fc.maxSafeInteger(),
    ratio: finite,
    name: fc.string({ unit: 'grapheme' }),
    isSet: fc.boolean(),
    sizes: fc.array(finite),
    names: fc.array(fc.string()),
    side: fc.constantFrom('buy', 'sell', ''),
  });
  fc.assert(
    fc.property(rows, (row) => {
      const back = decodeRow(EVERYTHING, encodeRow(EVERYTHING, row));
      expect(back).toEqual(row);
      expect(Object.keys(back)).toEqual(Object.keys(EVERYTHING.fields));
    }),
  );
});

it('never writes a row that could not be read back', () => {
  const row = { ...orderRow(1), filled: Number.NaN };
  expect(() => encodeRow(SAMPLE_ORDER, row)).toThrow('filled is not a safe integer');
  const long = { ...orderRow(1), tag: 'x'.repeat(70_000) };
  expect(() => encodeRow(SAMPLE_ORDER, long)).toThrow('at most 64 KiB');
});

it('refuses payloads that are no row of the kind, naming what is wrong', () => {
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [pack([1, 'working', 0, 't']).subarray(0, 5), 'is not msgpack'],
    [Uint8Array.of(0xc1), 'is not an array'],
    [pack({ orderId: 1 }), 'is not an array'],
    [pack([1, 'working', 0]), 'has 3 values instead of 4'],
    [pack([1, 'gone', 0, 't']), 'status is not one of working, filled'],
    [pack([1.5, 'working', 0, 't']), 'orderId is not a safe integer'],
    [pack([1n << 60n, 'working', 0, 't']), 'orderId is not a safe integer'],
    [Buffer.concat([pack([1, 'working', 0, 't']), Uint8Array.of(1)]), 'is not msgpack'],
    [new Uint8Array(0), 'is not msgpack'],
  ];
  for (const [payload, problem] of cases) {
    expect(() => decodeRow(SAMPLE_ORDER, payload)).toThrow(
      expect.objectContaining({
        code: 'journal_row_invalid',
        message: expect.stringContaining(problem),
      }),
    );
  }
});

it('JR-12 refuses an unknown kind and an unknown version', () => {
  expect(kindOfRecord(REGISTRY, { kindCode: 1, schema: 1, sequence: 9 })).toBe(SAMPLE_ORDER);
  for (const [kindCode, schema, what] of [
    [1, 2, 'version 2 of sample_order'],
    [2, 1, 'kind code 2'],
  ] as const) {
    expect(() => kindOfRecord(REGISTRY, { kindCode, schema, sequence: 9 })).toThrow(
      expect.objectContaining({
        code: 'journal_version_unknown',
        message: expect.stringContaining(what),
      }),
    );
  }
});
