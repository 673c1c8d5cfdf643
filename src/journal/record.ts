/**
 * The bytes of one record, little endian: magic, payload length, CRC32C, sequence, CRC of the record before, kind, schema, flags, wall
 * time, payload, zeros up to 8 bytes. Written by the journal thread, read by recovery and the CLI.
 */
import { assert } from '../domain/assert.ts';
import { crc32c } from './crc32c.ts';

/** 'TRJ1'. */
const RECORD_MAGIC = 0x314a5254;
const RECORD_ALIGN_BYTES = 8;
export const RECORD_HEADER_BYTES = 36;
export const PAYLOAD_BYTES_MAX = 65_536;
export const RECORD_BYTES_MAX = recordBytes(PAYLOAD_BYTES_MAX);

const AT = {
  magic: 0,
  length: 4,
  crc: 8,
  sequence: 12,
  previousCrc: 20,
  kind: 24,
  schema: 25,
  flags: 26,
  wallMs: 28,
  payload: 36,
} as const;

const TWO_32 = 2 ** 32;
/** Bit 0 of the flags: the last record of its step. The other 15 are the distance to the first record of its write group. */
const COMMIT_FLAG = 1;
/** Records that can be written between two syncs. */
export const GROUP_RECORDS_MAX = 32_768;

export interface RecordStamp {
  /** 1-based and contiguous over the whole journal. */
  readonly sequence: number;
  /** CRC of the record before; of the segment's header for the first record of a segment. */
  readonly previousCrc: number;
  /** Records of the same write group before this one: `sequence - groupDistance` is the group's first. */
  readonly groupDistance: number;
  readonly isCommit: boolean;
  /** Epoch milliseconds; for people only, nothing depends on it. */
  readonly wallMs: number;
}

export interface JournalRecord {
  /** 1 to 255, see `RowRegistry`. */
  readonly kindCode: number;
  /** Version of the kind, 1 to 255. */
  readonly schema: number;
  /** A msgpack array, at most `PAYLOAD_BYTES_MAX` bytes. */
  readonly payload: Uint8Array;
}

/** Bytes a record with a payload of that length takes. */
export function recordBytes(payloadBytes: number): number {
  const used = RECORD_HEADER_BYTES + payloadBytes;
  return Math.ceil(used / RECORD_ALIGN_BYTES) * RECORD_ALIGN_BYTES;
}

/** A buffer that records are framed into; grows as needed. */
export class RecordBuffer {
  #bytes: Uint8Array;
  #view: DataView;
  #used = 0;
  /** CRC of the record added last. */
  lastCrc = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get used(): number {
    return this.#used;
  }

  /** The records added since the last `clear`; valid until the next `add`. */
  filled(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }

  add(record: JournalRecord, stamp: RecordStamp): void {
    const length = record.payload.length;
    assert(length <= PAYLOAD_BYTES_MAX, 'a payload has at most 64 KiB');
    assert(stamp.groupDistance < GROUP_RECORDS_MAX, 'a write group has at most 32,768 records');
    const size = recordBytes(length);
    this.#reserve(size);
    const at = this.#used;
    const view = this.#view;
    view.setUint32(at + AT.magic, RECORD_MAGIC, true);
    view.setUint32(at + AT.length, length, true);
    setWide(view, at + AT.sequence, stamp.sequence);
    view.setUint32(at + AT.previousCrc, stamp.previousCrc, true);
    view.setUint8(at + AT.kind, record.kindCode);
    view.setUint8(at + AT.schema, record.schema);
    view.setUint16(at + AT.flags, flagsOf(stamp), true);
    setWide(view, at + AT.wallMs, stamp.wallMs);
    this.#bytes.set(record.payload, at + AT.payload);
    this.#bytes.fill(0, at + AT.payload + length, at + size);
    // The length is the CRC's initial value: a wrong length is then a wrong CRC even where it ends in the padding.
    this.lastCrc = crc32c(this.#bytes, at + AT.sequence, at + size, length);
    view.setUint32(at + AT.crc, this.lastCrc, true);
    this.#used = at + size;
  }

  #reserve(size: number): void {
    if (this.#used + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + size));
    grown.set(this.filled());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** One record read in place; the fields hold until the next successful `load`. */
export class RecordView {
  sequence = 0;
  previousCrc = 0;
  crc = 0;
  kindCode = 0;
  schema = 0;
  isCommit = false;
  groupDistance = 0;
  wallMs = 0;
  /** A view on the reader's buffer. */
  payload: Uint8Array = new Uint8Array(0);

  /** False, with nothing changed, when the bytes at `at` are not a whole valid record that ends by `limit`. */
  load(bytes: Uint8Array, view: DataView, span: { readonly at: number; readonly limit: number }) {
    const { at, limit } = span;
    const size = sizeAt(view, at, limit);
    if (size === 0 || at + size > limit) return false;
    const length = view.getUint32(at + AT.length, true);
    const crc = view.getUint32(at + AT.crc, true);
    if (crc32c(bytes, at + AT.sequence, at + size, length) !== crc) return false;
    this.crc = crc;
    this.sequence = wideAt(view, at + AT.sequence);
    this.previousCrc = view.getUint32(at + AT.previousCrc, true);
    this.kindCode = view.getUint8(at + AT.kind);
    this.schema = view.getUint8(at + AT.schema);
    const flags = view.getUint16(at + AT.flags, true);
    this.isCommit = (flags & COMMIT_FLAG) !== 0;
    this.groupDistance = flags >>> 1;
    this.wallMs = wideAt(view, at + AT.wallMs);
    this.payload = bytes.subarray(at + AT.payload, at + AT.payload + length);
    return true;
  }
}

/** Bytes the record at `at` says it takes; 0 when there is no record header before `limit`. */
export function sizeAt(view: DataView, at: number, limit: number): number {
  if (at + RECORD_HEADER_BYTES > limit) return 0;
  if (view.getUint32(at + AT.magic, true) !== RECORD_MAGIC) return 0;
  const length = view.getUint32(at + AT.length, true);
  return length > PAYLOAD_BYTES_MAX ? 0 : recordBytes(length);
}

function flagsOf(stamp: RecordStamp): number {
  return (stamp.groupDistance << 1) | (stamp.isCommit ? COMMIT_FLAG : 0);
}

/** A safe integer ≥ 0 in 64 bits. */
export function setWide(view: DataView, at: number, value: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, 'a wide value is a safe integer of 0 or more');
  view.setUint32(at, value % TWO_32, true);
  view.setUint32(at + 4, Math.floor(value / TWO_32), true);
}

export function wideAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * TWO_32;
}
