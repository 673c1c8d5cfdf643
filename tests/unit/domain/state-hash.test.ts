import { describe, expect, it } from 'vitest';
import { StateHash } from '../../../src/domain/state-hash.ts';

function hashOf(...records: object[]): string {
  const hash = new StateHash();
  for (const record of records) hash.addRecord(record);
  return hash.digest();
}

describe('the state hash', () => {
  it('is the same for the same values in the same order', () => {
    expect(hashOf({ a: 1, b: 'x' }, { c: 2.5 })).toBe(hashOf({ a: 1, b: 'x' }, { c: 2.5 }));
    expect(hashOf({ a: 1 })).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells values, their order, their bits and their types apart', () => {
    const digests = [
      hashOf({ a: 1, b: 2 }),
      hashOf({ a: 2, b: 1 }),
      hashOf({ a: 1, b: '2' }),
      hashOf({ a: 1 }, { b: 2 }, { c: 0 }),
      hashOf({ a: 0 }),
      hashOf({ a: -0 }),
      hashOf({ a: 2 ** 53 - 1 }),
      hashOf({ a: 2 ** 53 - 2 }),
      hashOf({ a: 'ab', b: 'c' }),
      hashOf({ a: 'a', b: 'bc' }),
      hashOf({ a: true }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});
