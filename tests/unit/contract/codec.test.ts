import { describe, expect, it } from 'vitest';
import { defineCodec } from '../../../src/contract/codec.ts';
import { defineLayout, recordViews } from '../../../src/contract/layout.ts';

const COLOURS = ['red', 'green'] as const;

interface Sample {
  readonly amount: number;
  readonly delta: number;
  readonly count: number;
  readonly colour: (typeof COLOURS)[number] | '';
  readonly reservedQuantity: number;
}

const SAMPLE = defineLayout('sample', 1, 64, {
  amount: 'f64',
  delta: 'i32',
  count: 'u32',
  colour: 'u32',
  reservedQuantity: 'i32',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
});
const codec = defineCodec<Sample>(SAMPLE, { colour: COLOURS });

const VALUE: Sample = {
  amount: 2 ** 52 + 1,
  delta: -5,
  count: 4_000_000_000,
  colour: 'green',
  reservedQuantity: 75,
};

/** Four records of memory filled with a pattern, so that a stray write shows. */
function filledViews() {
  const views = recordViews(new ArrayBuffer(4 * SAMPLE.byteLength));
  views.u32.fill(0xa5a5a5a5);
  return views;
}

describe('defineCodec', () => {
  it('reads back what it wrote', () => {
    const views = filledViews();
    codec.write(views, SAMPLE.words, VALUE);
    expect(codec.read(views, SAMPLE.words)).toEqual(VALUE);
  });

  it('writes at the record it was pointed at and nowhere else', () => {
    const views = filledViews();
    codec.write(views, 2 * SAMPLE.words, VALUE);
    const outside = [
      ...views.u32.subarray(0, 2 * SAMPLE.words),
      ...views.u32.subarray(3 * SAMPLE.words),
    ];
    expect(new Set(outside)).toEqual(new Set([0xa5a5a5a5]));
  });

  it('leaves reserved fields untouched and out of the value', () => {
    const views = filledViews();
    codec.write(views, 0, VALUE);
    const reserved = views.u32.subarray(6, SAMPLE.words);
    expect(new Set(reserved)).toEqual(new Set([0xa5a5a5a5]));
    expect(Object.keys(codec.read(views, 0))).toEqual([
      'amount',
      'delta',
      'count',
      'colour',
      'reservedQuantity',
    ]);
  });

  it('carries a field whose name merely begins with reserved', () => {
    const views = filledViews();
    codec.write(views, 0, { ...VALUE, reservedQuantity: -25 });
    expect(codec.read(views, 0).reservedQuantity).toBe(-25);
  });

  it('writes a union member as 1 + its place in the list, and the empty string as 0', () => {
    const views = filledViews();
    const stored = (colour: Sample['colour']) => {
      codec.write(views, 0, { ...VALUE, colour });
      return views.u32[SAMPLE.at.colour];
    };
    expect(stored('red')).toBe(1);
    expect(stored('green')).toBe(2);
    expect(stored('')).toBe(0);
    expect(codec.read(views, 0).colour).toBe('');
  });

  it('refuses to write a value outside its union instead of writing the empty string', () => {
    const views = filledViews();
    const foreign = { ...VALUE, colour: 'blue' } as unknown as Sample;
    expect(() => codec.write(views, 0, foreign)).toThrow(
      'Invariant: a union field holds a declared value or nothing',
    );
  });

  it('refuses to read a number that no union member has', () => {
    const views = filledViews();
    codec.write(views, 0, VALUE);
    views.u32[SAMPLE.at.colour] = 3;
    expect(() => codec.read(views, 0)).toThrow(
      'Invariant: a union field holds a declared value or nothing',
    );
  });

  it('knows its layout', () => {
    expect(codec.layout.fingerprint).toBe(SAMPLE.fingerprint);
  });
});
