/**
 * A snapshot: every last row at one position of the journal, so that a start need not read the whole of it. Written in pieces by the
 * journal thread: rows are immutable, so the list of them is taken at once and encoded while the journal goes on.
 *
 * File: a header of 4096 bytes (magic, CRC, position, counts, CRC and SHA-256 of the body), then rows as kind code, schema, length, payload.
 */
import { createHash, type Hash } from 'node:crypto';
import { pack, unpack } from 'msgpackr';
import { assert } from '../domain/assert.ts';
import type { AnyRow, AnyRowKind } from '../domain/journal-row.ts';
import { crc32c } from './crc32c.ts';
import { type Disk, DiskError, type DiskFile, writeFully } from './disk.ts';
import { JournalError } from './journal-error.ts';
import { decodeRow, encodeRow } from './row-codec.ts';
import { kindOfRecord, type RowRegistry } from './row-registry.ts';
import type { JournalPosition } from './scan.ts';
import { pruneSnapshots, type SnapshotRole, snapshotName } from './snapshot-files.ts';
import type { JournalImage } from './state-image.ts';

const SNAPSHOT_MAGIC = 'TRJSNP01';
const HEADER_BYTES = 4096;
const AT = { magic: 0, crc: 8, length: 12, values: 16 } as const;
/** u8 kind code, u8 schema, u16 zero, u32 payload length. */
const ROW_HEADER_BYTES = 8;
const BLOCK_BYTES = 256 * 1024;

export interface SnapshotSummary {
  readonly position: JournalPosition;
  readonly rowCount: number;
  readonly bodyBytes: number;
  /** SHA-256 of the rows, hex: equal states have equal hashes (JR-06). */
  readonly stateHash: string;
}

/** The rows of an image in the order of the file: kinds by rising code, keys as first seen. */
class RowList {
  readonly #parts: readonly { kind: AnyRowKind; code: number; rows: readonly AnyRow[] }[];
  #part = 0;
  #row = 0;

  constructor(registry: RowRegistry, image: JournalImage) {
    this.#parts = registry.kinds.map(({ kind, code }) => ({
      kind,
      code,
      rows: image.rowsNamed(kind.kind),
    }));
  }

  /** The next row encoded with its header, or undefined behind the last. */
  next(): Uint8Array | undefined {
    for (;;) {
      const part = this.#parts[this.#part];
      if (part === undefined) return undefined;
      const row = part.rows[this.#row];
      if (row !== undefined) {
        this.#row++;
        return frameRow(part.code, part.kind, row);
      }
      this.#part++;
      this.#row = 0;
    }
  }
}

function frameRow(code: number, kind: AnyRowKind, row: AnyRow): Uint8Array {
  const payload = encodeRow(kind, row);
  const bytes = Buffer.allocUnsafe(ROW_HEADER_BYTES + payload.length);
  bytes.writeUInt8(code, 0);
  bytes.writeUInt8(kind.version, 1);
  bytes.writeUInt16LE(0, 2);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.set(payload, ROW_HEADER_BYTES);
  return bytes;
}

/** SHA-256 of the rows an image holds, as in a snapshot's summary. */
export function stateHashOf(registry: RowRegistry, image: JournalImage): string {
  const rows = new RowList(registry, image);
  const hash = createHash('sha256');
  for (let row = rows.next(); row !== undefined; row = rows.next()) hash.update(row);
  return hash.digest('hex');
}

export interface SnapshotRequest {
  readonly disk: Disk;
  readonly registry: RowRegistry;
  /** As of `position`, which must be durable. */
  readonly image: JournalImage;
  readonly position: JournalPosition;
  readonly role: SnapshotRole;
}

/**
 * One snapshot being written. On a full disk it gives up: the journal itself holds everything. Other failures throw `DiskError`; the
 * file then stays aside and is never read.
 */
export class SnapshotJob {
  readonly #request: SnapshotRequest;
  readonly #rows: RowList;
  readonly #asideName: string;
  readonly #hash: Hash = createHash('sha256');
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #file: DiskFile | undefined;
  #isOver = false;
  #blockUsed = 0;
  #rowCount = 0;
  #bodyBytes = 0;
  #bodyCrc = 0;
  #summary: SnapshotSummary | undefined;

  constructor(request: SnapshotRequest) {
    assert(request.position.sequence > 0, 'a snapshot is of at least one record');
    this.#request = request;
    this.#rows = new RowList(request.registry, request.image);
    this.#asideName = `${snapshotName(request.position.sequence, request.role)}.tmp`;
  }

  /** Present once the snapshot is complete and durable. */
  get summary(): SnapshotSummary | undefined {
    return this.#summary;
  }

  /** Writes up to `rowsMax` rows; true when there is no more to do: complete (`summary` is there) or given up. */
  advance(rowsMax: number): boolean {
    if (this.#isOver) return true;
    try {
      for (let count = 0; count < rowsMax && !this.#isOver; count++) {
        const row = this.#rows.next();
        if (row === undefined) this.#finish();
        else this.#add(row);
      }
    } catch (error) {
      if (!(error instanceof DiskError && error.code === 'no_space')) throw error;
      this.abandon();
    }
    return this.#isOver;
  }

  /** Gives up; what was written is removed. */
  abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#file === undefined) return;
    this.#file.close();
    this.#request.disk.remove(this.#asideName);
  }

  #opened(): DiskFile {
    if (this.#file !== undefined) return this.#file;
    const { disk } = this.#request;
    if (disk.list().includes(this.#asideName)) disk.remove(this.#asideName);
    this.#file = disk.open(this.#asideName, 'create');
    return this.#file;
  }

  #add(row: Uint8Array): void {
    this.#rowCount++;
    if (this.#blockUsed + row.length > BLOCK_BYTES) this.#flush();
    this.#block.set(row, this.#blockUsed);
    this.#blockUsed += row.length;
  }

  #flush(): void {
    const block = this.#block.subarray(0, this.#blockUsed);
    this.#hash.update(block);
    this.#bodyCrc = crc32c(block, 0, block.length, this.#bodyCrc);
    writeFully(this.#opened(), block, HEADER_BYTES + this.#bodyBytes);
    this.#bodyBytes += block.length;
    this.#blockUsed = 0;
  }

  #finish(): void {
    this.#flush();
    const { disk, position, role } = this.#request;
    const summary: SnapshotSummary = {
      position,
      rowCount: this.#rowCount,
      bodyBytes: this.#bodyBytes,
      stateHash: this.#hash.digest('hex'),
    };
    const file = this.#opened();
    writeFully(file, encodeHeader(summary, this.#bodyCrc), 0);
    file.sync();
    file.close();
    disk.rename(this.#asideName, snapshotName(position.sequence, role));
    disk.syncFolder();
    this.#isOver = true;
    this.#summary = summary;
    pruneSnapshots(disk);
  }
}

function encodeHeader(summary: SnapshotSummary, bodyCrc: number): Uint8Array {
  const { position } = summary;
  const bytes = Buffer.alloc(HEADER_BYTES);
  const values = pack([
    position.sequence,
    position.recordCrc,
    position.segmentNumber,
    position.recordOffset,
    position.endOffset,
    summary.rowCount,
    summary.bodyBytes,
    bodyCrc,
    summary.stateHash,
  ]);
  bytes.write(SNAPSHOT_MAGIC, AT.magic, 'latin1');
  bytes.writeUInt32LE(values.length, AT.length);
  bytes.set(values, AT.values);
  bytes.writeUInt32LE(crc32c(bytes, AT.length, HEADER_BYTES), AT.crc);
  return bytes;
}

/** Takes the whole file's bytes. Undefined when they are not a whole undamaged snapshot. */
export function checkSnapshot(bytes: Uint8Array): SnapshotSummary | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.toString('latin1', AT.magic, AT.crc) !== SNAPSHOT_MAGIC) return undefined;
  if (crc32c(buffer, AT.length, HEADER_BYTES) !== buffer.readUInt32LE(AT.crc)) return undefined;
  const length = buffer.readUInt32LE(AT.length);
  const [sequence, recordCrc, segmentNumber, recordOffset, endOffset, rowCount, ...rest] = unpack(
    buffer.subarray(AT.values, AT.values + length),
  ) as number[];
  const [bodyBytes, bodyCrc, stateHash] = rest as unknown as [number, number, string];
  const body = buffer.subarray(HEADER_BYTES);
  if (body.length !== bodyBytes || crc32c(body, 0, body.length) !== bodyCrc) return undefined;
  if (createHash('sha256').update(body).digest('hex') !== stateHash) return undefined;
  const position = { sequence, recordCrc, segmentNumber, recordOffset, endOffset };
  return { position: position as JournalPosition, rowCount: rowCount ?? 0, bodyBytes, stateHash };
}

/** Applies the rows of a checked snapshot. Throws `journal_version_unknown` and `journal_row_invalid`. */
export function loadSnapshot(
  bytes: Uint8Array,
  registry: RowRegistry,
  apply: (kind: AnyRowKind, row: AnyRow) => void,
): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = HEADER_BYTES; at < buffer.length; ) {
    const [kindCode, schema] = [buffer.readUInt8(at), buffer.readUInt8(at + 1)];
    const kind = kindOfRecord(registry, { kindCode, schema, sequence: 0 });
    const end = at + ROW_HEADER_BYTES + buffer.readUInt32LE(at + 4);
    if (end > buffer.length) {
      throw new JournalError('journal_row_invalid', 'A row of the snapshot is cut off.');
    }
    apply(kind, decodeRow(kind, buffer.subarray(at + ROW_HEADER_BYTES, end)));
    at = end;
  }
}
