/** Makes segments ahead of their use: zero-filled in pieces, so that no commit waits for a whole one. Journal thread. */
import { type Disk, DiskError, type DiskFile, writeFully } from './disk.ts';
import { segmentName } from './journal-files.ts';
import { encodeSegmentHeader, type SegmentHeader } from './segment-header.ts';

const PIECE_BYTES = 1024 * 1024;

/** A segment that records are written to. */
export interface ActiveSegment {
  readonly file: DiskFile;
  readonly header: SegmentHeader;
  /** What its first record names as its predecessor. */
  readonly headerCrc: number;
  readonly bytes: number;
}

export class SegmentPreparer {
  readonly #disk: Disk;
  readonly #name: string;
  readonly #bytes: number;
  readonly #zeros: Uint8Array;
  #file: DiskFile | undefined;
  #filled = 0;

  /** `name` is that of the file while it waits; one of the right size left by an earlier run is used. */
  constructor(disk: Disk, terms: { readonly name: string; readonly bytes: number }) {
    this.#disk = disk;
    this.#name = terms.name;
    this.#bytes = terms.bytes;
    this.#zeros = new Uint8Array(Math.min(PIECE_BYTES, terms.bytes));
    this.#adopt();
  }

  get isReady(): boolean {
    return this.#file !== undefined && this.#filled === this.#bytes;
  }

  /** Fills and syncs one piece. Throws `no_space` with nothing left behind; it may be tried again. */
  advance(): void {
    if (this.isReady) return;
    try {
      if (this.#file === undefined) this.#begin();
      const file = this.#file as DiskFile | undefined;
      const rest = this.#bytes - this.#filled;
      const piece = this.#zeros.subarray(0, Math.min(rest, this.#zeros.length));
      if (file === undefined) return;
      writeFully(file, piece, this.#filled);
      file.sync();
      this.#filled += piece.length;
    } catch (error) {
      if (error instanceof DiskError && error.code === 'no_space') this.#discard();
      throw error;
    }
  }

  /** The prepared segment under its own name and header, both durable. Fills what is missing first. */
  activate(header: SegmentHeader): ActiveSegment {
    while (!this.isReady) this.advance();
    const file = this.#file as DiskFile;
    const { bytes, crc } = encodeSegmentHeader(header);
    writeFully(file, bytes, 0);
    file.sync();
    this.#disk.rename(this.#name, segmentName(header));
    this.#disk.syncFolder();
    this.#file = undefined;
    this.#filled = 0;
    return { file, header, headerCrc: crc, bytes: this.#bytes };
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Nothing but a header is ever written to a waiting file, and that is written again: only the size matters. */
  #adopt(): void {
    if (!this.#disk.list().includes(this.#name)) return;
    const file = this.#disk.open(this.#name, 'update');
    if (file.size() === this.#bytes) {
      this.#file = file;
      this.#filled = this.#bytes;
      return;
    }
    file.close();
    this.#disk.remove(this.#name);
  }

  #begin(): void {
    if (this.#disk.freeBytes() < this.#bytes) {
      throw new DiskError('no_space', `no room for a segment of ${this.#bytes} bytes`);
    }
    this.#file = this.#disk.open(this.#name, 'create');
    this.#filled = 0;
  }

  /** A part of a segment would only keep the space from others. */
  #discard(): void {
    if (this.#file === undefined) return;
    this.#file.close();
    this.#file = undefined;
    this.#filled = 0;
    this.#disk.remove(this.#name);
  }
}
