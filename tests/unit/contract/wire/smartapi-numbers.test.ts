import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  decimal,
  digits,
  price,
  quantity,
  rupees,
  rupeesText,
  signedQuantity,
  spacedRupees,
} from '../../../../src/contract/wire/smartapi-numbers.ts';

function read(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  return result.success ? result.data : 'refused';
}

/** Nobody's number, in any of the fields. */
const NONSENSE = [
  '1e9',
  ' 1',
  '1 ',
  '0x10',
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  '-',
  '.5',
  '5.',
  '+1',
  '--1',
  '1,000',
  '１',
  '1_000',
  'null',
  '99999999999999999999',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e300,
  null,
  undefined,
  true,
  {},
  [],
  [1],
];

describe('numbers of SmartAPI', () => {
  const schemas = { rupees, spacedRupees, price, quantity, signedQuantity, decimal, digits };

  it.each(Object.entries(schemas))('SC-36 %s refuses what is no plain number', (_name, schema) => {
    for (const value of NONSENSE) expect([value, read(schema, value)]).toEqual([value, 'refused']);
  });

  it.each([
    ['815.55', 81_555],
    [815.55, 81_555],
    ['815', 81_500],
    ['0', 0],
    ['-0.00', 0],
    [-0, 0],
    ['-12.35', -1235],
    ['1.005', 101],
    ['-1.005', -101],
    ['1.004', 100],
    [1e-9, 0],
    ['2350000.000000', 235_000_000],
    ['9999999999999.99', 999_999_999_999_999],
  ])('reads %s rupees as %d paise', (value, paise) => {
    expect(read(rupees, value)).toBe(paise);
  });

  it('gives a whole number of rupees and paise back as it came, for every paisa of a rupee', () => {
    for (let paise = 0; paise < 1000; paise += 1) {
      expect(read(rupees, rupeesText(paise))).toBe(paise);
      expect(read(rupees, Number(rupeesText(paise + 123_456_700)))).toBe(paise + 123_456_700);
      expect(read(rupees, rupeesText(-paise))).toBe(0 - paise);
    }
  });

  it.each([
    [81_555, '815.55'],
    [81_500, '815'],
    [5, '0.05'],
    [0, '0'],
    [-5, '-0.05'],
    [-81_500, '-815'],
  ])('writes %d paise as %s rupees', (paise, text) => {
    expect(rupeesText(paise)).toBe(text);
  });

  it('takes blanks behind a minus in the one field that has them', () => {
    expect(read(spacedRupees, '- 2235.80')).toBe(-223_580);
    expect(read(spacedRupees, '2235.80')).toBe(223_580);
    expect(read(rupees, '- 2235.80')).toBe('refused');
    expect(read(spacedRupees, '- ')).toBe('refused');
    expect(read(spacedRupees, '- -1')).toBe('refused');
  });

  it('refuses prices below 0', () => {
    expect(read(price, '-0.01')).toBe('refused');
    expect(read(price, -1)).toBe('refused');
    expect(read(price, '-0.00')).toBe(0);
  });

  it('SC-36 refuses quantities below 0 and in parts, except where a sale is below 0', () => {
    expect(read(quantity, '50')).toBe(50);
    expect(read(quantity, 50)).toBe(50);
    expect(read(quantity, '-50')).toBe('refused');
    expect(read(quantity, '50.0')).toBe('refused');
    expect(read(quantity, 0.5)).toBe('refused');
    expect(read(signedQuantity, '-50')).toBe(-50);
    expect(Object.is(read(signedQuantity, '-0'), 0)).toBe(true);
  });

  it('reads an id as text, from a bare number too', () => {
    expect(read(digits, '201020000000080')).toBe('201020000000080');
    expect(read(digits, 201020000000080)).toBe('201020000000080');
    expect(read(digits, '2010200000000801')).toBe('refused');
    expect(read(digits, '-1')).toBe('refused');
    expect(read(digits, '1.5')).toBe('refused');
  });

  it('says which rule was broken without the value', () => {
    const [issue] = price.safeParse('secret-value').error?.issues ?? [];
    expect(issue?.message).toBe('is not a decimal price in rupees, at least 0');
    expect(JSON.stringify(issue)).not.toContain('secret-value');
  });
});
