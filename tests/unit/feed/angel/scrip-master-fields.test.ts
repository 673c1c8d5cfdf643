/** Single fields of a scrip master row. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalOf,
  expiryOf,
  kindOf,
  unitsPerPaise,
} from '../../../../src/feed/angel/scrip-master-fields.ts';

describe('decimals', () => {
  test('are what the platform reads, for every number as the file writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (value) => {
        expect(decimalOf(`${value}`)).toBe(value);
        expect(decimalOf(`${value}.000000`)).toBe(value);
      }),
    );
    expect(decimalOf('8837.500000')).toBe(8837.5);
  });

  test.each(['', '-', '.', '1e3', '0x10', ' 1', '1 ', '1.2.3', '--1', '१', null, 5, undefined])(
    '%o is none',
    (text) => {
      expect(decimalOf(text)).toBeNaN();
    },
  );

  test('a text longer than any number of the file is none', () => {
    expect(decimalOf('1'.repeat(25))).toBeNaN();
  });
});

describe('expiry', () => {
  test.each([
    ['28JUL2026', '2026-07-28'],
    ['04Apr2024', '2024-04-04'],
    ['29FEB2028', '2028-02-29'],
    ['', ''],
  ])('%o is %o', (text, expected) => {
    expect(expiryOf(text)).toBe(expected);
  });

  test.each([
    '29FEB2026',
    '31APR2026',
    '00JAN2026',
    '1JAN2026',
    '28ANF2026',
    '2026-07-28',
    null,
    7,
  ])('%o is no date', (text) => {
    expect(expiryOf(text)).toBeNull();
  });
});

test('kinds follow the instrument type', () => {
  const types = [
    '',
    'AMXIDX',
    'FUTIDX',
    'FUTSTK',
    'FUTCOM',
    'OPTIDX',
    'OPTSTK',
    'OPTCUR',
    'COMDTY',
  ];
  expect(types.map(kindOf)).toEqual([
    'equity',
    'index',
    'future',
    'future',
    'future',
    'option',
    'option',
    'option',
    null,
  ]);
});

test('only the currency segment counts in other units than paise', () => {
  expect([unitsPerPaise('NFO'), unitsPerPaise('MCX'), unitsPerPaise('CDS')]).toEqual([
    1, 1, 100_000,
  ]);
});
