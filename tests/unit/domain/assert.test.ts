import { describe, expect, it } from 'vitest';
import { assert, InvariantError } from '../../../src/domain/assert.ts';

describe('assert', () => {
  it('lets a kept invariant pass', () => {
    expect(() => assert(true, 'one is one')).not.toThrow();
  });

  it('throws an InvariantError with the rule when it is broken', () => {
    expect(() => assert(false, 'leaves are never negative')).toThrow(InvariantError);
    expect(() => assert(false, 'leaves are never negative')).toThrow(
      'Invariant: leaves are never negative',
    );
  });
});
