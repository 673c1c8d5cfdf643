/** Reads a recorded session (`contract/records/recording.ts`) block by block, however long it is. CLI and tests. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ErrorCode } from '../../contract/errors.ts';
import { type RecordViews, recordViews } from '../../contract/layout.ts';
import {
  RECORDING_ALIGN_BYTES,
  RECORDING_BLOCK_BYTES,
  RECORDING_HEADER_BYTES_MAX,
  RECORDING_MAGIC,
  type RecordingHeader,
  recordingHeaderSchema,
} from '../../contract/records/recording.ts';
import { TICK } from '../../contract/records/tick.ts';

const LENGTH_BYTES = 4;

export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly code = 'recording_invalid' satisfies ErrorCode;
}

/** Some ticks in a row: record k starts at word `k * TICK.words` of `records` and has sequence `sequence + k`. */
export interface RecordedBlock {
  readonly sequence: number;
  readonly count: number;
  readonly records: RecordViews;
}

export class RecordingReader {
  readonly header: RecordingHeader;
  readonly #descriptor: number;
  #at: number;
  #expected = -1;
  #gaps = 0;
  #tornBytes = 0;
  #isComplete = false;
  #isAtEnd = false;

  /** Throws `RecordingError` when the file is not a recording, or was made from another record layout. Close it. */
  static open(path: string): RecordingReader {
    const descriptor = openSync(path, 'r');
    try {
      return new RecordingReader(descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const { header, end } = readHeader(descriptor);
    this.header = header;
    this.#at = end;
  }

  /** Ticks between the blocks read so far that were not recorded. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Bytes at the end that are no whole block: the recorder was ended while it wrote. Known behind the last block. */
  get tornBytes(): number {
    return this.#tornBytes;
  }

  /** The recorder was closed: nothing is missing at the end. Known behind the last block. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The next block; undefined behind the last. Its bytes are the caller's. Throws `RecordingError` where the file is damaged. */
  next(): RecordedBlock | undefined {
    if (this.#isAtEnd) return undefined;
    const at = this.#at;
    const head = readAt(this.#descriptor, at, RECORDING_BLOCK_BYTES);
    if (head.length < RECORDING_BLOCK_BYTES) return this.#end(head.length);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const sequence = view.getFloat64(0, true);
    const count = view.getUint32(8, true);
    if (!Number.isSafeInteger(sequence) || sequence < this.#expected) throw damaged(at);
    if (this.#expected >= 0) this.#gaps += sequence - this.#expected;
    if (count === 0) return this.#endMark(at);
    const bytes = readAt(this.#descriptor, at + RECORDING_BLOCK_BYTES, count * TICK.byteLength);
    if (bytes.length < count * TICK.byteLength) return this.#end(head.length + bytes.length);
    this.#expected = sequence + count;
    this.#at = at + RECORDING_BLOCK_BYTES + bytes.length;
    return { sequence, count, records: recordViews(bytes.buffer, bytes.byteOffset, bytes.length) };
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #endMark(at: number): undefined {
    if (readAt(this.#descriptor, at + RECORDING_BLOCK_BYTES, 1).length > 0) throw damaged(at);
    this.#isComplete = true;
    return this.#end(0);
  }

  #end(tornBytes: number): undefined {
    this.#isAtEnd = true;
    this.#tornBytes = tornBytes;
    return undefined;
  }
}

function damaged(at: number): RecordingError {
  return new RecordingError(`The block at byte ${at} is damaged; record the session again.`);
}

/** Up to `length` bytes, fewer at the end of the file; in a buffer of their own, for typed views need their alignment. */
function readAt(descriptor: number, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let used = 0;
  while (used < length) {
    const count = readSync(descriptor, bytes, used, length - used, at + used);
    if (count === 0) break;
    used += count;
  }
  return bytes.subarray(0, used);
}

function readHeader(descriptor: number): { header: RecordingHeader; end: number } {
  const start = RECORDING_MAGIC.length + LENGTH_BYTES;
  const first = readAt(descriptor, 0, start);
  const magic = new TextDecoder('ascii').decode(first.subarray(0, RECORDING_MAGIC.length));
  if (first.length < start || magic !== RECORDING_MAGIC) {
    throw new RecordingError('The file is not a recorded session; give a .ticks file.');
  }
  const length = new DataView(first.buffer).getUint32(RECORDING_MAGIC.length, true);
  const isOurs = length <= RECORDING_HEADER_BYTES_MAX;
  const text = isOurs ? readAt(descriptor, start, length) : new Uint8Array(0);
  if (!isOurs || text.length < length) {
    throw new RecordingError('The header is cut off; record the session again.');
  }
  const header = parseHeader(new TextDecoder().decode(text));
  const end = Math.ceil((start + length) / RECORDING_ALIGN_BYTES) * RECORDING_ALIGN_BYTES;
  return { header, end };
}

function parseHeader(text: string): RecordingHeader {
  let value: { readonly fingerprint?: unknown; readonly version?: unknown };
  try {
    value = JSON.parse(text) as typeof value;
  } catch (cause) {
    throw new RecordingError('The header cannot be read; record the session again.', { cause });
  }
  const parsed = recordingHeaderSchema.safeParse(value);
  if (parsed.success && parsed.data.fingerprint === TICK.fingerprint) return parsed.data;
  const what = value.fingerprint === TICK.fingerprint ? 'other settings' : 'other tick records';
  throw new RecordingError(
    `The recording has ${what}; read it with version ${String(value.version)}, which made it.`,
  );
}
