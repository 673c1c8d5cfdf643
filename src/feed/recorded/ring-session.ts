/** Reads a recorded session (`contract/records/recording.ts`): the ticks as they stood in the ring, block by block. */
import { readFileSync } from 'node:fs';
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
import type { Instrument } from '../../domain/instrument/instrument.ts';

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

export interface RecordedSession {
  readonly instruments: readonly Instrument[];
  readonly configSha: string;
  readonly blocks: readonly RecordedBlock[];
  /** Ticks between blocks that were not recorded. */
  readonly gaps: number;
  /** Bytes at the end that are no whole block: the recorder was ended while it wrote. */
  readonly tornBytes: number;
}

/** Throws `RecordingError` when the file is not a recording, or was made from another record layout. */
export function readRecordedSession(path: string): RecordedSession {
  const bytes = new Uint8Array(readFileSync(path));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, end } = readHeader(bytes, view);
  const blocks: RecordedBlock[] = [];
  let at = end;
  let expected = -1;
  let gaps = 0;
  while (at + RECORDING_BLOCK_BYTES <= bytes.length) {
    const sequence = view.getFloat64(at, true);
    const count = view.getUint32(at + 8, true);
    const from = at + RECORDING_BLOCK_BYTES;
    if (from + count * TICK.byteLength > bytes.length) break;
    if (!Number.isSafeInteger(sequence) || count === 0 || sequence < expected) {
      throw new RecordingError(`The block at byte ${at} is damaged; record the session again.`);
    }
    if (expected >= 0) gaps += sequence - expected;
    expected = sequence + count;
    // A copy of its own: typed views need their alignment, whatever the file's buffer has.
    const copy = bytes.slice(from, from + count * TICK.byteLength);
    blocks.push({ sequence, count, records: recordViews(copy.buffer) });
    at = from + count * TICK.byteLength;
  }
  return {
    instruments: header.instruments as unknown as readonly Instrument[],
    configSha: header.configSha,
    blocks,
    gaps,
    tornBytes: bytes.length - at,
  };
}

function readHeader(bytes: Uint8Array, view: DataView): { header: RecordingHeader; end: number } {
  const start = RECORDING_MAGIC.length + LENGTH_BYTES;
  const magic = new TextDecoder('ascii').decode(bytes.subarray(0, RECORDING_MAGIC.length));
  if (bytes.length < start || magic !== RECORDING_MAGIC) {
    throw new RecordingError('The file is not a recorded session; give a .ticks file.');
  }
  const length = view.getUint32(RECORDING_MAGIC.length, true);
  if (length > RECORDING_HEADER_BYTES_MAX || start + length > bytes.length) {
    throw new RecordingError('The header is cut off; record the session again.');
  }
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(start, start + length)));
  if (header.fingerprint !== TICK.fingerprint) {
    throw new RecordingError(
      `The recording has other tick records (${header.fingerprint}); read it with version ${header.version}.`,
    );
  }
  const end = Math.ceil((start + length) / RECORDING_ALIGN_BYTES) * RECORDING_ALIGN_BYTES;
  return { header, end };
}

function parseHeader(text: string): RecordingHeader {
  try {
    return recordingHeaderSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RecordingError('The header cannot be read; record the session again.', { cause });
  }
}
