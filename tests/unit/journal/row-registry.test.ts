/** Codes of kinds. */
import { expect, it } from 'vitest';
import { RowRegistry } from '../../../src/journal/row-registry.ts';
import { REGISTRY, SAMPLE_NOTE, SAMPLE_ORDER } from '../../support/journal-rig.ts';

it('knows each kind by its code and each code by its kind', () => {
  expect(REGISTRY.codeOf(SAMPLE_NOTE)).toBe(7);
  expect(REGISTRY.kindOf(7)).toBe(SAMPLE_NOTE);
  expect(REGISTRY.kindOf(8)).toBeUndefined();
  expect(REGISTRY.kinds.map(({ code }) => code)).toEqual([1, 7]);
});

it('refuses a code given twice, a kind given twice, and codes outside 1 to 255', () => {
  const order = { code: 1, kind: SAMPLE_ORDER };
  expect(() => new RowRegistry([order, { code: 1, kind: SAMPLE_NOTE }])).toThrow('one kind');
  expect(() => new RowRegistry([order, { code: 2, kind: SAMPLE_ORDER }])).toThrow('one code');
  for (const code of [0, 256, 1.5]) {
    expect(() => new RowRegistry([{ code, kind: SAMPLE_NOTE }])).toThrow('1 to 255');
  }
});

it('refuses to encode a kind it does not have', () => {
  const registry = new RowRegistry([{ code: 1, kind: SAMPLE_ORDER }]);
  expect(() => registry.codeOf(SAMPLE_NOTE)).toThrow('registered');
  expect(() => registry.encode(SAMPLE_NOTE, { text: 'x' })).toThrow('registered');
});
