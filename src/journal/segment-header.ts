/** The first 4096 bytes of a segment: what it belongs to and how it joins the one before. Records never share a sector with it. */
import { pack, unpack } from 'msgpackr';
import { crc32c } from './crc32c.ts';

export const SEGMENT_HEADER_BYTES = 4096;
const SEGMENT_MAGIC = 'TRJSEG01';
const FORMAT_VERSION = 1;
const AT = { magic: 0, crc: 8, length: 12, values: 16 } as const;

/** What the engine says about a run; the same in every segment of it. */
export interface RunStamp {
  readonly account: string;
  readonly mode: string;
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  readonly gitSha: string;
  readonly configSha: string;
}

export interface SegmentHeader extends RunStamp {
  /** 1-based and contiguous over the whole journal. */
  readonly number: number;
  /** 1 for the first start on the session date. */
  readonly epoch: number;
  /** Of the first record in it, also while it has none. */
  readonly firstSequence: number;
  /** CRC of the last record before it (of the header before it when that segment is empty); 0 in segment 1. */
  readonly previousCrc: number;
  readonly createdAtMs: number;
}

export interface StoredSegmentHeader extends SegmentHeader {
  readonly crc: number;
}

export function encodeSegmentHeader(header: SegmentHeader): { bytes: Uint8Array; crc: number } {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  const values = pack([
    FORMAT_VERSION,
    header.number,
    header.account,
    header.mode,
    header.sessionDate,
    header.epoch,
    header.firstSequence,
    header.previousCrc,
    header.createdAtMs,
    header.gitSha,
    header.configSha,
  ]);
  bytes.write(SEGMENT_MAGIC, AT.magic, 'latin1');
  bytes.writeUInt32LE(values.length, AT.length);
  bytes.set(values, AT.values);
  const crc = crc32c(bytes, AT.length, SEGMENT_HEADER_BYTES);
  bytes.writeUInt32LE(crc, AT.crc);
  return { bytes, crc };
}

/** The header, or what is wrong with the bytes. */
export function decodeSegmentHeader(bytes: Uint8Array): StoredSegmentHeader | string {
  if (bytes.length < SEGMENT_HEADER_BYTES) return 'its header is cut off';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, SEGMENT_HEADER_BYTES);
  if (buffer.toString('latin1', AT.magic, AT.crc) !== SEGMENT_MAGIC) return 'it is no segment';
  const crc = buffer.readUInt32LE(AT.crc);
  if (crc32c(buffer, AT.length, SEGMENT_HEADER_BYTES) !== crc) return 'its header is damaged';
  const length = buffer.readUInt32LE(AT.length);
  const values = unpack(buffer.subarray(AT.values, AT.values + length)) as unknown[];
  const [version, number, account, mode, sessionDate, epoch, ...rest] = values;
  if (version !== FORMAT_VERSION) return `its format version ${String(version)} is unknown`;
  const [firstSequence, previousCrc, createdAtMs, gitSha, configSha] = rest;
  return {
    number,
    account,
    mode,
    sessionDate,
    epoch,
    firstSequence,
    previousCrc,
    createdAtMs,
    gitSha,
    configSha,
    crc,
  } as StoredSegmentHeader;
}
