/** The bytes of a scrip master: from disk or over HTTP, plain or gzipped, never more than a bound. */
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

/** Fetches a scrip master within `timeoutMs`, body included. Throws `ScripMasterError`. */
export async function fetchScripMasterBytes(
  url: string,
  timeoutMs: number,
  bytesMax = SCRIP_MASTER_BYTES_MAX,
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ScripMasterError(
        'scrip_master_unreachable',
        `The scrip master at ${url} was answered with status ${response.status}; check the address.`,
      );
    }
    return inflate(await readBody(response, url, bytesMax), url, bytesMax);
  } catch (cause) {
    if (cause instanceof ScripMasterError) throw cause;
    throw new ScripMasterError(
      'scrip_master_unreachable',
      `The scrip master at ${url} did not arrive within ${timeoutMs} ms; check that its server runs.`,
      { cause },
    );
  }
}

async function readBody(response: Response, url: string, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body, which closes the connection.
    assertSize(bytes, bytesMax, url);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function inflate(bytes: Uint8Array, source: string, bytesMax: number): Uint8Array {
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

function assertSize(bytes: number, bytesMax: number, source: string): void {
  if (bytes > bytesMax) throw tooLarge(bytesMax, source);
}

function tooLarge(bytesMax: number, source: string): ScripMasterError {
  return new ScripMasterError(
    'scrip_master_too_large',
    `The scrip master ${source} is larger than ${bytesMax} bytes; check that it is a scrip master.`,
  );
}
