/**
 * `defineLayout`: one declaration per binary record. Offsets, sizes, fingerprint and documentation all come from it.
 *
 * Every thread maps the same record through three views of one `SharedArrayBuffer` (`RecordViews`).
 * `at.field` is the index of the field inside its own view, counted from the start of a record, so a
 * field is read as `i32[base + TICK.at.lastPaise]`, with `base = slot * TICK.words` for 4-byte fields and
 * `f64[(base >> 1) + TICK.at.volume]` for 8-byte fields.
 */

/** Field kinds: `f64` 8 bytes, `i32` and `u32` 4 bytes, native byte order (all ends are one process). */
export type FieldKind = 'f64' | 'i32' | 'u32';

export interface Layout<Fields extends Record<string, FieldKind>> {
  readonly name: string;
  readonly version: number;
  /** Bytes of one record: a whole number of 64-byte cache lines. */
  readonly byteLength: number;
  /** 4-byte words of one record, the stride of the `i32` and `u32` views. */
  readonly words: number;
  readonly at: { readonly [Field in keyof Fields]: number };
  readonly fields: Fields;
  /** Name, version and fields as one string; both ends of a ring compare it when they attach. */
  readonly fingerprint: string;
}

/** Three typed views over the same bytes. */
export interface RecordViews {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
}

const BYTES: Record<FieldKind, number> = { f64: 8, i32: 4, u32: 4 };
const CACHE_LINE_BYTES = 64;

/**
 * Declares a record of `byteLength` bytes. Throws at module load when a field is misaligned, when the fields
 * do not fill the record exactly (padding must be named), or when the size is not whole cache lines.
 */
export function defineLayout<const Fields extends Record<string, FieldKind>>(
  name: string,
  version: number,
  byteLength: number,
  fields: Fields,
): Layout<Fields> {
  if (byteLength <= 0 || byteLength % CACHE_LINE_BYTES !== 0) {
    throw new Error(`Layout ${name}: ${byteLength} bytes is not a whole number of cache lines`);
  }
  const at: Record<string, number> = {};
  let offset = 0;
  for (const [field, kind] of Object.entries(fields)) {
    const bytes = BYTES[kind];
    if (offset % bytes !== 0) {
      throw new Error(`Layout ${name}: field ${field} (${kind}) is misaligned at byte ${offset}`);
    }
    at[field] = offset / bytes;
    offset += bytes;
  }
  if (offset !== byteLength) {
    throw new Error(
      `Layout ${name}: fields take ${offset} bytes, the record has ${byteLength}; name the padding`,
    );
  }
  const list = Object.entries(fields).map(([field, kind]) => `${field}:${kind}`);
  return Object.freeze({
    name,
    version,
    byteLength,
    words: byteLength / 4,
    // Copied: an object built key by key becomes a dictionary, and every field access a look-up.
    at: Object.freeze({ ...at }) as { readonly [Field in keyof Fields]: number },
    fields,
    fingerprint: `${name}@${version}/${byteLength}{${list.join(',')}}`,
  });
}

/** Maps `buffer` from `byteOffset` (a multiple of 8) for `byteLength` bytes. */
export function recordViews(
  buffer: SharedArrayBuffer | ArrayBuffer,
  byteOffset = 0,
  byteLength = buffer.byteLength - byteOffset,
): RecordViews {
  return {
    f64: new Float64Array(buffer, byteOffset, byteLength / 8),
    i32: new Int32Array(buffer, byteOffset, byteLength / 4),
    u32: new Uint32Array(buffer, byteOffset, byteLength / 4),
  };
}
