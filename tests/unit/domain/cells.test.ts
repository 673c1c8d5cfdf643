import { describe, expect, it } from 'vitest';
import { f64At, i32At, u8At, u32At } from '../../../src/domain/cells.ts';

describe('typed-array reads', () => {
  it('give the element as it is stored', () => {
    expect(f64At(new Float64Array([0.5, -2]), 1)).toBe(-2);
    expect(i32At(new Int32Array([1, -2_147_483_648]), 1)).toBe(-2_147_483_648);
    expect(u32At(new Uint32Array([4_294_967_295]), 0)).toBe(4_294_967_295);
    expect(u8At(new Uint8Array([7, 255]), 1)).toBe(255);
  });
});
