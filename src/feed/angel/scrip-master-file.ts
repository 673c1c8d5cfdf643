/** The bytes of a scrip master file, plain or gzipped, never more than a bound. */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ScripMasterError } from './scrip-master-error.ts';

/** The real file has about 27 MB; a text longer than 512 MB could not be parsed at all. */
export const SCRIP_MASTER_BYTES_MAX = 256 * 1024 * 1024;

/** Reads a `.json` or `.json.gz` file; the content decides, not the name. Throws `ScripMasterError`. */
export function readScripMasterFile(path: string, bytesMax = SCRIP_MASTER_BYTES_MAX): Uint8Array {
  let bytes: Uint8Array;
  try {
    assertSize(statSync(path).size, bytesMax, path);
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof ScripMasterError) throw cause;
    throw new ScripMasterError(
      'scrip_master_unreachable',
      `The scrip master ${path} cannot be read; check the path and its permissions.`,
      { cause },
    );
  }
  return inflate(bytes, path, bytesMax);
}

/** `bytes` themselves, or what is in them when they are gzip. `source` is for the error sentence. Throws `ScripMasterError`. */
export function inflate(
  bytes: Uint8Array,
  source: string,
  bytesMax = SCRIP_MASTER_BYTES_MAX,
): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: bytesMax });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(bytesMax, source);
    throw new ScripMasterError(
      'scrip_master_corrupt',
      `The scrip master ${source} is a damaged gzip file; download it again.`,
      { cause },
    );
  }
}

/** Throws `ScripMasterError` when `bytes` are more than `bytesMax`. */
export function assertSize(bytes: number, bytesMax: number, source: string): void {
  if (bytes > bytesMax) throw tooLarge(bytesMax, source);
}

function tooLarge(bytesMax: number, source: string): ScripMasterError {
  return new ScripMasterError(
    'scrip_master_too_large',
    `The scrip master ${source} is larger than ${bytesMax} bytes; check that it is a scrip master.`,
  );
}
