/**
 * Reads of typed arrays whose index the caller has already bounded. `noUncheckedIndexedAccess` types every such
 * read as `number | undefined`; this is the one file that casts it away. One function per element kind,
 * so that each stays monomorphic when the compiler inlines it.
 */

export function f64At(cells: Float64Array, index: number): number {
  return cells[index] as number;
}

export function i32At(cells: Int32Array, index: number): number {
  return cells[index] as number;
}

export function u32At(cells: Uint32Array, index: number): number {
  return cells[index] as number;
}

export function u8At(cells: Uint8Array, index: number): number {
  return cells[index] as number;
}
