import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  booleanParam,
  numberParam,
  type ParamSpecs,
  paramProblems,
  withDefaults,
} from '../../../../src/domain/strategy/params.ts';

const SPECS: ParamSpecs = {
  period: { type: 'integer', min: 1, max: 9, default: 3 },
  multiple: { type: 'number', min: 0.5, max: 2, default: 1 },
  isShort: { type: 'boolean', default: false },
};

describe('parameters', () => {
  it('take the default where none is given', () => {
    const params = withDefaults(SPECS, { period: 4 });
    expect(params).toEqual({ period: 4, multiple: 1, isShort: false });
    expect(numberParam(params, 'period')).toBe(4);
    expect(booleanParam(params, 'isShort')).toBe(false);
  });

  it('are refused out of range, of another type, or not a number at all', () => {
    for (const params of [
      { period: 0 },
      { period: 10 },
      { period: true },
      { multiple: Number.NaN },
      { multiple: Number.POSITIVE_INFINITY },
      { isShort: 0 },
    ]) {
      expect(paramProblems(SPECS, params)).toHaveLength(1);
    }
    expect(paramProblems(SPECS, { period: 9, multiple: 0.5, isShort: true })).toEqual([]);
  });

  it('fail loudly when read as what they are not', () => {
    expect(() => numberParam({ isShort: true }, 'isShort')).toThrow(InvariantError);
    expect(() => booleanParam({}, 'isShort')).toThrow(InvariantError);
  });
});
