/** Reads a bar file from disk, plain or gzip; runs once, before a replay. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type BarFile, BarFileError } from './bar.ts';
import { type BarsCsvOptions, parseBarsCsv } from './bars-csv.ts';

/** A year of one-minute bars is 7 MB; what unpacks to more than this is no bar file. */
const MAX_BYTES = 256 * 1024 * 1024;
const GZIP_MAGIC = 0x1f8b;

/** Throws `BarFileError` when the file cannot be read, unpacked or has no usable heading. Bad rows are in the result. */
export function readBarsFile(path: string, options: BarsCsvOptions = {}): BarFile {
  return parseBarsCsv(readText(path), options);
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const isPacked = bytes.length > 2 && bytes.readUInt16BE(0) === GZIP_MAGIC;
    return (isPacked ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString('utf8');
  } catch (cause) {
    throw new BarFileError(
      'file_unreadable',
      `Cannot read ${path}; give a CSV file of bars, plain or .gz.`,
      {
        cause,
      },
    );
  }
}
