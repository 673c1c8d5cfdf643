import { describe, expect, it } from 'vitest';
import { defineRowKind, EMPTY_IMAGE, fieldProblem } from '../../../src/domain/journal-row.ts';

describe('row kinds', () => {
  it('are named in lower case and have a version a byte holds', () => {
    const declare = (kind: string, version: number) => () =>
      defineRowKind<{ a: number }>({ kind, version, fields: { a: 'int' } });
    expect(declare('order_row', 1)).not.toThrow();
    expect(declare('Order', 1)).toThrow(/lower-case/);
    expect(declare('order', 0)).toThrow(/version/);
    expect(declare('order', 256)).toThrow(/version/);
  });

  it.each([
    ['int', 5, ''],
    ['int', 5.5, 'is not a safe integer'],
    ['int', 2 ** 53, 'is not a safe integer'],
    ['number', 0.5, ''],
    ['number', Number.NaN, 'is not a finite number'],
    ['text', 'a', ''],
    ['text', 1, 'is not a text'],
    ['flag', false, ''],
    ['flag', 0, 'is not a flag'],
    ['numbers', [1, 2.5], ''],
    ['numbers', [1, '2'], 'is not a list of finite numbers'],
    ['texts', ['a'], ''],
    ['texts', 'a', 'is not a list of texts'],
    [['buy', 'sell'], 'buy', ''],
    [['buy', 'sell'], 'hold', 'is not one of buy, sell'],
  ] as const)('a field of %s with %s: "%s"', (fieldType, value, problem) => {
    expect(fieldProblem(fieldType, value)).toBe(problem);
  });

  it('an empty image has no rows of any kind', () => {
    const kind = defineRowKind<{ a: number }>({ kind: 'x', version: 1, fields: { a: 'int' } });
    expect(EMPTY_IMAGE.rows(kind)).toEqual([]);
  });
});
